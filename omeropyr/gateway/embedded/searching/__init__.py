"""Search: what people type becomes a query (`query`), what the store holds becomes documents (`documents`), and the
full text of SQLite or PostgreSQL brings the two together (`sqlite`, `postgresql`). Why so: docs/adr/0014-search.md.
"""
