"""What somebody may change of their own account, form by form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from webob.multidict import MultiDict

from omeropyr.api import AccountForm, Invalid, LoginFailed, Session

from .params import whole_number

Form: TypeAlias = "MultiDict[str, Any]"
PHOTO_LIMIT = 204_800


def set_details(session: Session, form: Form) -> None:
    """Names, address and institution."""
    details = AccountForm(
        first_name=_text(form, "first_name").strip(),
        middle_name=_text(form, "middle_name").strip(),
        last_name=_text(form, "last_name").strip(),
        email=_text(form, "email").strip(),
        institution=_text(form, "institution").strip(),
    )
    session.admin.update_account(session.context.user.id, details)


def set_default_group(session: Session, form: Form) -> None:
    """The group that new data goes to."""
    group = whole_number("default_group", _text(form, "default_group"))
    session.admin.update_account(session.context.user.id, AccountForm(default_group_id=group))


def set_password(session: Session, form: Form) -> None:
    """Asks for the present one, and for the new one twice. All other sessions of the user end."""
    fresh = _text(form, "password")
    if fresh != _text(form, "confirmation"):
        raise Invalid("confirmation", "The two new passwords are not the same: type them again.")
    try:
        session.admin.set_password(session.context.user.id, fresh, proof=_text(form, "present"))
    except LoginFailed:
        raise Invalid("present", "That is not your present password.") from None


def set_photo(session: Session, form: Form) -> None:
    """JPEG, PNG or GIF."""
    upload = form.get("photo")
    if not hasattr(upload, "file"):
        raise Invalid("photo", "Choose a picture first.")
    picture = upload.file.read(PHOTO_LIMIT + 1)
    session.admin.set_photo(picture, str(upload.type))


def delete_photo(session: Session, form: Form) -> None:
    session.admin.delete_photo()


def end_session(session: Session, form: Form) -> None:
    """One of the user's own."""
    number = whole_number("session", _text(form, "session"))
    if number not in {one.id for one in session.admin.sessions().items if one.user.id == session.context.user.id}:
        raise Invalid("session", "That session is over already.")
    session.admin.end_sessions([number])


CHANGES: Mapping[str, Callable[[Session, Form], None]] = {
    "details": set_details,
    "group": set_default_group,
    "password": set_password,
    "photo": set_photo,
    "no-photo": delete_photo,
    "session": end_session,
}
"""By the field `do` of the form."""


def _text(form: Form, name: str) -> str:
    value = form.get(name, "")
    if not isinstance(value, str):
        raise Invalid(name, "This must be a text.")
    return value
