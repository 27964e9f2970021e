"""The arithmetic of a draw: repeatable by anybody, even for each, bound to what was said (001-32).

The digests below were made once with `sha256sum`, as docs/decisions/0030 shows.
"""

import hashlib
import random
import subprocess
from collections import Counter
from itertools import permutations
from shutil import which

import pytest

from common.draws import Opening, commitment, drawn_order, pool_digest, seed

A = Opening("yz-culture", "271828", "a" * 64)
B = Opening("yz-water", "031415", "b" * 64)
IDS = [f"t-{number}" for number in range(1, 7)]


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_each_text_is_what_the_document_says_to_the_byte() -> None:
    excluded = [("t-3", "often"), ("t-0", "interest")]
    pool = "yishi-draw-pool/1\n+ t-1\n+ t-2\n- t-0 interest\n- t-3 often"
    number = "yishi-draw-number/1\nmarket:session\n1\nyz-water\n031415\n" + "b" * 64
    seeded = f"yishi-draw-seed/1\n{'5' * 64}\nyz-culture\n271828\n{'a' * 64}\nyz-water\n031415\n"

    assert pool_digest(["t-2", "t-1"], excluded) == sha(pool)
    assert commitment("market:session", 1, B) == sha(number)
    assert seed("5" * 64, (A, B)) == sha(seeded + "b" * 64)
    key = {each: sha(f"yishi-draw-order/1\n{'7' * 64}\n{each}") for each in IDS}
    assert drawn_order("7" * 64, IDS) == tuple(sorted(IDS, key=key.__getitem__))


@pytest.mark.skipif(which("sha256sum") is None, reason="the guide's command is not here")
def test_the_command_of_the_guide_computes_the_same() -> None:
    said = f"yishi-draw-number/1\\nmarket:session\\n1\\nyz-water\\n031415\\n{'b' * 64}"
    found = subprocess.run(
        ["bash", "-c", f"printf '{said}' | sha256sum"], capture_output=True, text=True, check=True
    )

    assert found.stdout.split()[0] == commitment("market:session", 1, B)


def test_the_same_inputs_give_the_same_order_however_they_are_listed() -> None:  # 13.3-7
    orders = {drawn_order("7" * 64, each) for each in permutations(IDS)}

    assert len(orders) == 1
    assert sorted(orders.pop()) == IDS


def test_any_other_input_gives_another_seed() -> None:
    seeds = {
        seed("5" * 64, (A, B)),
        seed("6" * 64, (A, B)),
        seed("5" * 64, (B, A)),
        seed("5" * 64, (A,)),
        seed("5" * 64, (A._replace(number="271829"), B)),
        seed("5" * 64, (A, B._replace(nonce="c" * 64))),
    }

    assert len(seeds) == 6


def test_a_commitment_is_bound_to_draw_round_and_body() -> None:
    said = {
        commitment("market:session", 1, A),
        commitment("road:session", 1, A),
        commitment("market:session", 2, A),
        commitment("market:session", 1, A._replace(body="yz-water")),
        commitment("market:session", 1, A._replace(number="0271828")),
    }

    assert len(said) == 5


def test_each_is_as_likely_at_each_place() -> None:  # 13.3-7
    """Chi-square over 6,000 seeds; 25 degrees of freedom, above 52.6 once in a thousand. The seeds
    are fixed, so this says the same at every run."""
    chance, draws = random.Random(20260302), 6_000
    seen: Counter[tuple[str, int]] = Counter()
    for _ in range(draws):
        order = drawn_order(chance.randbytes(32).hex(), IDS)
        seen.update((each, place) for place, each in enumerate(order))
    expected = draws / len(IDS)

    assert len(seen) == len(IDS) ** 2
    assert sum((each - expected) ** 2 / expected for each in seen.values()) < 52.6


def test_each_order_is_as_likely() -> None:
    """Of four, 24 orders; 23 degrees of freedom, above 49.7 once in a thousand."""
    chance, draws = random.Random(20260303), 4_800
    seen = Counter(drawn_order(chance.randbytes(32).hex(), IDS[:4]) for _ in range(draws))
    expected = draws / 24

    assert len(seen) == 24
    assert sum((each - expected) ** 2 / expected for each in seen.values()) < 49.7


def test_who_is_left_out_moves_nobody_else() -> None:
    """An interest that is declared takes one out, and the others keep their order."""
    whole = drawn_order("7" * 64, IDS)

    for gone in IDS:
        left = [each for each in IDS if each != gone]
        assert drawn_order("7" * 64, left) == tuple(each for each in whole if each != gone)
