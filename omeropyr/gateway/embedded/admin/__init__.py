"""Administration: accounts, groups, levels, sessions, space and photographs, one module for each."""
