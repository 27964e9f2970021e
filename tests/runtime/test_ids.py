"""Ids sort by the time they were made, and no two are the same: in threads and in forks too."""

import os
from concurrent.futures import ThreadPoolExecutor

from runtime.ids import uuid7


def test_an_id_is_a_uuid_of_version_7_and_of_now() -> None:
    one = uuid7()
    assert (one.version, one.variant) == (7, "specified in RFC 4122")


def test_ids_are_different_in_threads() -> None:
    with ThreadPoolExecutor(8) as threads:
        made = threads.map(lambda _: [uuid7() for _ in range(5000)], range(8))
        ids = [each for some in made for each in some]
    assert len(set(ids)) == len(ids)
    assert len({each.int & (2**62 - 1) for each in ids}) == len(ids)  # not by their time alone


def test_a_fork_takes_no_random_bits_of_its_parent() -> None:
    uuid7()
    out, into = os.pipe()
    child = os.fork()
    if not child:
        os.write(into, b"".join(uuid7().bytes[8:] for _ in range(100)))
        os._exit(0)
    os.waitpid(child, 0)
    theirs = os.read(out, 100_000)
    mine = {uuid7().bytes[8:] for _ in range(400)}
    assert len(theirs) == 800
    assert not mine & {theirs[at : at + 8] for at in range(0, 800, 8)}
