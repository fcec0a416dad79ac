"""The ingress controllers that kprobe knows by name: one file each, exporting CONTROLLER."""
