"""Yuzhong as data: what the article counts is in the files, and mistakes name their place."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from openpyxl import load_workbook

from common.procedure import first_fitting
from contracts.meetings.rules import Quotas
from contracts.places import covers, prefix
from deploy.profiles import make_yuzhong
from services.meetings.rules.commands import AdoptProfile as OfMeetings
from services.topics.rules.commands import AdoptProfile as OfTopics
from tests.yishi_cli.profiles import inlined
from yishi.profile.reading import Profile, ProfileError, read
from yishi.roster.check import check
from yishi.roster.file import read_roster

FOLDER = Path("deploy/profiles")
C = TypeVar("C")
YUZHONG = FOLDER / "yuzhong.toml"


@pytest.fixture(scope="module")
def yuzhong() -> Profile:
    return read(YUZHONG)


def _of(profile: Profile, command: type[C]) -> C:
    """What one of the services is asked to adopt."""
    (found,) = [each for each in profile.adoptions.values() if isinstance(each, command)]
    return found


def test_eighteen_townships_and_six_communities_have_a_workstation(yuzhong: Profile) -> None:
    # 000-01
    stations = Counter(unit.kind for unit in yuzhong.units if unit.workstation_since)

    assert stations == {"乡镇": 18, "社区": 6}
    assert all(
        unit.workstation_since is None or f"{unit.workstation_since:%Y-%m}" == "2020-10"
        for unit in yuzhong.units
    )
    assert {unit.name for unit in yuzhong.units if unit.kind == "乡镇"} - {
        unit.name for unit in yuzhong.units if unit.workstation_since
    } == {"定远镇", "连搭镇"}


def test_councils_stand_at_four_kinds_of_place(yuzhong: Profile) -> None:  # 000-17
    # 000-02
    councils = Counter(unit.kind for unit in yuzhong.units if unit.council_since)

    assert councils == {
        "乡镇": 18,
        "社区": 6,
        "村": 238,
        "企业": 1,
    }
    assert sum(councils.values()) == 263


def test_all_villages_had_council_and_room_by_the_end_of_march(yuzhong: Profile) -> None:
    # 000-03
    villages = [unit for unit in yuzhong.units if unit.kind == "村"]

    assert len(villages) == 238
    assert all(unit.has_council(date(2021, 3, 31)) for unit in villages)
    assert not any(unit.has_council(date(2021, 2, 28)) for unit in villages)
    assert len({unit.parent for unit in villages}) == 18


def test_codes_and_names_of_places_are_those_of_the_public_list(yuzhong: Profile) -> None:
    names = {unit.code: unit.name for unit in yuzhong.units}

    assert names["620123109000"] == "新营镇"
    assert names["620123101000"] == "夏官营镇"
    assert names["620123212000"] == "园子岔乡"
    assert names["620123109200"] == "新营镇样例一村"
    assert names["620123100900"] == "县建投集团"


def test_invented_places_look_invented(yuzhong: Profile) -> None:
    invented = ("村", "社区")

    assert all("样例" in unit.name for unit in yuzhong.units if unit.kind in invented)


def test_every_unit_lies_within_the_one_above(yuzhong: Profile) -> None:
    assert all(
        covers(prefix(unit.parent), unit.code) for unit in yuzhong.units if unit.parent is not None
    )


@pytest.mark.parametrize(
    ("code", "steps"),
    [
        ("YZ7", ["collect", "consent", "plan", "research", "session", "report", "convert"]),
        ("YZ6", ["collect", "consent", "research", "session", "publish", "act"]),
        ("YZS", ["receive", "talk", "feedback"]),
    ],
)
def test_seven_six_and_simple_steps(yuzhong: Profile, code: str, steps: list[str]) -> None:
    # 000-30 000-31
    (found,) = [
        each for each in _of(yuzhong, OfMeetings).procedures.procedures if each.code == code
    ]

    assert [step.code for step in found.steps] == steps
    assert found.simple is (code == "YZS")
    assert found.upgrades_to == ("YZ6" if code == "YZS" else None)


def test_villages_choose_by_weight_and_all_others_take_seven_steps(yuzhong: Profile) -> None:
    # 000-30 000-31
    choices = _of(yuzhong, OfTopics).choices.choices
    kinds = [kind.code for kind in yuzhong.members.words.unit_kinds]
    chosen = {
        (kind, weight): first_fitting(choices, kind, "consultation", weight)
        for kind in kinds
        for weight in ("major", "general")
    }

    assert (chosen.pop(("village", "major")), chosen.pop(("village", "general"))) == ("YZ6", "YZS")
    assert set(chosen.values()) == {"YZ7"}


def test_four_categories_three_origins_five_principles(yuzhong: Profile) -> None:
    # 000-38 000-39 001-13
    topics = _of(yuzhong, OfTopics)
    (principles,) = topics.checklists.checklists

    assert (len(topics.words.categories), len(topics.words.origins)) == (4, 3)
    assert len(principles.questions) == 5


def test_a_key_session_is_due_every_two_months(yuzhong: Profile) -> None:
    # 000-40
    chapter = _of(yuzhong, OfMeetings).quotas
    assert chapter is not None
    quota = chapter.quotas[0]

    assert (quota.least, quota.months, quota.group) == (1, 2, None)
    assert "village" not in quota.unit_kinds


def roster() -> list[tuple[object, ...]]:
    sheet = load_workbook(FOLDER / "yuzhong.roster.xlsx").worksheets[0]
    return list(sheet.iter_rows(values_only=True))


def test_the_roster_holds_the_members_of_three_levels() -> None:
    # 000-04 000-27
    head, *rows = roster()

    assert Counter(row[2] for row in rows) == {"省级": 1, "市级": 39, "县级": 185}
    assert sum("党委副书记" in str(row[4]) for row in rows) == 18
    assert len({row[0] for row in rows}) == len({row[1] for row in rows}) == 225
    assert head[0] == "委员编号"


def test_the_roster_posts_everybody_to_a_workstation(yuzhong: Profile) -> None:
    # 000-04 000-05 000-06
    _, *rows = roster()
    stations = {unit.name for unit in yuzhong.units if unit.workstation_since}
    councils = {unit.name for unit in yuzhong.units if unit.council_since}
    posted = [str(row[7]).split("、") for row in rows]

    assert all(units[0] in stations for units in posted)
    assert {unit for units in posted for unit in units} <= councils
    assert {row[2] for row in rows if "、" in str(row[7])} == {"县级"}
    assert {row[8] for row in rows} == {"籍贯", "居住地", "工作地"}


def test_the_import_finds_nothing_wrong_with_the_roster(yuzhong: Profile) -> None:
    units = [{**unit.model_dump(mode="json"), "valid_to": None} for unit in yuzhong.registrations()]
    bodies = [
        {
            "unit": yuzhong.rules.jurisdiction,
            "body": body.id,
            "name": body.name,
            "has_members": body.kind == "committee",
        }
        for body in yuzhong.rules.bodies
    ]
    table = read_roster(FOLDER / "yuzhong.roster.xlsx")

    words, today = yuzhong.members.words, date(2026, 3, 2)
    entries, faults = check(
        table.lines, units, bodies, whose="620123000000", words=words, today=today
    )

    assert faults == []
    assert len(entries) == 225
    assert sum(entry.admit.co_opted_because is not None for entry in entries) == 18


def test_the_script_writes_what_is_committed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make_yuzhong, "HERE", tmp_path)
    make_yuzhong.write_units()
    make_yuzhong.write_roster()

    written, committed = (folder / "yuzhong.units.csv" for folder in (tmp_path, FOLDER))
    assert written.read_bytes() == committed.read_bytes()
    rows = load_workbook(tmp_path / "yuzhong.roster.xlsx").worksheets[0].iter_rows(values_only=True)
    assert list(rows) == roster()


def changed(folder: Path, old: str, new: str, file: str = "yuzhong.toml") -> Path:
    """A copy of the profile with one passage changed."""
    for name in ("yuzhong.toml", "yuzhong.units.csv"):
        text = inlined((FOLDER / name).read_text(encoding="utf-8"))
        if name == file:
            assert old in text
            text = text.replace(old, new, 1)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "yuzhong.toml"


NEAR = {
    "version: is missing": "jurisdiction =",
    "members.duty: is missing": "[members.words]",
    "Procedure YZS cannot be adopted": 'code = "YZS"',
    "Procedure YZ7 cannot be adopted": 'code = "YZ7"',
    "bodies.yz-finance: stands there twice": "[[bodies]]",
    ": Illegal character": 'version = "',
}
"""What stands on the line that is named, where it is not what was changed."""


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('version = "2026.1"', 'version = "2026.1', ": Illegal character"),
        ('version = "2026.1"', "", "version: is missing"),
        ("months = 2", "month = 2", "meetings.quotas.quotas.0.months: is missing"),
        (
            "months = 2",
            "months = 2, notes = 1",
            "meetings.quotas.quotas.0.notes: is not a known name",
        ),
        ("months = 2", "months = 5", "meetings.quotas.quotas.0.months"),
        ('kind = "outcome-sent"', 'kind = "sent"', "procedures.procedures.0.steps.5.conditions.1"),
        ('code = "reform"', 'code = "Reform"', "topics.words.categories.0.code"),
        ('code = "mass"', 'code = "political"', "topics: Listed more than once: checklists"),
        ('checklist = "principles"', 'checklist = "principle"', "There is no checklist principle"),
        ('weight = "general"', 'weight = "genral"', "topics: There is no weight genral"),
        ('required = ["resident"]', 'required = ["residnt"]', "procedures.YZ7.session: residnt is"),
        (
            'findings = true, credited_as = "research"',
            'credited_as = "reserch"',
            "meetings.words.activities.research.credited_as: reserch is not in members.duty.facts",
        ),
        ('procedure = "YZS"', 'procedure = "YZ9"', "YZ9"),
        (
            'unit_kinds = ["village"]',
            'unit_kinds = ["hamlet"]',
            "meetings.words.council_classes.1.unit_kinds: hamlet is no kind of unit; there are",
        ),
        ('unit_kind = "village"', 'unit_kind = "hamlet"', "unit_kind: hamlet is no kind of unit"),
        (
            'credited_as = "research"',
            'credited_as = "travel"',
            "travel is not in members.duty.facts (attendance, look-back, ",
        ),
        ("first = 900", "first = 1000", "members.words.unit_kinds.4.first: Input should be less"),
        ('hall = "village"', 'hall = "barn"', "members: There is no class of hall barn"),
        ("[members.duty]", "[members.duties]", "members.duty: is missing"),
        ("[members.duty]", "[member.duty]", "member: is not a known name"),
        (
            'upgrades_to = "YZ6"',
            'upgrades_to = "YZS"',
            "Procedure YZS cannot be adopted",
        ),
        ('code = "collect"', 'code = "consent"', "Procedure YZ7 cannot be adopted"),
        ('id = "yz-party"', 'id = "yz-finance"', "bodies.yz-finance: stands there twice"),
        ('"620123000000"', '"620124000000"', "620124000000 itself is not in the list"),
        ('"yuzhong.units.csv"', '"nowhere.csv"', "nowhere.csv"),
    ],
)
def test_a_mistake_in_the_rules_is_named_with_its_place(
    tmp_path: Path, old: str, new: str, place: str
) -> None:
    path = changed(tmp_path, old, new)
    with pytest.raises(ProfileError) as refused:
        read(path)

    (mistake, *_) = [each for each in refused.value.mistakes if place in each]
    file, _, line = mistake.partition(":")[0].split()
    named = path.read_text("utf-8").splitlines()[int(line) - 1]
    assert file == "yuzhong.toml"
    assert any(each in named for each in (NEAR.get(place), *new.splitlines()) if each), mistake


def test_a_mistake_of_a_chapter_is_named_in_the_file_that_has_it(tmp_path: Path) -> None:
    path = extending(
        tmp_path,
        "[meetings.quotas]",
        'quotas = [{ code = "x", chinese = "x", english = "x", month = 3, '
        'unit_kinds = ["village"] }]',
    )
    extended = tmp_path / "yuzhong.toml"
    text = extended.read_text("utf-8")
    extended.write_text(text.replace('check = "look-back"', 'check = "glance-back"', 1), "utf-8")

    with pytest.raises(ProfileError) as own:
        read(path)
    path.write_text(path.read_text("utf-8").replace("month =", "months ="), "utf-8")
    with pytest.raises(ProfileError) as theirs:
        read(path)

    assert "district.toml line 6: meetings.quotas.quotas.0.months: is missing" in own.value.mistakes
    (mistake,) = theirs.value.mistakes
    line = text[: text.index('check = "look-back"')].count("\n") + 1
    assert mistake.startswith(f"yuzhong.toml line {line}: ")
    assert "glance-back is not in outcomes.checks.kinds" in mistake


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("代码,", "编码,", "line 1: the columns must be 代码,名称"),
        ("620123100001,", "62012310001,", "line 4: 代码"),
        (
            "夏官营镇样例一社区,社区",
            "夏官营镇样例一社区,村",
            "line 21: The code 620123101001 is no village: these are of tier 5, with 200",
        ),
        ("620123100900,", "620123100800,", "The code 620123100800 is no enterprise"),
        ("620123100002,", "620123100001,", "620123100001 stands there twice"),
        ("620123100003,", "620124100003,", "line 6: 620124100003 does not lie in 620123000000"),
        ("村,620123109000", "村,620123110000", "The parent 620123110000 does not cover 620123109"),
        ("620123207000,清水驿乡", "620123206000,清水驿乡", "620123207000, is not in the list"),
        ("2021-03-31", "三月底", "line 8: 协商议事会成立"),
        ("620123100200,城关镇样例一村,村,", "620123100200,", "line 8: has not 8 columns"),
        ("榆中县,县", "榆中县,省", "line 2: 类别: must be one of 县, 乡镇"),
    ],
)
def test_a_mistake_in_the_units_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, place: str
) -> None:
    with pytest.raises(ProfileError) as refused:
        read(changed(tmp_path, old, new, file="yuzhong.units.csv"))

    assert any(place in line for line in refused.value.mistakes), refused.value.mistakes


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = changed(tmp_path, 'procedure = "YZS"', 'procedure = "YZ9"')
    text = (tmp_path / "yuzhong.units.csv").read_text(encoding="utf-8")
    (tmp_path / "yuzhong.units.csv").write_text(text.replace("2021-03-31", "x"), encoding="utf-8")

    with pytest.raises(ProfileError) as refused:
        read(path)

    assert len(refused.value.mistakes) == 1 + 2 * 238


def test_a_list_saved_by_a_spreadsheet_program_is_read_too(tmp_path: Path) -> None:
    path = changed(tmp_path, "代码", "\ufeff代码", file="yuzhong.units.csv")

    assert len(read(path).units) == 266


def extending(folder: Path, *chapters: str) -> Path:
    """A district's profile that extends Yuzhong's, with these chapters of its own."""
    changed(folder, "代码", "代码", file="yuzhong.units.csv")
    units = (FOLDER / "yuzhong.units.csv").read_text(encoding="utf-8").splitlines()[0]
    district = "620124000000,样例区,县,,2020-01-01,,,"
    (folder / "district.units.csv").write_text(f"{units}\n{district}\n", encoding="utf-8")
    text = 'version = "1"\njurisdiction = "620124000000"\nunits = "district.units.csv"\n'
    text += 'extends = "yuzhong.toml"\n' + "\n".join(chapters)
    text += "\n[members.assessments]\nsheets = []\n"  # or owners among the bodies here
    text += '[[bodies]]\nid = "yz-proposals"\nname = "提案委员会"\nkind = "committee"\n'
    (folder / "district.toml").write_text(text, encoding="utf-8")
    return folder / "district.toml"


def test_a_profile_takes_whole_chapters_from_the_one_it_extends(
    tmp_path: Path, yuzhong: Profile
) -> None:
    own = "[meetings.quotas]\nquotas = []"
    found = read(extending(tmp_path, own))

    assert _of(found, OfMeetings).quotas == Quotas()  # whole: nothing of the other's is left
    assert _of(found, OfMeetings).procedures == _of(yuzhong, OfMeetings).procedures
    assert _of(found, OfTopics).chapters == _of(yuzhong, OfTopics).chapters
    assert {each.extends for each in found.adoptions.values()} == {"620123000000/2026.1"}
    assert {each.unit for each in found.adoptions.values()} == {"620124000000"}
    assert (found.members.name, [each.id for each in found.rules.bodies]) == (
        "样例区",
        ["yz-proposals"],
    )


def test_profiles_do_not_extend_each_other_in_a_circle(tmp_path: Path) -> None:
    path = extending(tmp_path)
    yuzhong = tmp_path / "yuzhong.toml"
    text = yuzhong.read_text(encoding="utf-8")
    yuzhong.write_text('extends = "district.toml"\n' + text, encoding="utf-8")

    with pytest.raises(ProfileError, match="extends: district.toml extends this file itself"):
        read(path)


def test_a_profile_without_a_chapter_says_which_is_missing(tmp_path: Path) -> None:
    path = extending(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace("extends", "# extends"), "utf-8")

    with pytest.raises(ProfileError) as refused:
        read(path)

    assert "district.toml line 1: topics.words: is missing" in refused.value.mistakes
    assert "district.toml line 1: meetings.procedures: is missing" in refused.value.mistakes


@pytest.fixture(scope="module")
def city() -> Profile:
    return read(FOLDER / "tongren.toml")


@pytest.fixture(scope="module")
def district() -> Profile:
    return read(FOLDER / "bijiang.toml")


def test_a_city_has_kinds_of_its_own_in_four_tiers(city: Profile, yuzhong: Profile) -> None:
    # 000-02 003-27
    kinds = {kind.code: kind.tier for kind in city.members.words.unit_kinds}

    assert {kinds[unit.kind] for unit in city.registrations()} == {2, 3, 4, 5}
    assert kinds["park"] == 4
    assert not any(kind.code == "city" for kind in yuzhong.members.words.unit_kinds)


def test_a_district_takes_the_city_s_chapters_and_has_its_own(
    city: Profile, district: Profile
) -> None:
    # 003-17 003-24
    whose, own = _of(city, OfTopics).chapters, _of(district, OfTopics).chapters
    first, *_ = district.registrations()

    assert {name for name in whose if own[name] != whose[name]} == {"checklists", "proposals"}
    assert district.members.words == city.members.words
    assert district.adoptions["topics"].extends == "520600000000/2026.1"
    assert (first.unit, first.kind, first.parent) == (
        district.rules.jurisdiction,
        "district",
        city.rules.jurisdiction,
    )


def test_the_city_lists_its_district_as_the_district_does(city: Profile, district: Profile) -> None:
    """Otherwise one of them would not be applied, or only before the other."""
    theirs = {unit.unit: unit for unit in city.registrations()}

    assert theirs[district.rules.jurisdiction] == next(district.registrations())


def test_invented_places_of_the_city_look_invented(city: Profile, district: Profile) -> None:
    for unit in (*city.registrations(), *district.registrations()):
        assert unit.unit.endswith("000000") or "样例" in unit.name
