"""What somebody may do with an object, in the words that clients of OMERO know."""

from __future__ import annotations

from omeropyr.api import Rights


def permission_words(rights: Rights) -> list[str]:
    """In the order in which they always stand."""
    words = {
        "canEdit": rights.can_edit,
        "canAnnotate": rights.can_annotate,
        "canLink": rights.can_link,
        "canDelete": rights.can_delete,
        "canChgrp": rights.can_chgrp,
        "canChown": rights.can_chown,
    }
    return [word for word, applies in words.items() if applies]
