"""Who takes part: accounts, sign-in, sessions, roles."""
