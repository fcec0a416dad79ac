"""The formats of `kprobe diff`: one file each, exporting RENDERER."""
