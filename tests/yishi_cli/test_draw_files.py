"""`yishi draw check --file`, as an auditor is handed files: whatever they are, one sentence, and no
server."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.yishi_cli.draws import KEY, finished
from yishi import cli
from yishi.draws.told import Told

Files = Callable[[list[bytes]], bytes]


def as_row(body: bytes) -> bytes:
    """The event as `GET /ledger` gives it."""
    return json.dumps({"position": 7, "subject": "x", "body": body.decode()}).encode()


def lines(bodies: list[bytes]) -> bytes:
    return b"\n".join(bodies)


WHOLE: dict[str, Files] = {
    "as it was written": lines,
    "written on Windows": lambda bodies: b"\xef\xbb\xbf" + b"\r\n".join(bodies) + b"\r\n",
    "rows of a ledger": lambda bodies: lines([as_row(each) for each in bodies]),
    "in another order": lambda bodies: lines(bodies[::-1]),
    "exported twice": lambda bodies: lines([*bodies, *bodies]),
    "with empty lines": lambda bodies: b"\n\n".join(bodies),
}


def check(capsys: pytest.CaptureFixture[str], path: Path, *more: str) -> tuple[int, str, str]:
    code = cli.main(["draw", "check", KEY, "--file", str(path), *more])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_with_all_events_fits_however_it_was_saved(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:  # 001-32
    (tmp_path / "events").write_bytes(WHOLE[name](finished().draw))

    code, said, noted = check(capsys, tmp_path / "events")

    assert (code, "FINDING" in said) == (0, False), said
    assert "only the ledger proves" in noted


BROKEN: dict[str, tuple[Files, str]] = {
    "empty": (lambda _: b"", "is empty"),
    "no events": (lambda _: b"<html>404</html>", "line 1 is no event"),
    "a spreadsheet": (lambda _: b"PK\x03\x04" + bytes(range(256)), "line 1 is no event"),
    "numbers": (lambda _: b"1\n2\n", "line 1 is no event"),
    "a list": (lambda bodies: b"[" + b",".join(bodies) + b"]", "not as a list"),
    "indented": (lambda bodies: json.dumps(json.loads(bodies[0]), indent=1).encode(), "indented"),
    "in another encoding": (lambda bodies: lines(bodies).decode().encode("gb18030"), "UTF-8"),
    "cut off": (lambda bodies: lines(bodies)[:-20], f"line {len(finished().draw)} is no event"),
    "of other things": (lambda bodies: b'{"type":"a.b"}\n' + lines(bodies), "it has no subject"),
    "without numbers": (
        lambda bodies: lines([each.replace(b'"streamversion":', b'"no":') for each in bodies]),
        "it has no streamversion",
    ),
    "of another shape": (
        lambda bodies: lines([bodies[0].replace(b'"streamversion":1,', b'"streamversion":"1",')]),
        "of another kind",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_file_of_events_is_named_with_its_line(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made, part = BROKEN[name]
    (tmp_path / "events").write_bytes(made(finished().draw))

    code, said, refused = check(capsys, tmp_path / "events")

    assert (code, said) == (1, "")
    assert part in refused
    assert "Error" not in refused


def test_events_that_a_program_has_written_anew_are_told_from_tampered_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spaced = [json.dumps(json.loads(each)).encode() for each in finished().draw]
    (tmp_path / "events").write_bytes(lines(spaced))

    code, said, _ = check(capsys, tmp_path / "events")

    assert code == 1
    assert "a program has written anew: DrawAsked, " in said.splitlines()[0]


def test_a_noted_digest_is_taken_as_people_note_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bodies = finished().draw
    (tmp_path / "events").write_bytes(lines(bodies))
    (call,) = (Told(each).digest for each in bodies if Told(each).kind == "DrawCalled")

    for noted in (call, call.upper(), f" {call}", f"sha256:{call}"):
        assert check(capsys, tmp_path / "events", "--call", noted)[0] == 0
    code, _, refused = check(capsys, tmp_path / "events", "--call", call[:12])
    assert code == 1
    assert "is no digest: it has 64 hexadecimal digits" in refused


def test_a_draw_that_is_not_in_the_file_is_named_with_those_that_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "events").write_bytes(lines(finished().draw))

    assert cli.main(["draw", "check", "x:y", "--file", str(tmp_path / "events")]) == 1
    assert f"here are: {KEY}." in capsys.readouterr().err
