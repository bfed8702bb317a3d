"""The apps that come with omeropyr; each uses only `omeropyr.api`."""
