"""From what a person typed to the ways in that it means, what would open one, and what would mend one."""
