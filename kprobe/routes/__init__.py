"""The links from an entry to the process that should answer, and what they predict."""
