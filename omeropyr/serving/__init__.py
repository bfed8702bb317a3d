"""Web servers: granian with several processes, waitress where the ini asks for it; others from outside."""
