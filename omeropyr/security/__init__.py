"""Who you are and what you may do: authenticators, public user, CSRF, headers, throttling."""
