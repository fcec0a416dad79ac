"""What is known about the cluster itself: one file per source of knowledge."""
