"""The profile of another county: Yuzhong's with a procedure, words and bodies of its own."""

import re
from pathlib import Path

YUZHONG = Path("deploy/profiles/yuzhong.toml")
OWN = (
    "[topics.words]",
    "[[topics.checklists.checklists]]",
    "[topics.choices]",
    "[[members.assessments.sheets]]",
    "[[bodies]]",
)
WORDS = {
    'jurisdiction = "620123000000"': 'jurisdiction = "620121000000"',
    "yuzhong.units.csv": "north.units.csv",
    'templates = ["YZ7", "YZ6", "YZS"]': 'templates = ["FZ8"]',
    "任务清单": "事项清单",
    "yz-proposals": "north-proposals",
}


def profile(folder: Path) -> Path:
    """The file, written into this folder."""
    here = Path(__file__).parent
    chapters = re.split(r"^(?=\[)", YUZHONG.read_text("utf-8"), flags=re.MULTILINE)
    text = "".join(chapter for chapter in chapters if not chapter.startswith(OWN))
    for old, new in WORDS.items():
        text = text.replace(old, new)
    written = folder / "north.toml"
    written.write_text(text + (here / "north.toml").read_text("utf-8"), encoding="utf-8")
    (folder / "north.units.csv").write_bytes((here / "north.units.csv").read_bytes())
    return written
