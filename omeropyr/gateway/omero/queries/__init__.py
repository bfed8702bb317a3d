"""Every HQL text of the adapter, and nothing else. tests/omero/test_queries.py checks each name in them."""
