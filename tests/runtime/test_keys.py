"""Who may vouch for a ledger: trusted keys, their spans, rotation, and where a commit is signed."""

import base64
import json
import re
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature

from runtime.envelope import GENESIS, chain
from runtime.keys import EVERY, EVERY_BYTES, KeyFault, Trust, Trusted, endorsed, overdue, points
from runtime.signer import Mark, Signer, new_key, private_key
from tests.support.keys import private

HASH = bytes(range(32))


def public(name):
    return private(name).public_key().public_bytes_raw()


def signed_by(name, service="topics"):
    return Signer(service, private(name), Trusted())


def trusting(name, service="topics", **span):
    trusted = Trusted()
    trusted.add(service, Trust(public(name), **span))
    return trusted


@pytest.mark.parametrize(
    ("sizes", "late"),
    [
        ([], False),
        ([100] * (EVERY - 1), False),
        ([100] * EVERY, True),
        ([EVERY_BYTES - 1, 800_000], False),  # the row behind it would have been signed
        ([1_000_000] * 5, True),
    ],
)
def test_whoever_waits_for_a_signature_does_not_wait_for_any_amount(sizes, late):
    assert overdue([bytes(size) for size in sizes]) is late


def test_a_signature_holds_for_its_service_position_and_hash_and_for_nothing_else():
    signature = signed_by("a").sign(7, HASH)
    trusted = trusting("a")
    trusted.add("members", Trust(public("a")))  # the same key: still another ledger

    assert trusted.vouches("topics", 7, HASH, signature)
    assert not trusted.vouches("members", 7, HASH, signature)
    assert not trusted.vouches("topics", 8, HASH, signature)
    assert not trusted.vouches("topics", 7, GENESIS, signature)


@pytest.mark.parametrize(
    "signature",
    ["", ":", "x", "00" * 8 + ":", "00" * 8 + ":é", signed_by("b").sign(7, HASH), None]
    + [signed_by("b").sign(7, HASH).replace(signed_by("b").id, signed_by("a").id)]
    + [signed_by("a").sign(7, HASH)[:-4], signed_by("a").sign(7, HASH) + "\n"],
)
def test_what_is_no_signature_of_a_trusted_key_vouches_for_nothing(signature):
    assert not trusting("a").vouches("topics", 7, HASH, signature)


def test_a_key_counts_only_for_its_own_positions():
    trusted = trusting("a")
    trusted.add("topics", Trust(public("b"), since=8, after=HASH))
    old, new = signed_by("a"), signed_by("b")

    assert trusted.vouches("topics", 7, HASH, old.sign(7, HASH))
    assert not trusted.vouches("topics", 8, HASH, old.sign(8, HASH))
    assert trusted.vouches("topics", 8, HASH, new.sign(8, HASH))
    assert not trusted.vouches("topics", 7, HASH, new.sign(7, HASH))


def test_what_was_recorded_before_signing_began_is_fixed_by_its_hash():
    trusted = trusting("a", since=8, after=HASH)

    assert trusted.vouches("topics", 7, HASH, None)
    assert not trusted.vouches("topics", 7, GENESIS, None)
    assert not trusted.vouches("topics", 6, HASH, None)
    assert trusted.unsigned_until("topics") == 7


def adoption(previous, old, new, kind="KeyAdopted"):
    key = base64.b64encode(public(new)).decode()
    body = json.dumps({"type": f"yishi.topics.{kind}", "data": {"key": key}}).encode()
    return body, signed_by(old).sign(9, chain(previous, body))


def test_a_key_is_trusted_on_the_word_of_the_key_before():
    trusted = trusting("a")
    body, signature = adoption(HASH, "a", "b")

    assert trusted.learn("topics", 9, HASH, body, signature)
    assert trusted.vouches("topics", 10, HASH, signed_by("b").sign(10, HASH))
    assert not trusted.vouches("topics", 10, HASH, signed_by("a").sign(10, HASH))
    assert trusted.vouches("topics", 8, HASH, signed_by("a").sign(8, HASH))


@pytest.mark.parametrize(
    ("previous", "made"),
    [
        (HASH, adoption(HASH, "thief", "b")),  # signed by nobody we know
        (GENESIS, adoption(HASH, "a", "b")),  # behind another hash than was signed
        (HASH, adoption(HASH, "a", "b", "TopicProposed")),  # another event
        (HASH, (adoption(HASH, "a", "b")[0], None)),
    ],
)
def test_nobody_else_brings_a_key_in(previous, made):
    trusted = trusting("a")

    assert not trusted.learn("topics", 9, previous, *made)
    assert [one.public for one in trusted.of("topics")] == [public("a")]


def test_long_commits_are_signed_in_between():
    assert list(points([100])) == [0]
    assert list(points([100] * 3)) == [2]
    assert list(points([100] * (2 * EVERY + 1))) == [EVERY - 1, 2 * EVERY - 1, 2 * EVERY]
    assert list(points([EVERY_BYTES, 1, 1])) == [0, 2]
    assert list(points([])) == []


def test_only_what_is_signed_or_before_it_is_endorsed():
    assert endorsed([1, 2, 3, 4], lambda one: one in (1, 3)) == [1, 2, 3]
    assert endorsed([1, 2], lambda one: False) == []


def test_a_key_is_drawn_once_for_its_owner_alone(tmp_path):
    file = tmp_path / "keys" / "key.pem"
    made = new_key(file)

    assert file.stat().st_mode & 0o777 == 0o600
    assert private_key(file).public_key().public_bytes_raw() == made


@pytest.mark.parametrize("content", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_key_that_is_none_is_named(tmp_path, content):
    file = tmp_path / "key.pem"
    file.write_bytes(content)

    with pytest.raises(KeyFault, match=r"key\.pem cannot be read"):
        private_key(file)


@pytest.mark.parametrize(
    "line",
    [
        "topics",
        "topics AAAA from 1 after " + "00" * 32,
        Trust(public("a")).line("topics").replace("from 1", "from 0"),
        Trust(public("a")).line("topics").replace("from", "since"),
        Trust(public("a")).line("topics")[:-2],
    ],
)
def test_a_file_of_trusted_keys_that_is_none_is_refused_by_line(line):
    with pytest.raises(KeyFault, match="line 2"):
        Trusted(["# ours", line])


def test_a_file_of_trusted_keys_is_read_as_it_is_written():
    lines = [Trust(public("a")).line("topics"), Trust(public("b"), 8, HASH).line("topics")]

    found = Trusted(["# ours", "", *lines]).of("topics")

    assert [one.line("topics") for one in found] == lines
    assert [(one.since, one.until) for one in found] == [(1, 7), (8, 2**63 - 1)]


def own(tmp_path):
    file, trusted = tmp_path / "key.pem", tmp_path / "trusted"
    public_half = new_key(file)
    trusted.write_text(Trust(public_half).line("topics") + "\n")
    return file, trusted


def test_how_far_was_signed_is_kept_beside_the_key(tmp_path):
    file, trusted = own(tmp_path)
    one = Signer.read("topics", file, trusted)
    assert one.highest() is None

    one.signed = Mark(7, HASH)
    one.note()

    assert Signer.read("topics", file, trusted).highest() == Mark(7, HASH)


@pytest.mark.parametrize(
    "content", ["", "7 half a li", "seven " + "00" * 32, "7", "0 " + "00" * 32]
)
def test_one_that_says_nothing_is_not_taken_for_none(tmp_path, content):
    """Else whoever puts both copies back spoils this file, and nobody notices."""
    file, trusted = own(tmp_path)
    (tmp_path / "highest").write_text(content)

    with pytest.raises(KeyFault, match="does not say how far topics has signed.*backup"):
        Signer.read("topics", file, trusted).highest()


def test_what_operators_write_into_the_file_is_heeded(tmp_path):
    file, trusted = own(tmp_path)
    found = Trusted.read(trusted)
    found.add("topics", Trust(public("adopted"), 8, HASH))  # on the word of the first
    first = found.of("topics")[0]

    found.heed()
    assert [one.public for one in found.of("topics")] == [first.public, public("adopted")]
    with trusted.open("a") as out:
        out.write(Trust(public("after a theft"), 9, HASH).line("topics") + "\n")
    found.heed()

    assert [(one.since, one.until) for one in found.of("topics")] == [
        (1, 7),
        (8, 8),
        (9, 2**63 - 1),
    ]
    thief = signed_by("adopted")
    assert not found.vouches("topics", 9, HASH, thief.sign(9, HASH))
    trusted.write_text("no line of it")
    with pytest.raises(KeyFault, match="line 1"):
        found.heed()
    assert len(found.of("topics")) == 3


def test_a_service_without_a_trusted_key_does_not_start(tmp_path):
    file, trusted = own(tmp_path)

    with pytest.raises(KeyFault, match="yishi prepare"):
        Signer.read("members", file, trusted)
    with pytest.raises(KeyFault, match="yishi prepare"):
        Signer.read("topics", file, tmp_path / "none")
    with pytest.raises(KeyFault, match="backup"):
        Signer.read("topics", tmp_path / "none", trusted)


def test_after_a_rotation_the_new_key_is_taken_from_its_file(tmp_path):
    file, trusted = own(tmp_path)
    one = Signer.read("topics", file, trusted)
    old = one.id
    one.take_up(8)
    assert one.id == old

    one.trusted.add("topics", Trust(new_key(file), since=8))
    one.take_up(8)

    assert one.id != old
    assert one.vouches(8, HASH, one.sign(8, HASH))


def test_a_key_that_does_not_count_signs_nothing(tmp_path):
    file, trusted = own(tmp_path)
    one = Signer.read("topics", file, trusted)
    one.trusted.add("topics", Trust(public("another"), since=8))

    with pytest.raises(KeyFault, match="may not sign position 8"):
        one.take_up(8)


def test_the_guide_checks_a_signature_as_we_make_it():
    """A department runs just these lines."""
    guide = (Path(__file__).parents[2] / "docs/guides/subscriber.md").read_text("utf-8")
    [program] = re.findall(r"```python\n(import base64\n.*?)```", guide, re.DOTALL)
    shown = {}
    exec(program, shown)
    key, signature = base64.b64encode(public("a")).decode(), signed_by("a").sign(7, HASH)

    shown["vouches"](key, "topics", 7, HASH, signature)
    for wrong in (("members", 7, HASH), ("topics", 8, HASH), ("topics", 7, GENESIS)):
        with pytest.raises(InvalidSignature):
            shown["vouches"](key, *wrong, signature)
