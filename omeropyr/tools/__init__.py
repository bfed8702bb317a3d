"""Tools for those who install omeropyr; nothing in the running site imports them."""
