"""What an operator wants of a report: severities, ignores, which ways in may be open, and what was known before."""
