"""Ini file and environment become one typed Config, and every fault is told at once."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omeropyr import properties, settings
from omeropyr.errors import ConfigurationError
from omeropyr.properties import Server, Setting
from omeropyr.settings import load


@pytest.mark.parametrize("name", ["page_size", "omeropyr.page_size", "omero.web.page_size"])
def test_every_spelling_of_a_name_is_understood(name: str) -> None:
    assert load({name: "12"}, {})[settings.PAGE_SIZE] == 12


def test_the_environment_wins_over_the_ini() -> None:
    config = load({"page_size": "12"}, {"OMEROPYR_PAGE_SIZE": "13"})
    assert config[settings.PAGE_SIZE] == 13
    assert next(v.source for v in config.values() if v.setting is settings.PAGE_SIZE) == "environment"


def test_defaults_are_those_of_omero_web() -> None:
    config = load({}, {})
    assert config[settings.PAGE_SIZE] == 200
    assert config[settings.SESSION_COOKIE_NAME] == "sessionid"
    assert config[settings.PING_INTERVAL] == 60000
    assert not config[settings.PUBLIC_URL_FILTER].search("/webclient/")


def test_all_faults_are_told_in_one_go_each_with_name_value_and_remedy() -> None:
    ini = {"page_size": "many", "omero.web.debug": "yes", "sesion_cookie_name": "x", "omero.web.server_list": "[4]"}
    with pytest.raises(ConfigurationError) as caught:
        load(ini, {})
    text = "\n".join(caught.value.faults)
    assert len(caught.value.faults) == 4
    assert "page_size must be a whole number, and 'many' is not." in text
    assert "omero.web.debug must be true or false" in text
    assert "Did you mean session_cookie_name?" in text
    assert "[host, port]" in text


def test_unknown_names_of_omero_are_a_hint_only() -> None:
    config = load({"omero.web.pipeline_css_compressor": "none"}, {})
    assert "omero.web.pipeline_css_compressor" in config.notices[0]


def test_an_old_name_works_and_says_so() -> None:
    config = load({"omero.web.force_script_name": "/omero"}, {})
    assert config[settings.PREFIX] == "/omero"
    assert config.notices == ("omero.web.force_script_name is an old name: write prefix.",)


def test_two_names_of_one_property_must_agree() -> None:
    with pytest.raises(ConfigurationError, match="names of one property"):
        load({"page_size": "1", "omero.web.page_size": "2"}, {})
    assert load({"page_size": "2", "omero.web.page_size": "2"}, {})[settings.PAGE_SIZE] == 2


def test_values_are_shown_as_an_ini_file_says_them() -> None:
    said = {"apps": "webgateway webclient", "debug": "true", "public.url_filter": "^/a", "store.roots": "/a b"}
    values = load(said, {}).values()
    assert {value.setting.key: value.shown() for value in values if value.source != "default"} == said


def test_secrets_are_never_shown() -> None:
    config = load({"public.password": "canary-9431"}, {})
    shown = [value.shown() for value in config.values()]
    assert "********" in shown
    assert "canary-9431" not in " ".join(shown)


def test_a_bad_secret_is_not_repeated_in_the_fault() -> None:
    secret = Setting("token", properties.integer(), 0, "A secret number.", secret=True)
    with pytest.raises(ConfigurationError) as caught:
        load({"token": "canary-9431"}, {}, (secret,))
    assert "canary-9431" not in str(caught.value)


def test_names_and_variables_are_unique() -> None:
    names = [name for setting in settings.CORE for name in setting.names]
    variables = [setting.variable for setting in settings.CORE]
    assert len(names) == len(set(names))
    assert len(variables) == len(set(variables))


@pytest.mark.parametrize("setting", settings.CORE, ids=lambda setting: setting.key)
def test_every_property_has_help(setting: Setting[object]) -> None:
    assert len(setting.help) > 15
    assert setting.help.endswith(".")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("a b", ("a", "b")), ("a,\n b", ("a", "b")), ('["a", "b"]', ("a", "b")), ("", ()), ("  ", ())],
)
def test_words(raw: str, expected: tuple[str, ...]) -> None:
    assert properties.words(raw) == expected


def test_folders_may_hold_blanks() -> None:
    assert properties.paths("/data/my images\n/other") == (Path("/data/my images"), Path("/other"))


def test_the_same_server_listed_twice_is_one() -> None:
    raw = '[["h", 4064], ["h", 4064, "again"], ["i", 4064, "other"]]'
    assert properties.servers(raw) == (Server("h", 4064, "h"), Server("i", 4064, "other"))


def test_a_server_may_say_whom_to_trust() -> None:
    raw = '[["h", 4064, "lab", {"ca": "/etc/ca.pem", "ciphers": "HIGH"}]]'
    assert properties.servers(raw) == (Server("h", 4064, "lab", "/etc/ca.pem", "HIGH"),)
    with pytest.raises(ValueError, match="ciphers"):
        properties.servers('[["h", 4064, "lab", {"cipher": "HIGH"}]]')


PARSERS = [
    properties.boolean,
    properties.integer(minimum=0, maximum=9),
    properties.number(minimum=0, maximum=1),
    properties.choice("a", "b"),
    properties.words,
    properties.json_value,
    properties.json_list,
    properties.json_object,
    properties.servers,
    properties.regex,
    properties.paths,
    properties.time_zone,
    properties.url_prefix,
    properties.session_url,
]


@pytest.mark.parametrize("parse", PARSERS, ids=lambda parse: parse.__qualname__)
@given(raw=st.text() | st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_any_text_is_a_value_or_a_value_error(parse: properties.Parser[object], raw: str) -> None:
    with contextlib.suppress(ValueError):
        parse(raw)


@given(st.floats())
def test_numbers_keep_their_bounds(value: float) -> None:
    parse = properties.number(minimum=0, maximum=1)
    if 0 <= value <= 1:
        assert parse(repr(value)) == value
    else:
        with pytest.raises(ValueError, match="must be"):
            parse(repr(value))
