"""The page of rights against the table of rights, written down apart from it: every case there is."""

from __future__ import annotations

from itertools import chain, combinations, product

import pytest
from permitted import BY_PRIVILEGE, FOR_FILES, LEADER, ROLES, STRANGER, Standing

from omeropyr.gateway.embedded.rights import Act, Viewer, acts_on, any_viewer, rights_on
from omeropyr.gateway.model import Kind, PermissionLevel, Privilege, Rights

LETTERS = {
    Act.SEE: "s",
    Act.ANNOTATE: "a",
    Act.EDIT: "e",
    Act.DELETE: "d",
    Act.LINK: "l",
    Act.MOVE: "m",
    Act.GIVE: "g",
}
ACTOR, OTHER = 7, 8
HELD = [None, *chain.from_iterable(combinations(BY_PRIVILEGE, size) for size in range(len(BY_PRIVILEGE) + 1))]
FILE_KINDS = {"original_file": Kind.ORIGINAL_FILE, "fileset": Kind.FILESET}


def letters(acts: Act) -> set[str]:
    return {letter for act, letter in LETTERS.items() if act in acts}


def viewer_of(standing: Standing) -> Viewer:
    return Viewer(ACTOR, standing.privileges is not None, standing.privileges or frozenset())


def leads(standing: Standing) -> bool | None:
    return None if standing.role == STRANGER else standing.role == LEADER


def asked_about(standing: Standing) -> bool:
    """Who is neither member nor administrator never gets as far as asking."""
    return standing.role != STRANGER or standing.privileges is not None


@pytest.mark.parametrize("level", list(PermissionLevel))
@pytest.mark.parametrize("role", ROLES)
def test_acts_are_those_of_the_table(level: PermissionLevel, role: str) -> None:
    for held, owner in product(HELD, (ACTOR, OTHER)):
        standing = Standing(level, role, None if held is None else frozenset(held))
        if asked_about(standing):
            acts = acts_on(viewer_of(standing), owner_id=owner, level=level, leads=leads(standing))
            assert letters(acts) == standing.letters(own=owner == ACTOR), (standing, owner)


@pytest.mark.parametrize("level", list(PermissionLevel))
@pytest.mark.parametrize("table", sorted(FILE_KINDS))
def test_files_of_others_want_their_own_privilege(level: PermissionLevel, table: str) -> None:
    everything = frozenset(Privilege)
    whole = Standing(level, STRANGER, everything).letters(own=False)
    for privilege, lost in FOR_FILES[table].items():
        viewer = Viewer(ACTOR, True, everything - {privilege})
        acts = acts_on(viewer, owner_id=OTHER, level=level, leads=None, kind=FILE_KINDS[table])
        assert letters(acts) == whole - set(lost)
        own = acts_on(viewer, owner_id=ACTOR, level=level, leads=None, kind=FILE_KINDS[table])
        assert letters(own) >= set("saedlm")
        assert letters(acts_on(viewer, owner_id=OTHER, level=level, leads=None)) == whole


def test_rights_say_the_same_as_acts() -> None:
    member = rights_on(Viewer(ACTOR, False), owner_id=OTHER, level="rwra--", leads=False)
    assert member == Rights(can_annotate=True)
    leader = rights_on(Viewer(ACTOR, False), owner_id=OTHER, level="rw----", leads=True)
    assert leader == Rights(can_edit=True, can_delete=True, can_chown=True)


def test_privileges_of_no_administrator_count_for_nothing() -> None:
    nobody = Viewer(ACTOR, False, frozenset(Privilege))
    assert acts_on(nobody, owner_id=OTHER, level="rwr---", leads=False) == Act.SEE
    assert not nobody.holds(Privilege.SUDO)


def test_statements_are_built_once_for_everybody() -> None:
    assert any_viewer(True) is any_viewer(True)
    assert any_viewer(False) is not any_viewer(True)
