"""The report as Prometheus metrics: which there are (docs/formats.md), and a registry that holds them."""
