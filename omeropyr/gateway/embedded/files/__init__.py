"""Files of the store: attachments, and those that images came from."""
