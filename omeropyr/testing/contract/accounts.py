"""Accounts: reading, making and changing them, passwords and photographs."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from PIL import Image

from omeropyr.errors import Conflict, Forbidden, Invalid, LoginFailed, NotFound, SessionEnded
from omeropyr.gateway.model import (
    Account,
    AccountForm,
    Credentials,
    GroupForm,
    Page,
    PermissionLevel,
    Privilege,
)
from omeropyr.gateway.port import Admin, Gateway, Session
from omeropyr.testing.contract.administering import NEW, RESTRICTED, ROOT, SYSTEM, AdminBase, account_of
from omeropyr.testing.contract.arranging import World, needs, password_of, sign_in

RENAMED, DEACTIVATED = AccountForm(ome_name="another"), AccountForm(is_active=False)
DEMOTED, STRIPPED = AccountForm(is_admin=False), AccountForm(privileges=frozenset())
BAD_FIELDS: tuple[tuple[str, object], ...] = (
    ("ome_name", None),
    ("ome_name", ""),
    ("ome_name", " ada"),
    ("ome_name", "a\nb"),
    ("ome_name", "x" * 256),
    ("ome_name", "\ud800"),
    ("first_name", "  "),
    ("last_name", None),
    ("last_name", "x" * 256),
    ("middle_name", "\0"),
    ("email", "nowhere"),
    ("email", "a@b\nBcc: c@d"),
    ("email", "a@b, c@d"),
    ("password", "ab"),
    ("groups", ()),
    ("groups", ((SYSTEM, False),)),
    ("default_group_id", 999_999),
    ("privileges", frozenset((Privilege.SUDO,))),
)
NO_PICTURES = (
    (b"", "image/png"),
    (b"<svg onload='alert(1)'/>", "image/svg+xml"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF89a" + b"\0" * 50, "image/gif"),
    (b"x" * 204_801, "image/png"),
)


class AccountContract(AdminBase):
    def test_contexts_tell_the_privileges(self, gateway: Gateway, restricted: Callable[..., Session]) -> None:
        held = frozenset((Privilege.SUDO, Privilege.CHOWN))
        context = restricted(*held).context
        assert context.is_admin
        assert context.privileges == held
        assert sign_in(gateway, "admin").context.privileges == frozenset(Privilege)
        assert sign_in(gateway, "leader").context.privileges == frozenset()

    def test_accounts_are_listed_by_name_and_found_by_words(self, admin: Admin) -> None:
        for first, last in (("Ada", "Övergård"), ("Zoë", "Aaltonen")):
            form = replace(NEW, ome_name=first.lower(), first_name=first, last_name=last, groups=None, is_admin=True)
            admin.create_account(replace(form, email=f"{first.lower()}@lab.example".replace("ë", "e")))
        assert [one.person.ome_name for one in admin.accounts("ÖVERGÅRD ada").items] == ["ada"]
        assert [one.person.ome_name for one in admin.accounts("zoe@lab").items] == ["zoë"]
        assert admin.accounts("nobody like this").total == 0
        assert admin.accounts("100%").total == 0
        assert admin.accounts("\0").total == 0
        everybody = admin.accounts()
        assert everybody.total == len(everybody.items)
        assert everybody.items[0].person.last_name == "Aaltonen"
        page = admin.accounts(page=Page(1, 2))
        assert (page.items, page.total) == (everybody.items[1:3], everybody.total)
        assert admin.accounts(page=Page(1000, 2)).total == everybody.total

    def test_accounts_are_filtered(self, admin: Admin, world: World) -> None:
        admin.update_account(world.owner, AccountForm(is_active=False))
        assert [one.person.id for one in admin.accounts(is_active=False).items] == [world.owner]
        names = {one.person.ome_name for one in admin.accounts(is_admin=True).items}
        assert names == {"root", "admin"}
        assert "leader" in {one.person.ome_name for one in admin.accounts(is_admin=False, is_active=True).items}

    def test_an_account_tells_everything(self, admin: Admin, world: World) -> None:
        account = admin.account(world.users["leader"])
        assert account.is_active
        assert {one.group.id for one in account.memberships} == set(world.groups.values())
        assert all(one.is_leader for one in account.memberships)
        assert account.default_group_id == world.home
        assert not account.has_photo
        assert account.last_login_at is None

    def test_everybody_sees_their_own_account(self, gateway: Gateway, session: Session, world: World) -> None:
        needs(gateway, Admin)
        account = session.admin.account(world.owner)
        assert account.person.id == world.owner
        assert account.last_login_at is not None

    def test_unknown_accounts_and_groups_are_not_found(self, admin: Admin) -> None:
        for unknown in (999_999, -1, 2**40):
            for ask in (admin.account, admin.group, admin.server_context, admin.act_as):
                with pytest.raises(NotFound):
                    ask(unknown)
            with pytest.raises(NotFound):
                admin.update_account(unknown, AccountForm(first_name="x"))

    def test_contexts_of_others_are_as_they_would_say(self, gateway: Gateway, admin: Admin, session: Session) -> None:
        assert admin.server_context(session.context.user.id) == session.context

    def test_a_new_person_signs_in(self, gateway: Gateway, admin: Admin, world: World) -> None:
        form = AccountForm(
            ome_name="ada",
            first_name="Ada",
            middle_name="King",
            last_name="Lovelace",
            email="ada@lab.example",
            institution="Engine House",
            groups=((world.home, False), (world.groups[PermissionLevel.PRIVATE], True)),
            password="  kept as typed ",
        )
        user_id = admin.create_account(form)
        context = gateway.login(Credentials("ada", "  kept as typed ")).context
        assert context.user.id == user_id
        assert (context.user.middle_name, context.user.institution) == ("King", "Engine House")
        assert context.user.email == "ada@lab.example"
        assert context.group.id == world.home
        assert context.leader_of == (world.groups[PermissionLevel.PRIVATE],)
        assert not context.is_admin

    def test_bad_fields_are_named(self, admin: Admin, world: World) -> None:
        good = replace(NEW, groups=((world.home, False),))
        for field, value in BAD_FIELDS:
            with pytest.raises(Invalid) as refused:
                admin.create_account(replace(good, **{field: value}))  # type: ignore[arg-type]
            assert refused.value.name == field
        assert admin.accounts("Person").total == 0

    def test_names_and_addresses_are_unique(self, admin: Admin, world: World) -> None:
        good = replace(NEW, groups=((world.home, False),), email="new@lab.example")
        admin.create_account(good)
        with pytest.raises(Conflict):
            admin.create_account(replace(good, email=None))
        with pytest.raises(Conflict):
            admin.create_account(replace(good, ome_name="other", email="NEW@lab.example"))
        with pytest.raises(Conflict):
            admin.update_account(world.owner, AccountForm(email="new@lab.example"))
        admin.create_account(replace(good, ome_name="NEW", email=None))

    def test_groups_of_a_new_account_take_the_privilege(self, restricted: Callable[..., Session], world: World) -> None:
        admin = restricted(Privilege.MODIFY_USER).admin
        with pytest.raises(Forbidden):
            admin.create_account(replace(NEW, groups=((world.home, False),)))
        with pytest.raises(Forbidden):
            admin.create_account(replace(NEW, is_admin=True))
        assert admin.account(admin.create_account(NEW)).memberships == ()

    def test_new_administrators_get_what_their_maker_holds(self, restricted: Callable[..., Session]) -> None:
        held = {Privilege.MODIFY_USER, Privilege.MODIFY_GROUP_MEMBERSHIP, Privilege.CHOWN}
        admin = restricted(*held).admin
        made = admin.create_account(replace(NEW, is_admin=True))
        assert admin.account(made).privileges == held
        asked = frozenset((Privilege.CHOWN, Privilege.SUDO))
        other = admin.create_account(replace(NEW, ome_name="other", is_admin=True, privileges=asked))
        assert admin.account(other).privileges == {Privilege.CHOWN}
        assert admin.account(other).default_group_id == SYSTEM

    def test_everybody_edits_their_own_profile(self, gateway: Gateway, session: Session, world: World) -> None:
        needs(gateway, Admin)
        other = world.groups[PermissionLevel.READ_WRITE]
        form = AccountForm(first_name="Grace", institution="Navy", email="g@navy.example", default_group_id=other)
        session.admin.update_account(world.owner, form)
        context = sign_in(gateway, "owner").context
        assert (context.user.first_name, context.user.institution) == ("Grace", "Navy")
        assert context.group.id == other

    def test_nobody_promotes_or_moves_themselves(self, gateway: Gateway, session: Session, world: World) -> None:
        needs(gateway, Admin)
        before = account_of(world, gateway, "owner")
        fewer = AccountForm(groups=((world.home, True),))
        for form in (RENAMED, DEACTIVATED, AccountForm(is_admin=True), AccountForm(groups=()), fewer):
            with pytest.raises(Forbidden):
                session.admin.update_account(world.owner, form)
        assert account_of(world, gateway, "owner") == before

    def test_a_form_with_what_is_there_already_needs_no_right(
        self, gateway: Gateway, session: Session, world: World
    ) -> None:
        needs(gateway, Admin)
        account = session.admin.account(world.owner)
        session.admin.update_account(world.owner, _form_of(account))
        assert session.admin.account(world.owner) == account

    def test_root_and_oneself_are_protected(self, admin: Admin, world: World) -> None:
        for protected in (ROOT, world.users["admin"]):
            before = admin.account(protected)
            for form in (RENAMED, DEACTIVATED, DEMOTED, STRIPPED):
                with pytest.raises(Forbidden):
                    admin.update_account(protected, form)
            assert admin.account(protected) == before

    def test_groups_become_exactly_the_given_ones(self, gateway: Gateway, admin: Admin, world: World) -> None:
        private = world.groups[PermissionLevel.PRIVATE]
        admin.update_account(world.owner, AccountForm(groups=((private, True),)))
        account = account_of(world, gateway, "owner")
        assert [(one.group.id, one.is_leader) for one in account.memberships] == [(private, True)]
        assert account.default_group_id == private
        assert account.is_active
        with pytest.raises(Invalid):
            admin.update_account(world.owner, AccountForm(groups=()))
        with pytest.raises(NotFound):
            admin.update_account(world.owner, AccountForm(groups=((999_999, False),)))

    def test_who_is_deactivated_is_out_at_once(self, gateway: Gateway, admin: Admin, session: Session) -> None:
        admin.update_account(session.context.user.id, AccountForm(is_active=False))
        with pytest.raises(SessionEnded):
            gateway.join(session.key)
        with pytest.raises(LoginFailed):
            sign_in(gateway, "owner")
        admin.update_account(session.context.user.id, AccountForm(is_active=True))
        assert sign_in(gateway, "owner").context == session.context

    def test_administrators_are_made_and_unmade(self, gateway: Gateway, admin: Admin, world: World) -> None:
        admin.update_account(world.owner, AccountForm(is_admin=True))
        assert sign_in(gateway, "owner").context.privileges == frozenset(Privilege)
        admin.update_account(world.owner, AccountForm(privileges=frozenset((Privilege.SUDO,))))
        assert sign_in(gateway, "owner").context.privileges == {Privilege.SUDO}
        admin.update_account(world.owner, AccountForm(is_admin=False))
        context = sign_in(gateway, "owner").context
        assert not context.is_admin
        assert context.privileges == frozenset()

    def test_only_privileges_one_holds_are_granted_or_taken(
        self, restricted: Callable[..., Session], world: World
    ) -> None:
        held = {Privilege.MODIFY_USER, Privilege.MODIFY_GROUP_MEMBERSHIP, Privilege.CHOWN}
        other = world.arrange.user("other", groups=[world.home], privileges=[Privilege.CHOWN])
        admin = restricted(*held).admin
        asked = frozenset((Privilege.SUDO, Privilege.MODIFY_USER, Privilege.READ_SESSION))
        admin.update_account(other, AccountForm(privileges=asked))
        assert admin.account(other).privileges == {Privilege.MODIFY_USER}

    def test_administrators_with_more_privileges_are_out_of_reach(
        self, restricted: Callable[..., Session], world: World
    ) -> None:
        admin = restricted(Privilege.MODIFY_USER, Privilege.MODIFY_GROUP_MEMBERSHIP, Privilege.SUDO).admin
        above = world.users["admin"]
        before = admin.account(above)
        for form in (AccountForm(email="mine@evil.example"), RENAMED, DEACTIVATED, DEMOTED, STRIPPED):
            with pytest.raises(Forbidden):
                admin.update_account(above, form)
        assert admin.account(above) == before
        with pytest.raises(Forbidden):
            admin.set_password(above, "mine now", proof=password_of(RESTRICTED))
        with pytest.raises(Forbidden):
            admin.act_as(above)
        with pytest.raises(Forbidden):
            admin.update_group(SYSTEM, GroupForm(member_ids=(ROOT,)))

    def test_setting_a_password_ends_the_other_sessions(self, gateway: Gateway, session: Session) -> None:
        needs(gateway, Admin)
        other = sign_in(gateway, "owner")
        session.admin.set_password(session.context.user.id, "a new one", proof=password_of("owner"))
        assert gateway.login(Credentials("owner", "a new one")).context == session.context
        assert gateway.join(session.key).context == session.context
        with pytest.raises(SessionEnded):
            gateway.join(other.key)
        with pytest.raises(LoginFailed):
            sign_in(gateway, "owner")

    def test_the_proof_is_the_askers_own_password(self, gateway: Gateway, admin: Admin, world: World) -> None:
        for wrong in ("", password_of("owner"), "wrong"):
            with pytest.raises(LoginFailed):
                admin.set_password(world.owner, "a new one", proof=wrong)
        sign_in(gateway, "owner")
        admin.set_password(world.owner, "a new one", proof=password_of("admin"))
        gateway.login(Credentials("owner", "a new one"))

    def test_bad_passwords_are_refused(self, admin: Admin, world: World) -> None:
        for password in ("", "ab", "x" * 100_000):
            with pytest.raises(Invalid, match="password"):
                admin.set_password(world.owner, password, proof=password_of("admin"))
        assert admin.accounts("owner").total == 1

    @pytest.mark.parametrize(
        ("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("GIF", "image/gif")]
    )
    def test_photos_are_kept_as_they_came(
        self, gateway: Gateway, session: Session, world: World, kind: str, media_type: str
    ) -> None:
        needs(gateway, Admin)
        picture = picture_of(kind)
        session.admin.set_photo(picture, "image/whatever")
        assert sign_in(gateway, "outsider").admin.photo(world.owner) == (picture, media_type)
        assert account_of(world, gateway, "owner").has_photo
        session.admin.delete_photo()
        session.admin.delete_photo()
        assert session.admin.photo(world.owner) is None

    def test_what_is_no_picture_is_no_photo(self, gateway: Gateway, session: Session) -> None:
        needs(gateway, Admin)
        whole = picture_of("PNG")
        for picture, media_type in (*NO_PICTURES, (whole, "text/html"), (whole[:200], "image/png")):
            with pytest.raises(Invalid, match="photo"):
                session.admin.set_photo(picture, media_type)
        assert session.admin.photo(session.context.user.id) is None


def picture_of(kind: str) -> bytes:
    kept = io.BytesIO()
    Image.effect_noise((16, 16), 50).save(kept, kind)
    return kept.getvalue()


def _form_of(account: Account) -> AccountForm:
    """The form as a page sends it back when nothing was changed."""
    person = account.person
    return AccountForm(
        ome_name=person.ome_name,
        first_name=person.first_name,
        middle_name=person.middle_name,
        last_name=person.last_name,
        email=person.email or "",
        institution=person.institution,
        is_active=account.is_active,
        is_admin=person.is_admin,
        groups=tuple((one.group.id, one.is_leader) for one in account.memberships),
        default_group_id=account.default_group_id,
    )
