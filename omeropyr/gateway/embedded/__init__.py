"""The store that needs no server: SQLAlchemy for what is known of images, files for their pixels."""
