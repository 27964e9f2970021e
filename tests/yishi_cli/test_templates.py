"""The shipped procedures: shown by a command, marked where reconstructed, taken by their codes."""

import tomllib
from pathlib import Path

import pytest

from common.procedure import walkable
from contracts.procedure import Procedures
from services.topics.rules.commands import AdoptProfile as OfTopics
from tests.common.procedures import KNOWN
from tests.yishi_cli.profiles import inlined
from yishi import cli
from yishi.profile.reading import Profile, ProfileError, read
from yishi.profile.templates import shipped, text_of

FOLDER = Path("deploy/profiles")


def profile(folder: Path, text: str) -> Path:
    """A profile with Yuzhong's units."""
    (folder / "yuzhong.units.csv").write_bytes((FOLDER / "yuzhong.units.csv").read_bytes())
    (folder / "county.toml").write_text(text, encoding="utf-8")
    return folder / "county.toml"


def yuzhong(*replaced: tuple[str, str]) -> str:
    text = (FOLDER / "yuzhong.toml").read_text("utf-8")
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def procedures(found: Profile) -> Procedures:
    topics = found.adoptions["topics"]
    assert isinstance(topics, OfTopics)
    return topics.procedures


def reconstructed(code: str) -> list[bool]:
    (found,) = tomllib.loads(text_of(code))["procedures"]
    return [step.get("reconstructed", False) for step in found["steps"]]


@pytest.mark.parametrize("code", shipped())
def test_a_file_is_named_by_its_code_and_says_whose_it_is(code: str) -> None:
    (found,) = tomllib.loads(text_of(code))["procedures"]

    assert found["code"] == code
    assert text_of(code).startswith("# ")
    assert all(step["evidence"] for step in found["steps"])
    walkable(KNOWN[code], KNOWN)


def test_steps_that_no_source_tells_of_are_marked() -> None:  # domain 5.1, 5.2
    whole = {code for code in shipped() if all(reconstructed(code))}
    partly = {code for code in shipped() if any(reconstructed(code))} - whole

    assert whole == {"YZ7", "YZ6", "YZS", "GY", "GZY", "GZS", "CX"}
    assert partly == {"FZ8", "SQ", "PDS"}


def test_the_command_lists_and_prints_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["profile", "procedures"]) == 0
    listed = capsys.readouterr().out
    assert cli.main(["profile", "procedures", "LS5", "YZ7"]) == 0
    printed = capsys.readouterr().out
    assert cli.main(["profile", "procedures", "ZZ9"]) == 1
    said = capsys.readouterr().err

    assert all(f"\n{code} " in f"\n{listed}" for code in shipped())
    assert "确定协商议题 → 明确协商主体" in listed  # 001-21
    assert "征集议题* → 确定议题*" in listed
    assert printed == f"{text_of('LS5')}\n{text_of('YZ7')}"
    assert "No procedure ZZ9 is shipped. There are: AH5, " in said


def test_what_is_printed_may_stand_in_the_profile_itself(tmp_path: Path) -> None:
    named = read(profile(tmp_path, yuzhong()))
    copied = read(profile(tmp_path, inlined(yuzhong())))

    assert [each.code for each in procedures(named).procedures] == ["YZ7", "YZ6", "YZS"]
    assert procedures(named) == procedures(copied)
    assert named.adoptions["meetings"].chapters == copied.adoptions["meetings"].chapters


def test_every_party_speaks_in_the_council_of_towns_and_villages() -> None:  # 000-44
    asked = {
        code: {each.kind for step in KNOWN[code].steps for each in step.conditions}
        for code in ("YZ7", "YZ6", "YZS")
    }

    assert "every-participant-spoke" in asked["YZ7"] & asked["YZ6"]
    assert "every-participant-spoke" not in asked["YZS"]


def test_own_procedures_stand_behind_the_shipped_ones(tmp_path: Path) -> None:
    own = '\n[[procedures]]\ncode = "OWN"\nname = "本县"\n' + "".join(
        f'[[procedures.steps]]\ncode = "{code}"\nname = "{code}"\nconditions = [{each}]\n'
        for code, each in (
            ("a", '{ kind = "raised" }'),
            ("b", '{ kind = "session" }, { kind = "minuts" }'),
        )
    )
    path = profile(tmp_path, yuzhong() + own)
    line = path.read_text("utf-8").split('"minuts"')[0].count("\n") + 1

    with pytest.raises(ProfileError) as refused:
        read(path)
    path.write_text(path.read_text("utf-8").replace('"minuts"', '"minutes"'), "utf-8")

    assert f"county.toml line {line}: " in refused.value.mistakes[0]
    codes = [each.code for each in procedures(read(path)).procedures]
    assert codes == ["YZ7", "YZ6", "YZS", "OWN"]


def test_a_word_that_a_shipped_procedure_needs_is_missed_with_its_line(tmp_path: Path) -> None:
    text = yuzhong(
        ('templates = ["YZ7", "YZ6", "YZS"]', 'templates = ["YZ7", "YZ6", "YZS", "PDS"]')
    )

    with pytest.raises(ProfileError) as refused:
        read(profile(tmp_path, text))

    (mistake,) = refused.value.mistakes
    line = text_of("PDS").split('"four-parts"] }')[0].count("\n") + 1
    assert mistake.startswith("PDS.toml line ")
    assert "four-parts is not in meetings.words.forms" in mistake
    assert f"line {line}" in mistake


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"YZS"]', '"YZZ"]', "templates: YZZ is not shipped (AH5, "),
        ('"YZS"]', '"YZS", "YZ6"]', "two procedures bear the same code"),
        ('["YZ7", "YZ6", "YZS"]', '["YZ7", "YZS"]', "known one that is not simple"),
        ('["YZ7", "YZ6", "YZS"]', "[]", "topics.procedures: is missing"),
    ],
)
def test_a_wrong_list_of_templates_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(ProfileError) as refused:
        read(profile(tmp_path, yuzhong((old, new))))

    assert any(said in each for each in refused.value.mistakes), refused.value.mistakes
    assert all(" line " in each for each in refused.value.mistakes)


def test_a_mark_is_yes_or_no(tmp_path: Path) -> None:
    text = inlined(yuzhong()).replace("reconstructed = true", 'reconstructed = "yes"', 1)

    with pytest.raises(ProfileError, match="reconstructed: is not a known name"):
        read(profile(tmp_path, text))


def test_a_profile_takes_the_shipped_procedures_of_the_one_it_extends(tmp_path: Path) -> None:
    profile(tmp_path, yuzhong())
    units = (FOLDER / "yuzhong.units.csv").read_text("utf-8").splitlines()[0]
    row = "620124000000,样例区,县,,2020-01-01,,,"
    (tmp_path / "district.units.csv").write_text(f"{units}\n{row}\n", "utf-8")
    head = 'version = "1"\njurisdiction = "620124000000"\nunits = "district.units.csv"\n'
    below = tmp_path / "district.toml"
    body = "[members.assessments]\nsheets = []\n"
    body += '[[bodies]]\nid = "yz-proposals"\nname = "提案委员会"\nkind = "committee"\n'
    below.write_text(f'{head}extends = "county.toml"\n{body}', "utf-8")

    taken = [each.code for each in procedures(read(below)).procedures]
    choices = '[topics.choices]\nchoices = [{ procedure = "AH5" }]\n'
    below.write_text(
        f'{head}extends = "county.toml"\ntemplates = ["AH5"]\n{choices}{body}', "utf-8"
    )

    assert taken == ["YZ7", "YZ6", "YZS"]
    assert [each.code for each in procedures(read(below)).procedures] == ["AH5"]
