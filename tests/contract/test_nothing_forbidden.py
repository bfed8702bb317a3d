"""Whatever people do in whatever groups: nothing is seen or changed that the table of rights forbids.

Two people, two groups, levels, roles and privileges at random, and random deeds of every service. After each deed
the rows of the store are compared with those before it, and every difference has to be permitted. A longer run:
FORBIDDEN_EXAMPLES=500 pytest tests/contract/test_nothing_forbidden.py
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deeds import DEEDS, Things, adorned, attempt, opened, shown, things_of
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from judging import Judge, Snapshot, home_of, take_snapshot, take_trash, trash_offences
from permitted import LEADER, ROLES, STRANGER, Standing
from sqlalchemy import delete, insert, update

from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.schema import ExperimenterRow, GroupRow, MembershipRow
from omeropyr.gateway.model import PermissionLevel, Privilege
from omeropyr.gateway.port import Session
from omeropyr.testing.contract.arranging import sign_in

EXAMPLES = int(os.environ.get("FORBIDDEN_EXAMPLES", "8"))
PHASES = tuple(Phase) if "FORBIDDEN_SHRINK" in os.environ else (Phase.explicit, Phase.reuse, Phase.generate)
"""Making a failure small takes minutes: FORBIDDEN_SHRINK=1 asks for it."""
ACTOR, OTHER = "actor", "other"
USEFUL = (
    Privilege.WRITE_OWNED,
    Privilege.WRITE_FILE,
    Privilege.WRITE_MANAGED_REPO,
    Privilege.DELETE_OWNED,
    Privilege.DELETE_FILE,
    Privilege.DELETE_MANAGED_REPO,
    Privilege.CHGRP,
    Privilege.CHOWN,
)

places = st.tuples(st.sampled_from((ACTOR, OTHER)), st.integers(0, 1))
"""Whose things, in which of the two groups."""
steps = st.tuples(st.sampled_from(sorted(DEEDS)), places, places)
standings = st.builds(lambda level, role: (level, role), st.sampled_from(list(PermissionLevel)), st.sampled_from(ROLES))
privileges = st.one_of(st.none(), st.none(), st.frozensets(st.sampled_from(USEFUL)))


@dataclass(frozen=True)
class Situation:
    """How the actor stands to each of the two groups."""

    groups: tuple[tuple[PermissionLevel, str], tuple[PermissionLevel, str]]
    privileges: frozenset[Privilege] | None

    def standing(self, number: int) -> Standing:
        level, role = self.groups[number]
        return Standing(level, role, self.privileges)


situations = st.builds(Situation, st.tuples(standings, standings), privileges)


@dataclass
class Scene:
    """A store with two people and their things in two groups; the actor can be put into another situation."""

    arrange: Any
    gateway: EmbeddedGateway
    actor: int
    groups: Sequence[int]
    things: Mapping[tuple[str, int], Things]

    def enter(self, situation: Situation) -> Session:
        """Past the port."""
        with self.arrange.store.writing() as connection:
            connection.execute(delete(MembershipRow).where(MembershipRow.user_id == self.actor, _in(self.groups)))
            connection.execute(delete(MembershipRow).where(MembershipRow.user_id == self.actor, _in([SYSTEM])))
            for number, group in enumerate(self.groups):
                level, role = situation.groups[number]
                connection.execute(update(GroupRow).where(GroupRow.id == group).values(level=level))
                if role != STRANGER:
                    values = {"user_id": self.actor, "group_id": group, "is_leader": role == LEADER}
                    connection.execute(insert(MembershipRow).values(values))
            if situation.privileges is not None:
                values = {"user_id": self.actor, "group_id": SYSTEM, "is_leader": False}
                connection.execute(insert(MembershipRow).values(values))
            held = sorted(situation.privileges or ())
            connection.execute(update(ExperimenterRow).where(ExperimenterRow.id == self.actor).values(privileges=held))
        return sign_in(self.gateway, ACTOR)

    def standings(self, situation: Situation) -> dict[int, Standing]:
        elsewhere = Standing(PermissionLevel.PRIVATE, "member", situation.privileges)
        return {self.home: elsewhere} | {group: situation.standing(n) for n, group in enumerate(self.groups)}

    @property
    def home(self) -> int:
        """A group of the actor's own."""
        return self.groups[0] - 1


SYSTEM = 0


def _in(groups: Sequence[int]) -> Any:
    return MembershipRow.group_id.in_(groups)


@contextmanager
def scene(make: Callable[[Path], Any]) -> Iterator[Scene]:
    """A fresh store for each example; hypothesis shares fixtures between examples."""
    with tempfile.TemporaryDirectory() as folder:
        arrange = make(Path(folder) / "example")
        home = arrange.group("home", PermissionLevel.PRIVATE)
        groups = [arrange.group(name, PermissionLevel.READ_WRITE) for name in ("here", "there")]
        actor, other = arrange.user(ACTOR, groups=[home]), arrange.user(OTHER, groups=groups)
        assert groups[0] == home + 1
        gateway = EmbeddedGateway(arrange.store)
        theirs = sign_in(gateway, OTHER)
        things = {(ACTOR, n): things_of(arrange, actor, group) for n, group in enumerate(groups)}
        things |= {(OTHER, n): adorned(theirs, things_of(arrange, other, group)) for n, group in enumerate(groups)}
        try:
            yield Scene(arrange, gateway, actor, groups, things)
        finally:
            gateway.close()
            arrange.store.close()


@settings(
    max_examples=EXAMPLES,
    phases=PHASES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(st.tuples(situations, st.lists(steps, min_size=1, max_size=6)), min_size=1, max_size=3))
def test_nothing_is_seen_or_changed_that_is_forbidden(
    new_arrange: Callable[[Path], Any], acts: list[tuple[Situation, list[Any]]]
) -> None:
    with scene(new_arrange) as stage:
        gone: Snapshot = {}
        for situation, done in acts:
            session, standings = stage.enter(situation), stage.standings(situation)
            check_sight(stage, session, standings)
            for name, first, second in done:
                before, trash = take_snapshot(stage.arrange.store), take_trash(stage.arrange.store)
                attempt(stage.gateway, session, name, stage.things[first], stage.things[second])
                judge = Judge(stage.actor, standings, before, take_snapshot(stage.arrange.store), gone)
                taken = trash_offences(stage.actor, standings, trash, take_trash(stage.arrange.store))
                assert [*judge.offences(), *judge.mixed(), *taken] == [], name
                gone |= before
        check_sight(stage, session, standings)


def check_sight(stage: Scene, session: Session, standings: Mapping[int, Standing]) -> None:
    snapshot, everything = take_snapshot(stage.arrange.store), list(stage.things.values())
    for table, number in shown(stage.gateway, session, everything):
        assert (table, (number,)) in snapshot, f"{table} {number} is shown and is not there"
        owner, group = home_of(snapshot, (table, (number,)))
        assert "s" in standings[group].letters(own=owner == stage.actor), (table, number)
    hidden = [one for one in everything if not _may_see(stage, snapshot, one, standings)]
    assert opened(session, hidden) == set()


def _may_see(stage: Scene, snapshot: Snapshot, things: Things, standings: Mapping[int, Standing]) -> bool:
    """Any of them, wherever they are and whoever has them by now."""
    keys = [(ref.kind.value, (ref.id,)) for ref in (things.project, things.dataset, things.image)]
    keys += [("annotation", (things.tag,)), *(("original_file", (one,)) for one in (things.file, things.table))]
    homes = [home_of(snapshot, key) for key in keys if key in snapshot]
    return any("s" in standings[group].letters(own=owner == stage.actor) for owner, group in homes)
