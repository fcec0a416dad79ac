"""Compares what was predicted with what was seen: verdicts, causes, disagreements."""
