"""A document as a page to print: A4 on paper, a sheet on the screen. It loads nothing."""

from functools import cache
from pathlib import Path

import jinja2

from common.documents import layout
from common.documents.content import Document, printable
from common.documents.layout import ELSEWHERE, LOOKS, Font, Line, Style


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")


def html(document: Document) -> str:
    """The page."""
    return _template().render(
        title=printable(document.title),
        lines=[(line, _inline(line), _tag(line)) for line in layout.lines(document)],
        foot=layout.foot(document),
        looks=LOOKS,
        faces={font: _faces(font) for font in Font},
        layout=layout,
        fonts=Font,
    )


def _tag(line: Line) -> str:
    if line.style is Style.TITLE:
        return "h1"
    level = LOOKS[line.style].level
    return f"h{level + 1}" if level else "p"


def _inline(line: Line) -> str:
    """What stands with the line itself, besides its style."""
    before = line.before * layout.PITCH
    if line.style is Style.MARK:
        before = layout.MARK_BELOW * layout.POINTS_PER_MM
    size = line.size or LOOKS[line.style].size
    found = {
        "margin-top": f"{before:g}pt" if before else "",
        "padding-left": f"{line.left:g}em" if line.left else "",
        "padding-right": f"{line.right:g}em" if line.right else "",
        "text-indent": f"{LOOKS[line.style].first + line.first:g}em" if line.first else "",
        "font-size": f"{size:g}pt" if line.size else "",
        "line-height": f"{size * 1.2:g}pt" if line.size else "",
        "break-before": "page" if line.breaks else "",
    }
    return ";".join(f"{name}:{value}" for name, value in found.items() if value)


def _faces(font: Font) -> str:
    heavy = font in (Font.HEADING,)
    names = (font.value, *ELSEWHERE[font], "Noto Sans CJK SC" if heavy else "Noto Serif CJK SC")
    return ",".join(f"'{name}'" for name in names) + (",sans-serif" if heavy else ",serif")
