"""API objects as a server holds them, defaults and status included: one file a kind."""
