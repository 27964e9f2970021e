"""Who was at a session and who was not, in the words of its minutes (000-43)."""

from typing import Any

from services.meetings.session.who_came import absent, present

WORDS = {"member": "委员", "resident": "居民代表", "department": "部门"}


def whom(kind: str, title: str, count: int = 1, member: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "title": title, "count": count, "member": member}


def met(*sittings: dict[str, int] | None) -> dict[str, Any]:
    """Two departments, twelve residents and a member were invited, and so many came."""
    return {
        "participants": [
            whom("department", "县水务局"),
            whom("department", "县市场监管局"),
            whom("resident", "村民代表", 12),
            whom("member", "政协委员", member="m-1"),
        ],
        "sittings": [
            {"present": each and [{"kind": kind, "count": n} for kind, n in each.items()]}
            for each in sittings
        ],
    }


def test_whoever_came_is_named_where_it_is_certain() -> None:
    row = met({"department": 2, "resident": 9, "member": 1})

    assert present(row, WORDS.__getitem__) == [
        "部门2人（县水务局、县市场监管局）",
        "居民代表9人",
        "委员1人",
    ]
    assert absent(row, WORDS.__getitem__, 0) == ["居民代表3人"]


def test_of_several_sittings_the_fullest_counts() -> None:
    row = met({"department": 1, "resident": 9}, {"department": 0, "resident": 12})

    assert present(row, WORDS.__getitem__) == ["部门1人", "居民代表12人（村民代表）"]
    assert absent(row, WORDS.__getitem__, 1) == ["部门1人", "委员1人"]


def test_who_stayed_away_altogether_is_named() -> None:
    row = met({"resident": 12})

    assert absent(row, WORDS.__getitem__, 0) == ["县水务局", "县市场监管局"]


def test_nobody_is_said_to_be_absent_before_the_attendance_is_on_record() -> None:
    for row in (met(), met(None), met({"resident": 12}, None)):
        assert absent(row, WORDS.__getitem__, 0) == []
    assert present(met(None), WORDS.__getitem__) == []
