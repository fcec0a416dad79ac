"""An embedded cluster on loopback."""
