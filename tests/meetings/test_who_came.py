"""Who was at a session and who was not, in the words of its minutes (000-43)."""

from typing import Any

from services.meetings.session.who_came import absent, on_leave, present

WORDS = {"member": "委员", "resident": "居民代表", "department": "部门"}


def whom(kind: str, title: str, count: int = 1, member: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "title": title, "count": count, "member": member}


NOBODY: dict[str, bool] = {}


def met(*sittings: dict[str, int] | None) -> dict[str, Any]:
    """Two departments, twelve residents and a member were invited, and so many came."""
    return {
        "participants": [
            whom("department", "县水务局"),
            whom("department", "县市场监管局"),
            whom("resident", "村民代表", 12),
            whom("member", "政协委员", member="m-1"),
        ],
        "summary": None,
        "sittings": [
            {"present": each and [{"kind": kind, "count": n} for kind, n in each.items()]}
            for each in sittings
        ],
    }


def test_whoever_came_is_named_where_it_is_certain() -> None:
    row = met({"department": 2, "resident": 9, "member": 1})

    assert present(row, WORDS.__getitem__, NOBODY) == [
        "部门2人（县水务局、县市场监管局）",
        "居民代表9人",
        "委员1人",
    ]
    assert absent(row, WORDS.__getitem__, NOBODY) == ["居民代表3人"]


def test_of_several_sittings_the_fullest_counts() -> None:
    row = met({"department": 1, "resident": 9}, {"department": 0, "resident": 12})

    assert present(row, WORDS.__getitem__, NOBODY) == ["部门1人", "居民代表12人（村民代表）"]
    assert absent(row, WORDS.__getitem__, {"m-1": False}) == ["部门1人", "委员1人"]


def test_who_stayed_away_altogether_is_named() -> None:
    row = met({"resident": 12})

    assert absent(row, WORDS.__getitem__, NOBODY) == ["县水务局", "县市场监管局"]


def test_nobody_is_said_to_be_absent_before_the_attendance_is_on_record() -> None:
    for row in (met(), met(None), met({"resident": 12}, None)):
        assert absent(row, WORDS.__getitem__, NOBODY) == []
    assert present(met(None), WORDS.__getitem__, NOBODY) == []


def listed(*sittings: tuple[str, ...]) -> dict[str, Any]:
    """Five members were invited one by one, and these were at each sitting. The minutes are
    confirmed."""
    five = [whom("member", "委员", member=f"m-{number}") for number in range(1, 6)]
    return {
        "participants": five,
        "summary": "同意。",
        "sittings": [
            {"present": [{"kind": "member", "count": len(each), "members": list(each)}]}
            for each in sittings
        ],
    }


def counts(row: dict[str, Any], away: dict[str, bool]) -> tuple[list[str], list[str], list[str]]:
    lists = (present, absent, on_leave)
    one, two, three = (each(row, WORDS.__getitem__, away) for each in lists)
    return one, two, three


def test_each_member_who_was_invited_stands_in_one_list_and_in_no_other() -> None:  # 7.1
    """m-2 was at one sitting of three, m-3 as well and had leave: neither is among those present.
    m-4 came although on leave, m-5 has leave that is no absence."""
    row = listed(("m-1", "m-2", "m-4"), ("m-1", "m-3", "m-4"), ("m-1", "m-4"))

    found = counts(row, {"m-2": False, "m-3": True})

    assert found == (["委员2人"], ["委员1人"], ["委员2人"])


def test_a_member_who_was_not_invited_is_among_those_present_and_nobody_is_missing_for_it() -> None:
    row = listed(("m-1", "m-2", "m-3", "m-4", "m-5", "m-9"))

    assert counts(row, NOBODY) == (["委员6人"], [], [])


def test_who_of_a_group_is_missing_does_not_count_members_by_name_twice() -> None:
    row = listed(("m-1", "m-8"))
    row["participants"] = [row["participants"][0], row["participants"][1]]
    row["participants"].append(whom("member", "界别委员", 3))

    found = counts(row, {"m-2": False})

    assert found == (["委员2人"], ["委员3人"], [])


def test_a_draft_holds_nobody_to_be_on_leave() -> None:
    row = {**listed(("m-1",)), "summary": None}

    assert counts(row, NOBODY) == (["委员1人"], [], [])
