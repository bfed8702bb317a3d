"""Ordered lists that answer at once where a page begins and how many there are, however long they are.

A shelf is what one listing shows: the images of a group, those of dataset 7, those with tag 5, those in nothing.
`shelf_entry` has its objects in order; `shelf_block` cuts it into stretches of at most `BLOCK` neighbours and counts
them. Totals are sums over blocks, and page 400 is found by walking blocks instead of rows. Both tables are derived:
triggers in the database keep them, `rebuild` makes them anew. Why it is done so: docs/adr/0013-shelves.md.
"""
