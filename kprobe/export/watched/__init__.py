"""Entries as something that watches them sees them: what to ask for, and when it is well."""
