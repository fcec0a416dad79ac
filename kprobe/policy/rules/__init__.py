"""What is a finding by the operator's policy alone: one file a rule, each exporting RULE."""
