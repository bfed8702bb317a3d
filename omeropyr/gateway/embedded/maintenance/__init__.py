"""What an administrator does to a whole store: check it, back it up, restore it, clear it up."""
