"""Knocks: the only package with sockets, TLS, HTTP and the clock."""
