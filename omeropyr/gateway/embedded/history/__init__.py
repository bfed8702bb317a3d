"""What was changed by whom, and the way back.

Every `Access.writing()` block that records something is one change. How to record so that it can be undone:

    with access.writing() as writing:
        made, row = insert_row(writing.connection, AnnotationRow, values)           # history.rowchanges
        writing.record("create", Kind.TAG, made, new={"text": text}, rows=[row])

`old` and `new` are for people and for the log. `rows` are for undo: which rows of the database were inserted, updated
or deleted, by `insert_row`, `update_row` and `delete_rows`, which change and describe in one go, or by the values
`inserted`, `updated` and `deleted` where the statement has to be one's own. Undo then needs nothing else: it takes
the rows back from the last to the first, and refuses if one of them is no longer as the change left it. Changes
of 100,000 rows do not fit into an event: those go through `trash.archive`. An event without `rows` whose action is not
in `inverses.INVERSES` cannot be undone, and makes its change one that cannot.
"""
