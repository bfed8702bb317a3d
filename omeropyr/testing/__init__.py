"""For authors of adapters and apps: the gateway contract and an application to test against."""
