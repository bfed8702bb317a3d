"""The table of the core's properties, and how ini file and environment become a typed `Config`.

Names and defaults are those of OMERO.web where it has the property. Apps bring tables of their own.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from omeropyr.errors import ConfigurationError
from omeropyr.properties import (
    Server,
    Setting,
    boolean,
    choice,
    integer,
    json_list,
    json_object,
    path,
    paths,
    regex,
    servers,
    session_url,
    text,
    time_zone,
    url_prefix,
    words,
)

T = TypeVar("T")

APPS = Setting("apps", words, tuple[str, ...](), "Apps to load, in this order.")
STRICT_APPS = Setting(
    "strict_apps", boolean, False, "Stop at the start when an app is broken, instead of leaving it out."
)
DEBUG = Setting("debug", boolean, False, "Show the trace of an error to the browser. Never in production.")
SITE_NAME = Setting("site_name", text, "omeropyr", "Name of the site in titles and the top bar.")
SECRET_KEY = Setting(
    "secret_key",
    text,
    "",
    "Signs session cookies; empty: a random one is kept in a file beside the sessions.",
    secret=True,
)
PREFIX = Setting(
    "prefix",
    url_prefix,
    "",
    "Path below which the site lives, e.g. /omero.",
    deprecated=("omero.web.force_script_name",),
)
TIME_ZONE = Setting("time_zone", time_zone, ZoneInfo("Europe/London"), "Time zone of the dates in JSON answers.")
TEMPLATE_DIRS = Setting(
    "template_dirs", paths, tuple[Path, ...](), "Folders whose templates win over those of the apps."
)
LANGUAGE = Setting("language", text, "en", "Language of the pages.")

STORE = Setting("store", path, Path(""), "Folder of the embedded store; empty: no embedded store.")
STORE_URL = Setting("store.url", text, "", "Database of the embedded store; empty: SQLite in its folder.", secret=True)
STORE_LABEL = Setting("store.label", text, "omeropyr", "What the login page calls the embedded store.")
STORE_ROOTS = Setting("store.roots", paths, tuple[Path, ...](), "Folders from which images may be registered in place.")
STORE_IDLE = Setting(
    "store.session_idle",
    integer(minimum=60),
    86400,
    "Seconds after which an unused session of the embedded store ends.",
)
STORE_TRASH_DAYS = Setting(
    "store.trash_days",
    integer(minimum=0),
    30,
    "Days that deleted objects can be restored before they are deleted for good; 0: until somebody empties the trash.",
)
STORE_JOB_THREADS = Setting(
    "store.job_threads",
    integer(minimum=1),
    3,
    "Jobs of the embedded store (imports, deletions, ...) that one server process does at the same time.",
)
SERVER_LIST = Setting(
    "server_list",
    servers,
    tuple[Server, ...](),
    'OMERO.servers as [host, port], [host, port, label] or [host, port, label, {"ca": file, "ciphers": text}]; '
    "needs omeropyr[omero].",
)

SESSION_URL = Setting(
    "session.url",
    session_url,
    "",
    "Where web sessions are kept: redis://HOST:PORT/0 or memcached://HOST:PORT; empty: files in session.dir.",
    secret=True,
)
SESSION_DIR = Setting(
    "session.dir", path, Path("var/sessions"), "Folder of sessions that are files, and of the signing key."
)
SESSION_COOKIE_NAME = Setting("session_cookie_name", text, "sessionid", "Name of the session cookie.")
SESSION_COOKIE_AGE = Setting(
    "session_cookie_age", integer(minimum=60), 86400, "Seconds a web session lives after its last change."
)
SESSION_EXPIRE_AT_BROWSER_CLOSE = Setting(
    "session_expire_at_browser_close", boolean, True, "Forget the session when the browser closes."
)
SESSION_COOKIE_SECURE = Setting(
    "session_cookie_secure", boolean, False, "Send the session cookie over HTTPS only (done anyway on HTTPS requests)."
)
SESSION_COOKIE_DOMAIN = Setting("session_cookie_domain", text, "", "Domain of the session cookie.")
SESSION_COOKIE_PATH = Setting("session_cookie_path", text, "/", "Path of the session cookie.")
SESSION_COOKIE_SAMESITE = Setting(
    "session_cookie_samesite", choice("Lax", "Strict", "None"), "Lax", "SameSite of the session cookie."
)
CSRF_COOKIE_SECURE = Setting("csrf_cookie_secure", boolean, False, "Send the CSRF cookie over HTTPS only.")
CSRF_COOKIE_SAMESITE = Setting(
    "csrf_cookie_samesite", choice("Lax", "Strict", "None"), "Lax", "SameSite of that cookie."
)
CSRF_TRUSTED_ORIGINS = Setting(
    "csrf_trusted_origins", json_list, (), 'Other origins whose forms are accepted, e.g. ["https://a.example"].'
)
X_FRAME_OPTIONS = Setting(
    "x_frame_options", choice("SAMEORIGIN", "DENY"), "SAMEORIGIN", "Who may show pages in a frame."
)
REFERRER_POLICY = Setting("html_meta_referrer", text, "origin-when-cross-origin", "Referrer policy of pages.")
REDIRECT_ALLOWED_HOSTS = Setting("redirect_allowed_hosts", json_list, (), "Hosts to which login may redirect.")
TRUSTED_PROXIES = Setting(
    "trusted_proxies",
    words,
    tuple[str, ...](),
    "Addresses of proxies whose headers X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host are believed.",
)
BSESSION = Setting("bsession", boolean, False, "Accept ?bsession=KEY: sign in with the key of an OMERO session.")
LOGIN_ATTEMPTS = Setting("login_attempts", integer(minimum=1), 10, "Failed logins before a pause is forced.")
LOGIN_PAUSE = Setting("login_pause", integer(minimum=1), 300, "Seconds of that pause.")

LOGIN_VIEW = Setting("login_view", text, "weblogin", "Route of the login page.")
LOGIN_REDIRECT = Setting(
    "login_redirect", json_object, dict[str, Any](), 'Where to go after login, {"redirect": [...], "viewname": ...}.'
)
LOGIN_FAILED_TEXT = Setting(
    "login_incorrect_credentials_text",
    text,
    "Connection not available, please check your user name and password.",
    "Message on a failed login.",
)
TOP_LINKS = Setting(
    "ui.top_links", json_list, (), "Links of the top bar beside those of the apps: [label, target, attrs]."
)
TOP_LOGO = Setting("top_logo", text, "", "Address of a logo for the top bar.")
TOP_LOGO_LINK = Setting("top_logo_link", text, "", "Where that logo leads.")
LOGIN_LOGO = Setting("login_logo", text, "", "Address of an image on the login page.")
OPEN_WITH = Setting("open_with", json_list, (), "Viewers to open objects with: [label, target, options].")
PING_INTERVAL = Setting("ping_interval", integer(minimum=0), 60000, "Milliseconds between keep-alive calls; 0: none.")
PAGE_SIZE = Setting("page_size", integer(minimum=1, maximum=10000), 200, "Items per page in tree and lists.")
THUMBNAILS_BATCH = Setting("thumbnails_batch", integer(minimum=1), 50, "Thumbnails per request.")
ROOT_APPLICATION = Setting(
    "root_application", text, "", "App whose first menu entry / leads to; empty: the first one with a menu."
)

PUBLIC_ENABLED = Setting("public.enabled", boolean, False, "Let visitors see public pages as the public user.")
PUBLIC_USER = Setting("public.user", text, "", "Login name of the public user.")
PUBLIC_PASSWORD = Setting("public.password", text, "", "Password of the public user.", secret=True)
PUBLIC_SERVER_ID = Setting("public.server_id", integer(minimum=1), 1, "Server the public user signs in to.")
PUBLIC_URL_FILTER = Setting(
    "public.url_filter",
    regex,
    re.compile(r"(?!)"),
    "Searched in the path: pages open to the public user.",
)
PUBLIC_GET_ONLY = Setting("public.get_only", boolean, True, "The public user may only GET (and HEAD).")

CORE: tuple[Setting[Any], ...] = tuple(value for value in list(globals().values()) if isinstance(value, Setting))

FOREIGN = ("pyramid.", "jinja2.", "omero.", "debugtoolbar.")
"""Names with these beginnings may belong to others; they are passed over, ours among them with a hint."""
PASTE = frozenset({"here", "__file__", "use"})


@dataclass(frozen=True, slots=True)
class Value:
    """One property as it was found: `source` is 'ini', 'environment' or 'default'."""

    setting: Setting[Any]
    value: Any
    source: str

    def shown(self) -> str:
        """Its value as an ini file would say it; secrets are masked."""
        if self.setting.secret and self.value:
            return "********"
        if isinstance(self.value, bool):
            return str(self.value).lower()
        if isinstance(self.value, re.Pattern):
            return str(self.value.pattern)
        if isinstance(self.value, tuple):
            return " ".join(str(item) for item in self.value)
        return str(self.value)


class Config:
    """All properties, read once. `config[SETTING]` has the setting's type."""

    def __init__(self, values: Iterable[Value], notices: Sequence[str] = ()) -> None:
        self._values = {value.setting.key: value for value in values}
        self.notices = tuple(notices)

    def __getitem__(self, setting: Setting[T]) -> T:
        found = self._values.get(setting.key)
        return setting.default if found is None else found.value

    def values(self) -> tuple[Value, ...]:
        """In the order of the tables, for the status page and the command line."""
        return tuple(self._values.values())


def load(
    ini: Mapping[str, Any],
    environ: Mapping[str, str],
    declared: Sequence[Setting[Any]] = CORE,
    *,
    complete: bool = True,
) -> Config:
    """Read every declared property. Raises ConfigurationError with all faults at once.

    `complete` says that `declared` is all there is, so that an unknown name must be a slip of the pen.
    """
    faults: list[str] = []
    notices: list[str] = []
    values = [_read(setting, ini, environ, faults, notices) for setting in declared]
    _look_for_strangers(ini, declared, faults if complete else notices, notices)
    if faults:
        raise ConfigurationError(faults)
    return Config(values, notices)


def _read(
    setting: Setting[Any], ini: Mapping[str, Any], environ: Mapping[str, str], faults: list[str], notices: list[str]
) -> Value:
    if setting.variable in environ:
        return _parse(setting, setting.variable, environ[setting.variable], "environment", faults)
    given = [name for name in setting.names if name in ini]
    if len({str(ini[name]) for name in given}) > 1:
        faults.append(f"{' and '.join(given)} are names of one property and have different values: keep one.")
    if not given:
        return Value(setting, setting.default, "default")
    if given[0] in setting.deprecated:
        notices.append(f"{given[0]} is an old name: write {setting.key}.")
    return _parse(setting, given[0], str(ini[given[0]]), "ini", faults)


def _parse(setting: Setting[Any], name: str, raw: str, source: str, faults: list[str]) -> Value:
    try:
        return Value(setting, setting.parse(raw), source)
    except ValueError as error:
        shown = "the given value" if setting.secret else repr(raw)
        faults.append(f"{name} {error}, and {shown} is not. ({setting.help})")
        return Value(setting, setting.default, "default")


def _look_for_strangers(
    ini: Mapping[str, Any], declared: Sequence[Setting[Any]], faults: list[str], notices: list[str]
) -> None:
    known = {name for setting in declared for name in setting.names}
    for name in sorted(set(ini) - known - PASTE):
        line = f"{name} is not a property of omeropyr or of its apps.{_nearest(name, known)}"
        (notices if name.startswith(FOREIGN) else faults).append(line)


def _nearest(name: str, known: set[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f" Did you mean {close[0]}?" if close else ""
