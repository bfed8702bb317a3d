"""One's own account, and the trash: pages that work without a script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyramid.httpexceptions import HTTPFound
from pyramid.request import Request
from pyramid.view import view_config

from omeropyr.api import (
    Account,
    Conflict,
    Forbidden,
    Invalid,
    Listing,
    NotFound,
    OpenSession,
    Page,
    Session,
    Trash,
    status_of,
)

from .account_changes import CHANGES
from .params import form_of, whole_number

SHOWN = 200
PATIENCE = 5.0
"""Seconds to wait for a restore, so that the page that follows tells it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """`webclient/account.jinja2`. `done` and `failed` name a form; `typed` is what was typed into the failed one."""

    account: Account
    sessions: Sequence[OpenSession]
    done: str = ""
    failed: str = ""
    problem: str = ""
    typed: Mapping[str, Any] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """What a field of the details shows."""
        kept = self.typed.get(name) if self.failed == "details" else None
        return str(kept if kept is not None else getattr(self.account.person, name) or "")


@view_config(route_name="account", request_method="GET", renderer="webclient/account.jinja2")
def account(request: Request) -> dict[str, Any]:
    return {"page": _page(_own_session(request), done=request.GET.get("done", ""))}


@view_config(route_name="account", request_method="POST", methods=("POST",), renderer="webclient/account.jinja2")
def change(request: Request) -> Any:
    """`do` names the form. What is refused comes back with what was typed and the reason."""
    session, name = _own_session(request), str(request.POST.get("do", ""))
    if name not in CHANGES:
        raise Invalid("do", f"must be one of {', '.join(CHANGES)}.")
    try:
        CHANGES[name](session, request.POST)
    except (Invalid, Conflict, Forbidden) as error:
        request.response.status_int = status_of(error)
        reason = error.reason if isinstance(error, Invalid) else str(error)
        return {"page": _page(session, failed=name, problem=reason, typed=request.POST)}
    return HTTPFound(request.route_path("account", _query={"done": name}, _anchor=name))


@view_config(route_name="trash_page", request_method="GET", renderer="webclient/trash.jinja2")
def trash_page(request: Request) -> dict[str, Any]:
    trash: Listing[Trash] = request.gateway.history.trash(page=Page(limit=SHOWN))
    return {"trash": trash, "problem": ""}


@view_config(route_name="trash_page", request_method="POST", methods=("POST",), renderer="webclient/trash.jinja2")
def change_trash(request: Request) -> Any:
    """`restore` or `empty` holds the number of what was deleted."""
    form, history = form_of(request), request.gateway.history
    try:
        if "restore" in form:
            job = history.restore(whole_number("restore", form["restore"]))
        else:
            job = history.empty([whole_number("empty", form.get("empty", ""))])
    except (Conflict, NotFound) as error:
        request.response.status_int = status_of(error)
        return {"trash": history.trash(page=Page(limit=SHOWN)), "problem": str(error)}
    request.gateway.jobs.wait(job.id, PATIENCE)
    return HTTPFound(request.route_path("trash_page"))


def _own_session(request: Request) -> Session:
    """Raises Forbidden for visitors, whose account is everybody's."""
    session: Session = request.gateway
    if request.connection.is_public:
        raise Forbidden("The visitors' account is everybody's: sign in to see one of your own.")
    return session


def _page(session: Session, **said: Any) -> AccountPage:
    user_id = session.context.user.id
    sessions = [one for one in session.admin.sessions().items if one.user.id == user_id]
    return AccountPage(account=session.admin.account(user_id), sessions=sessions, **said)
