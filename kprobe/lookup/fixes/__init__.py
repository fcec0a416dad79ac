"""Commands that mend what a check found: one file a finding, each exporting FIXER."""
