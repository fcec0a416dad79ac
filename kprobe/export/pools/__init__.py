"""NodePorts as a load balancer of one's own sees them: the nodes to send to, and what to know of each."""
