"""The values that travel between the stages. Imports nothing of kprobe outside itself."""
