"""What Kubernetes manifests would bring into a cluster, before they are applied."""
