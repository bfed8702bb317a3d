"""Users and groups, their passwords and logins."""
