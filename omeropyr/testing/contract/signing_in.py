"""Login, join, end, release; and a gateway that says how it is."""

from __future__ import annotations

import pytest

from omeropyr.errors import LoginFailed, SessionEnded
from omeropyr.gateway import port
from omeropyr.gateway.model import Credentials
from omeropyr.gateway.port import Gateway, Session
from omeropyr.testing.contract.arranging import ContractBase, World, password_of, sign_in


class LoginContract(ContractBase):
    def test_adapter_follows_the_protocols(self, gateway: Gateway, session: Session) -> None:
        assert isinstance(gateway, port.Gateway)
        assert isinstance(session, port.Session)
        for service in (port.Browse, port.Images, port.Pixels, port.Annotations, port.Edit):
            if gateway.supports(service):
                assert isinstance(getattr(session, service.__name__.lower()), service)

    def test_supports_only_services(self, gateway: Gateway) -> None:
        assert not gateway.supports(int)

    def test_login_says_who_one_is(self, gateway: Gateway, world: World) -> None:
        context = sign_in(gateway, "leader").context
        assert (context.user.id, context.user.ome_name) == (world.users["leader"], "leader")
        assert context.group.id == world.home
        assert set(world.groups.values()) <= set(context.member_of)
        assert set(context.leader_of) == set(world.groups.values())
        assert not context.is_admin

    def test_administrators_are_known(self, gateway: Gateway, world: World) -> None:
        context = sign_in(gateway, "admin").context
        assert context.is_admin
        assert context.user.is_admin

    @pytest.mark.parametrize("password", ["", "wrong", "secret of member", "secret of owner ", "\0", "ü" * 1000])
    def test_wrong_passwords_are_refused(self, gateway: Gateway, world: World, password: str) -> None:
        with pytest.raises(LoginFailed):
            gateway.login(Credentials("owner", password))

    @pytest.mark.parametrize("name", ["nobody", "", "OWNER", "owner ", "owner\0", "' OR 1=1 --", "\ud800"])
    def test_unknown_users_get_the_same_answer(self, gateway: Gateway, world: World, name: str) -> None:
        with pytest.raises(LoginFailed) as unknown:
            gateway.login(Credentials(name, password_of("owner")))
        with pytest.raises(LoginFailed) as wrong:
            gateway.login(Credentials("owner", "wrong"))
        assert str(unknown.value) == str(wrong.value)

    def test_join_brings_the_session_back(self, gateway: Gateway, session: Session) -> None:
        assert gateway.join(session.key).context == session.context

    def test_every_login_has_a_key_of_its_own(self, gateway: Gateway, session: Session) -> None:
        assert sign_in(gateway, "owner").key != session.key

    @pytest.mark.parametrize("key", ["", "nothing", "00000000-0000-0000-0000-000000000000", "\ud800", "k" * 10_000])
    def test_unknown_keys_are_refused(self, gateway: Gateway, world: World, key: str) -> None:
        with pytest.raises(SessionEnded):
            gateway.join(key)

    def test_released_sessions_live_on(self, gateway: Gateway, session: Session) -> None:
        session.release()
        session.release()
        gateway.join(session.key).release()

    def test_ended_sessions_are_over_everywhere(self, gateway: Gateway, session: Session) -> None:
        other = sign_in(gateway, "owner")
        session.end()
        with pytest.raises(SessionEnded):
            gateway.join(session.key)
        assert gateway.join(other.key).context == other.context

    def test_errors_and_sessions_do_not_tell_secrets(self, gateway: Gateway, session: Session) -> None:
        assert session.key not in repr(session)
        assert "hush" not in repr(Credentials("owner", "hush"))
        session.end()
        with pytest.raises(SessionEnded) as ended:
            gateway.join(session.key)
        assert session.key not in str(ended.value)

    def test_status_is_good(self, gateway: Gateway, world: World) -> None:
        status = gateway.status()
        assert status.ok
        assert status.detail
        assert status.version
        assert status.latency_ms >= 0

    def test_gateway_says_what_it_is_called_and_where(self, gateway: Gateway) -> None:
        host, port_number = gateway.address
        assert gateway.label
        assert host
        assert 0 < port_number < 65536
