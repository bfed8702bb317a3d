"""Tokens: masked they differ each time, unmasked they are the secret again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from omeropyr.security.csrf import ALPHABET, LENGTH, mask, unmask

secrets = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


@given(secrets)
def test_a_masked_secret_unmasks_to_itself(secret: str) -> None:
    token = mask(secret)
    assert len(token) == 2 * LENGTH
    assert unmask(token) == secret


@given(secrets)
def test_two_maskings_differ(secret: str) -> None:
    assert mask(secret) != mask(secret)


@given(st.text())
def test_any_text_can_be_unmasked(text: str) -> None:
    assert isinstance(unmask(text), str)


@given(secrets, secrets)
def test_a_token_of_another_secret_does_not_fit(one: str, other: str) -> None:
    assert (unmask(mask(one)) == other) == (one == other)
