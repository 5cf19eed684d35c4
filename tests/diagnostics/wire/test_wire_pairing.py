"""The arithmetic of pairing: the code is typed by people, and proves both sides to each other."""

import hmac
import string
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.wire import pairing

CODES = st.text(pairing.ALPHABET, min_size=pairing.CODE_LENGTH, max_size=pairing.CODE_LENGTH)
KEYS = st.binary(min_size=32, max_size=32)
TOKENS = st.text(string.ascii_letters + string.digits + "_-", min_size=1, max_size=80)


def test_a_code_is_made_of_what_is_not_mistaken() -> None:
    codes = {pairing.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert {len(code) for code in codes} == {8}
    assert set("".join(codes)) <= set(pairing.ALPHABET)
    assert not set("ILOU") & set(pairing.ALPHABET)
    assert len(pairing.ALPHABET) ** pairing.CODE_LENGTH == 2**40


@given(CODES)
def test_a_code_as_shown_is_the_code(code: str) -> None:
    shown = pairing.shown(code)
    for typed in (shown, shown.lower(), shown.replace(" ", "-"), f"  {shown} "):
        assert pairing.tidy(typed) == code


@pytest.mark.parametrize(
    ("typed", "meant"), [("o0iI lL1u", "00111111"[:7] + "V"), ("UUUU-OOOO", "VVVV0000")]
)
def test_what_looks_alike_is_the_same(typed: str, meant: str) -> None:
    assert pairing.tidy(typed) == meant


@given(CODES)
@settings(max_examples=10, deadline=None)
def test_both_sides_derive_the_same_key(code: str) -> None:
    key = pairing.derive(code, "pairing-1")
    assert key == pairing.derive(pairing.shown(code).lower(), "pairing-1")
    assert len(key) == 32
    assert key != pairing.derive(code, "pairing-2")


def test_another_code_is_another_key() -> None:
    assert pairing.derive("00000000", "p") != pairing.derive("00000001", "p")


@given(KEYS, st.text(max_size=20), st.lists(st.text(max_size=20), max_size=3))
def test_a_proof_is_of_one_thing_by_one_key(key: bytes, what: str, words: list[str]) -> None:
    proof = pairing.proof(key, what, *words)
    assert hmac.compare_digest(proof, pairing.proof(key, what, *words))
    assert len(proof) == 64
    assert proof != pairing.proof(bytes(32 - len(key)) + key[::-1] + b"x", what, *words)
    assert proof != pairing.proof(key, what + "x", *words)
    assert proof != pairing.proof(key, what, *words, "x")


def test_where_one_word_ends_and_the_next_begins_counts() -> None:
    key = bytes(32)
    proofs = [
        pairing.proof(key, "token", "ab", "c"),
        pairing.proof(key, "token", "a", "bc"),
        pairing.proof(key, "tokena", "b", "c"),
        pairing.proof(key, "token", "abc"),
        pairing.proof(key, "token", "abc", ""),
    ]
    assert all(one != other for one, other in combinations(proofs, 2))


@given(KEYS, TOKENS)
def test_what_is_hidden_is_revealed_by_its_key(key: bytes, token: str) -> None:
    hidden = pairing.hide(key, token)
    assert pairing.reveal(key, hidden) == token
    assert len(hidden) == 2 * len(token)


@given(KEYS, st.text(string.ascii_letters, min_size=20, max_size=60))
def test_another_key_reveals_something_else_or_nothing(key: bytes, token: str) -> None:
    hidden, other = pairing.hide(key, token), bytes([key[0] ^ 1]) + key[1:]
    try:
        assert pairing.reveal(other, hidden) != token
    except ValueError:
        return


@pytest.mark.parametrize("hidden", ["zz", "abc", "é", "ff"])
def test_what_was_not_hidden_cannot_be_revealed(hidden: str) -> None:
    key = bytes(32)
    if hidden == "ff":
        hidden = (bytes.fromhex(pairing.hide(key, "A"))[0] ^ 0x80).to_bytes(1, "big").hex()
    with pytest.raises(ValueError, match=r".+"):
        pairing.reveal(key, hidden)
