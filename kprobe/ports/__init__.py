"""Who holds which port of the nodes, who else wants it, and what is free."""
