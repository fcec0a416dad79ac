"""Every way in from outside: one file a kind, each exporting KIND."""
