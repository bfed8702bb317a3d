"""Whatever is asked of the JSON addresses, by whomever: the answer is never a fault of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from webtest import Upload

from omeropyr.plugins.webclient import JSON_VIEWS
from omeropyr.testing.lab import Lab, make_lab

PLACE = re.compile(r"\{(\w+)(?::[^{}]*(?:\{[^{}]*\}[^{}]*)*)?\}")
NUMBERS = ("0", "1", "2", "999", str(2**31), "9" * 18)
KINDS = ("project", "dataset", "image", "screen", "plate", "acquisition", "well", "tag", "tagset", "comment", "file")
WORDS = (
    *NUMBERS, "-1", "-999999999", "9" * 40, "1.5", "", " ", "x", "true", "on", "1,2", "1,,x", "1|2", "٣", "NaN",
    "image-1",
    "image-1|dataset-1", "dataset-1", "plate-1", "well-1", "[]", '[["a","b"]]', '[["a"]]', "{}", "null", "*", "Image-1",
    "tags", "tagcount", "desc", "owners", "tag", "rating", "custom", "🙂", "\u202e", "\x00", "<b>", "a" * 5000, *KINDS,
)  # fmt: skip
NAMES = (
    "id", "page", "limit", "offset", "group", "experimenter_id", "orphaned", "member", "member_id", "owner_id", "type",
    "ns",
    "parents", "name", "description", "owner", "folder_type", "parent", "child", "anns", "comment", "rating", "annId",
    "mapAnnotation", "tags", "files", "newtags-TOTAL_FORMS", "newtags-0-tag", "newtags-0-tagset", "jsonmode", "share",
    "channel0", "confirm_apply", "parentId", "jobId", "jobKey", "group_id", "target_id", "new_container_name", "query",
    "new_container_type", "fileset", "Project", "Dataset", "Image", "Screen", "Plate", "Fileset", "col_names", "header",
    "active_group", "url", "roi", "shape", "run", "page_size", "sizeXYZ", "date", "duplicate", "annotation_file",
    *KINDS,
)  # fmt: skip

word = st.one_of(st.sampled_from(WORDS), st.text(max_size=8).filter(lambda text: text.isprintable() or text == "\n"))
fields = st.lists(st.tuples(st.sampled_from(NAMES), word), max_size=5)
bodies = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.sampled_from(WORDS)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from((*KINDS, *NUMBERS, "jobId")), inner, max_size=3)
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with make_lab(tmp_path_factory.mktemp("any")) as lab:
        columns = lab.session.annotations.create_tagset("set", group_id=lab.group)
        lab.session.annotations.create_tag("tag", group_id=lab.group, tagset_id=columns)
        yield lab


def addresses(lab: Lab) -> list[str]:
    """Patterns of every view in the modules of JSON end points."""
    introspector = lab.demo.app.registry.introspector
    routes = {
        one["introspectable"]["name"]: one["introspectable"]["pattern"] for one in introspector.get_category("routes")
    }
    views = [one["introspectable"] for one in introspector.get_category("views")]
    modules = tuple(f"webclient.{module}" for module in JSON_VIEWS)
    names = {view["route_name"] for view in views if getattr(view["callable"], "__module__", "").endswith(modules)}
    return sorted(routes[name] for name in names)


def test_no_address_is_left_out(lab: Lab) -> None:
    found = addresses(lab)
    assert len(found) > 40
    assert "/webclient/api/containers/" in found


def filled(pattern: str, kind: str, number: str) -> str:
    """A path of the pattern."""
    return PLACE.sub(lambda place: kind if place[1] in ("kind", "act") else number, pattern)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_any_query_and_any_form(lab: Lab, data: st.DataObject) -> None:
    site = lab.site_of(data.draw(st.sampled_from(("demo", "demo", "mate", "stranger"))))
    pattern = data.draw(st.sampled_from(addresses(lab)))
    kind = data.draw(st.sampled_from((*KINDS, "delete", "nonsense")))
    path = filled(pattern, kind, data.draw(st.sampled_from(NUMBERS)))
    query = [(name, text.encode()) for name, text in data.draw(fields)]
    method = data.draw(st.sampled_from(("GET", "GET", "POST", "POST", "POST as JSON", "DELETE")))
    answer = ask(site, method, path, query, data)
    assert answer.status_int < 500, (method, path, query, answer.text[:500])


def ask(site: Any, method: str, path: str, query: Any, data: st.DataObject) -> Any:
    address = f"{path}?{urlencode(query)}" if query else path
    send = {"headers": site.csrf(), "expect_errors": True}
    if method == "GET":
        return site.get(address, **send)
    if method == "POST as JSON":
        return site.post_json(address, data.draw(bodies), **send)
    if method == "DELETE":
        return site.delete_json(address, data.draw(bodies), **send)
    form = [(name, _field(name, text)) for name, text in data.draw(fields)]
    return site.post(address, form, **send)


def _field(name: str, text: str) -> Any:
    return Upload("file.txt", b"x", "text/plain") if name == "annotation_file" else text
