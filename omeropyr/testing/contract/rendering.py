"""Saved settings: whose they are, who may save them, and giving them to many images."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from omeropyr.errors import Forbidden, Invalid, NotFound
from omeropyr.gateway.model import Kind, ObjectRef, PermissionLevel
from omeropyr.gateway.port import Gateway, History, Session
from omeropyr.imaging.settings import Family, Model, Projection, ProjectionKind, RenderSettings
from omeropyr.testing.contract.arranging import ContractBase, World, needs, sign_in


def changed(settings: RenderSettings, end: float = 777.0) -> RenderSettings:
    """Another look, different in everything that is saved."""
    first = replace(
        settings.channels[0],
        active=False,
        start=-3.5 if end < 0 else 5.5,
        end=end,
        color="0A0B0C",
        lut="fire.lut",
        inverted=True,
        family=Family.EXPONENTIAL,
        coefficient=1.5,
    )
    return replace(settings.with_channel(0, first), model=Model.GREYSCALE, z=2)


class RenderingContract(ContractBase):
    @pytest.fixture
    def shared(self, world: World) -> int:
        return world.arrange.image("shared", world.owner, world.home)

    def test_saved_settings_are_shown(self, session: Session, shared: int) -> None:
        defaults = session.pixels.defaults(shared)
        saved = session.pixels.save_settings(shared, changed(defaults))
        assert (saved.image_id, saved.settings, saved.version) == (shared, changed(defaults), 1)
        assert session.pixels.settings(shared) == changed(defaults)
        assert session.pixels.defaults(shared) == defaults
        again = session.pixels.save_settings(shared, defaults)
        assert (again.id, again.version) == (saved.id, 2)
        assert again.updated_at >= saved.updated_at
        assert session.pixels.settings(shared) == defaults

    def test_a_projection_is_not_saved(self, session: Session, shared: int) -> None:
        settings = session.pixels.settings(shared)
        session.pixels.save_settings(shared, replace(settings, projection=Projection(ProjectionKind.SUM)))
        assert session.pixels.settings(shared) == settings

    def test_own_settings_come_before_the_owners(self, gateway: Gateway, session: Session, shared: int) -> None:
        member, defaults = sign_in(gateway, "member"), session.pixels.defaults(shared)
        session.pixels.save_settings(shared, changed(defaults))
        assert member.pixels.settings(shared) == changed(defaults)
        member.pixels.save_settings(shared, defaults)
        assert member.pixels.settings(shared) == defaults
        assert session.pixels.settings(shared) == changed(defaults)

    def test_definitions_of_everybody_own_first(self, gateway: Gateway, session: Session, shared: int) -> None:
        member, defaults = sign_in(gateway, "member"), session.pixels.defaults(shared)
        assert list(session.pixels.definitions(shared)) == []
        mine = session.pixels.save_settings(shared, changed(defaults))
        theirs = member.pixels.save_settings(shared, defaults)
        assert list(session.pixels.definitions(shared)) == [mine, theirs]
        assert list(member.pixels.definitions(shared)) == [theirs, mine]
        assert [one.owner.ome_name for one in member.pixels.definitions(shared)] == ["member", "owner"]
        with pytest.raises(NotFound):
            sign_in(gateway, "outsider").pixels.definitions(shared)

    @pytest.mark.parametrize("level", list(PermissionLevel))
    def test_who_may_save(self, gateway: Gateway, session: Session, world: World, level: PermissionLevel) -> None:
        image = world.arrange.image("i", world.owner, world.groups[level])
        settings = session.pixels.settings(image)
        session.pixels.save_settings(image, settings)
        member = sign_in(gateway, "member").pixels
        if level is PermissionLevel.PRIVATE:
            with pytest.raises(NotFound):
                member.save_settings(image, settings)
        elif level is PermissionLevel.READ_ONLY:
            with pytest.raises(Forbidden):
                member.save_settings(image, settings)
            assert list(member.reset_settings([image]).refused) == [image]
        else:
            assert member.save_settings(image, settings).owner.ome_name == "member"

    def test_settings_that_cannot_be(self, session: Session, shared: int) -> None:
        settings = session.pixels.settings(shared)
        first = settings.channels[0]
        channels = [
            replace(first, start=math.nan),
            replace(first, end=math.inf),
            replace(first, color="red"),
            replace(first, coefficient=0.0),
            replace(first, lut="x" * 300),
        ]
        wrong = [
            *(settings.with_channel(0, channel) for channel in channels),
            replace(settings, channels=settings.channels[1:]),
            replace(settings, channels=()),
            replace(settings, z=99),
            replace(settings, t=-1),
        ]
        for one in wrong:
            with pytest.raises(Invalid):
                session.pixels.save_settings(shared, one)
        assert session.pixels.settings(shared) == settings
        with pytest.raises(NotFound):
            session.pixels.save_settings(999_999, settings)

    def test_applied_to_many(self, gateway: Gateway, session: Session, world: World, shared: int) -> None:
        other = world.arrange.image("other", world.owner, world.home)
        hidden = world.arrange.image("hidden", world.users["leader"], world.groups[PermissionLevel.PRIVATE])
        wanted = changed(session.pixels.defaults(shared))
        done = session.pixels.apply_settings(wanted, [other, hidden, shared, other, 999_999])
        assert (list(done.done), list(done.refused)) == ([other, shared], [hidden, 999_999])
        assert session.pixels.settings(shared) == session.pixels.settings(other) == wanted
        below = changed(wanted, end=-2.0)
        assert list(session.pixels.apply_settings(below, [shared]).refused) == [shared]
        fewer = replace(wanted, channels=wanted.channels[:2])
        assert list(session.pixels.apply_settings(fewer, [shared, other]).refused) == [shared, other]
        assert session.pixels.settings(shared) == wanted
        assert list(session.pixels.apply_settings(wanted, [other], like=shared).done) == [other]
        with pytest.raises(NotFound):
            session.pixels.apply_settings(wanted, [other], like=999_999)

    def test_copied_from_one_image_to_others(self, session: Session, world: World, shared: int) -> None:
        others = [world.arrange.image(name, world.owner, world.home) for name in "ab"]
        wanted = changed(session.pixels.defaults(shared))
        session.pixels.save_settings(shared, wanted)
        assert list(session.pixels.copy_settings(shared, others).done) == others
        assert [session.pixels.settings(other) for other in others] == [wanted, wanted]
        with pytest.raises(NotFound):
            session.pixels.copy_settings(999_999, others)

    def test_reset_and_the_owners(self, gateway: Gateway, session: Session, shared: int) -> None:
        member, defaults = sign_in(gateway, "member"), session.pixels.defaults(shared)
        session.pixels.save_settings(shared, changed(defaults))
        assert list(member.pixels.reset_settings([shared]).done) == [shared]
        assert member.pixels.settings(shared) == defaults
        assert list(member.pixels.adopt_owners_settings([shared]).done) == [shared]
        assert member.pixels.settings(shared) == changed(defaults)
        # the member keeps them, whatever the owner does now
        session.pixels.reset_settings([shared])
        assert session.pixels.settings(shared) == defaults
        assert member.pixels.settings(shared) == changed(defaults)

    def test_windows_are_stretched(self, session: Session, world: World, shared: int) -> None:
        pixels = world.arrange.pixels_of(shared)
        before = session.pixels.save_settings(shared, changed(session.pixels.defaults(shared))).settings
        assert list(session.pixels.stretch_settings([shared]).done) == [shared]
        after = session.pixels.settings(shared)
        extremes = [(pixels[:, c].min(), pixels[:, c].max()) for c in range(pixels.shape[1])]
        assert [(channel.start, channel.end) for channel in after.channels] == extremes
        assert after.with_channel(0, before.channels[0]).channels[0] == before.channels[0]
        assert (after.model, after.channels[0].lut) == (before.model, before.channels[0].lut)
        session.pixels.stretch_settings([shared], full_range=True)
        widest = [(channel.start, channel.end) for channel in session.pixels.settings(shared).channels]
        assert widest == [(0, 65535)] * pixels.shape[1]

    def test_forgotten_settings_give_way_to_the_owners(self, gateway: Gateway, session: Session, shared: int) -> None:
        member, defaults = sign_in(gateway, "member"), session.pixels.defaults(shared)
        session.pixels.save_settings(shared, changed(defaults))
        member.pixels.save_settings(shared, defaults)
        done = member.pixels.forget_settings([shared, 999_999])
        assert (list(done.done), list(done.refused)) == ([shared], [999_999])
        assert member.pixels.settings(shared) == changed(defaults)
        assert [one.owner.ome_name for one in member.pixels.definitions(shared)] == ["owner"]

    def test_thumbnails_follow(self, session: Session, shared: int) -> None:
        before = session.pixels.thumbnail(shared, 32)
        session.pixels.save_settings(shared, changed(session.pixels.defaults(shared)))
        assert session.pixels.thumbnail(shared, 32) != before
        assert session.pixels.thumbnails([shared], 32)[shared] == session.pixels.thumbnail(shared, 32)
        session.pixels.reset_settings([shared])
        assert session.pixels.thumbnail(shared, 32) == before

    def test_saving_can_be_undone(self, gateway: Gateway, session: Session, world: World, shared: int) -> None:
        needs(gateway, History)
        other = world.arrange.image("other", world.owner, world.home)
        defaults = session.pixels.defaults(shared)
        first, second = changed(defaults), changed(defaults, end=888.0)
        session.pixels.save_settings(shared, first)
        session.pixels.apply_settings(second, [shared, other])
        change = session.history.latest()
        assert change is not None
        assert change.can_undo
        assert set(change.refs) == {ObjectRef(Kind.IMAGE, shared), ObjectRef(Kind.IMAGE, other)}
        session.history.undo(change.id)
        assert session.pixels.settings(shared) == first
        assert session.pixels.settings(other) == session.pixels.defaults(other)
        session.pixels.forget_settings([shared])
        forgotten = session.history.latest()
        assert forgotten is not None
        session.history.undo(forgotten.id)
        assert session.pixels.settings(shared) == first
