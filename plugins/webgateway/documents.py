"""The pages of docs/webgateway, made of what the addresses declare.

python -m omeropyr.plugins.webgateway.documents docs/webgateway
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from .addresses import GROUPS
from .addresses.address import Address, Group

COMMAND = "python -m omeropyr.plugins.webgateway.documents docs/webgateway"
HEAD = f"""\
# webgateway

Pictures and facts of images under the addresses that OMERO's clients know. All of them begin with `/webgateway/` and
end with `/`; one without its last slash leads to the one with it. Except where it says so, somebody must be signed in,
and an address is asked with GET or HEAD. The pages of this folder are made by
`{COMMAND}`.
"""


def pages() -> Mapping[str, str]:
    """Text by file name."""
    return {"README.md": _contents(), **{f"{group.name}.md": _page(group) for group in GROUPS}}


_FORMS_WITHOUT_NAME = {"/?": "[/]", ".*": ""}
"""A last slash that may be left out, and whatever may follow and means nothing."""


_PARTS = {"plane": ("{z}", "{t}"), "field": ("{field}", "{run}")}
"""What the two numbers of an optional part are; others are sizes."""


def shown_path(address: Address) -> str:
    """The path as people write it: `render_image/{iid}/[{z}/[{t}/]]`."""
    return re.sub(r"\{(\w+)(?::((?:[^{}]|\{[^{}]*\})+))?\}", _piece, address.path)


def _piece(found: re.Match[str]) -> str:
    """Optional parts of a path bring their own slashes (see `addresses.address`)."""
    name = found[1]
    form = re.sub(r"\[[^\]]*\]", "", found[2] or "")  # without sets of characters
    if form in _FORMS_WITHOUT_NAME:
        return _FORMS_WITHOUT_NAME[form]
    if "/" not in form:
        return f"{{{name}}}"
    first, second = _PARTS.get(name, ("{width}", "{height}"))
    if form.endswith("{0,2}"):
        return f"[{first}/[{second}/]]"
    if form.endswith("{1,2}"):
        return f"{first}/[{second}/]"
    return f"[{{{name}}}/]" if form.endswith("?") else f"{first}/{second}/"


def _contents() -> str:
    lines = [HEAD, "| group | what it holds |", "|---|---|"]
    lines += [f"| [{group.name}]({group.name}.md) | {group.about} |" for group in GROUPS]
    lines += ["", "| address | answers with |", "|---|---|"]
    lines += [
        f"| [`{shown_path(address)}`]({group.name}.md) | {_cell(address.returns)} |"
        for group in GROUPS
        for address in group.addresses
    ]
    return "\n".join(lines) + "\n"


def _page(group: Group) -> str:
    parts = [f"# {group.name}", group.about, *map(_section, group.addresses)]
    return "\n\n".join(parts) + "\n"


def _section(address: Address) -> str:
    lines = [f"## `{shown_path(address)}`", "", _sentence(address.returns), ""]
    lines += [f"* {', '.join(_methods(address))}", f"* example: `/webgateway/{address.example}`"]
    if address.webclient:
        lines.append("* also below `/webclient/`")
    if address.parameters:
        lines += ["", "| parameter | meaning |", "|---|---|"]
        lines += [f"| `{parameter.name}` | {_cell(parameter.meaning)} |" for parameter in address.parameters]
    return "\n".join(lines)


def _methods(address: Address) -> list[str]:
    return [method for given in address.methods for method in (("GET", "HEAD") if given == "GET" else (given,))]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _cell(text: str) -> str:
    """A bar would end the cell of a table."""
    return text.replace("|", "\\|")


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.md"):
        old.unlink()
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
