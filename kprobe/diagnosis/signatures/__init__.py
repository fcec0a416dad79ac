"""Who answered, and what it means: the controllers' own words, default certificates and ways to end a handshake."""
