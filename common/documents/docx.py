"""A document as .docx (ECMA-376), in the least that Word, WPS and LibreOffice need.

What the layout is made of, East Asian fonts, the grid of lines, the table at the foot of the last
page and page numbers on alternate sides, is written in the file's own words. The same document is
the same bytes: the archive bears no time.
"""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

from common.documents import layout
from common.documents.content import Document, printable
from common.documents.layout import ELSEWHERE, LOOKS, POINTS_PER_MM, Font, Line, Look, Style

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "styles": "styles",
    "settings": "settings",
    "fontTable": "fontTable",
    "footer1": "footer",
    "footer2": "footer",
}
_NAMES = {
    Style.FIRST: "heading 1",
    Style.SECOND: "heading 2",
    Style.THIRD: "heading 3",
    Style.FOURTH: "heading 4",
}
"""Styles that Word knows by another name than their id."""


def docx(document: Document) -> bytes:
    """The file's bytes."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            {"officeDocument": "word/document.xml"}, {"core-properties": "docProps/core.xml"}
        ),
        "docProps/core.xml": _core(document),
        "word/document.xml": _body(document),
        "word/_rels/document.xml.rels": _relationships(
            {f"{kind}#{name}": f"{name}.xml" for name, kind in _PARTS.items()}
        ),
        "word/styles.xml": _styles(),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _fonts(),
        "word/footer1.xml": _folio("right"),
        "word/footer2.xml": _folio("left"),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text.encode())
    return buffer.getvalue()


def _twips(points: float) -> int:
    return round(points * 20)


def _mm(millimetres: float) -> int:
    return _twips(millimetres * POINTS_PER_MM)


def _body(document: Document) -> str:
    content = "".join(map(_paragraph, layout.lines(document))) + _foot(document)
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="footer1"/>'
        '<w:footerReference w:type="even" r:id="footer2"/>'
        f'<w:pgSz w:w="{_mm(layout.PAGE[0])}" w:h="{_mm(layout.PAGE[1])}"/>'
        f'<w:pgMar w:top="{_mm(layout.TOP)}" w:right="{_mm(layout.RIGHT)}"'
        f' w:bottom="{_mm(layout.BOTTOM)}" w:left="{_mm(layout.LEFT)}" w:header="851"'
        f' w:footer="{_mm(layout.BOTTOM - layout.FOLIO_BELOW) - _twips(layout.SMALL * 1.3)}"'
        ' w:gutter="0"/>'
        f'<w:docGrid w:type="lines" w:linePitch="{_twips(layout.PITCH)}"/></w:sectPr>'
    )
    return (
        f'{_HEAD}<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{content}{section}</w:body>'
        "</w:document>"
    )


def _paragraph(line: Line) -> str:
    look, size = LOOKS[line.style], line.size or LOOKS[line.style].size
    within = [f'<w:pStyle w:val="{line.style}"/>'] if line.style != Style.TEXT else []
    if line.breaks:
        within.append("<w:pageBreakBefore/>")
    if line.ruled:
        gap = round(layout.RULE_BELOW * POINTS_PER_MM)
        within.append(
            f'<w:pBdr><w:bottom w:val="single" w:sz="16" w:space="{gap}" w:color="FF0000"/>'
            "</w:pBdr>"
        )
    spacing = ""
    if line.before:
        before = _twips(line.before * layout.PITCH)
        spacing = f' w:before="{before}" w:beforeLines="{round(line.before * 100)}"'
    if line.style is Style.MARK:
        spacing = f' w:before="{_mm(layout.MARK_BELOW)}" w:line="{_twips(size * 1.2)}"'
        spacing += ' w:lineRule="exact"'
    if spacing:
        within.append(f"<w:spacing{spacing}/>")
    if line.left or line.right or line.first:
        within.append(_indent(size, line.left, look.first + line.first, line.right))
    run = f'<w:rPr><w:sz w:val="{round(size * 2)}"/></w:rPr>' if line.size else ""
    return f"<w:p><w:pPr>{''.join(within)}</w:pPr>{_text(line.text, run)}</w:p>"


def _text(text: str, properties: str = "") -> str:
    if not text:
        return ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _indent(size: float, left: float, first: float, right: float) -> str:
    """Indents in characters, and in twips for programs that do not count these."""
    found = ""
    if left:
        found += f' w:left="{_twips(left * size)}" w:leftChars="{round(left * 100)}"'
    if right:
        found += f' w:right="{_twips(right * size)}" w:rightChars="{round(right * 100)}"'
    name = "firstLine" if first >= 0 else "hanging"
    found += f' w:{name}="{_twips(abs(first) * size)}" w:{name}Chars="{round(abs(first) * 100)}"'
    return f"<w:ind{found}/>"


def _foot(document: Document) -> str:
    """A table on the lowest lines of the last page, between thick lines, with a thinner line
    between its rows (7.4.1)."""
    rows = layout.foot(document)
    if not rows:
        return ""
    wide, edge = _mm(layout.TEXT[0]), _twips(layout.SMALL)
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="auto"/>'
        for side, size in (("top", 8), ("bottom", 8), ("insideH", 6))
    )
    content = "".join(
        f'<w:tr><w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/></w:tcPr>'
        '<w:p><w:pPr><w:pStyle w:val="Foot"/>'
        f'<w:tabs><w:tab w:val="right" w:pos="{wide - edge}"/></w:tabs></w:pPr>'
        f"{_text(left)}{'<w:r><w:tab/></w:r>' + _text(right) if right else ''}</w:p></w:tc></w:tr>"
        for left, right in rows
    )
    return (
        '<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin"'
        ' w:horzAnchor="margin" w:tblpXSpec="left" w:tblpYSpec="bottom"/>'
        f'<w:tblW w:w="{wide}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{wide}"/></w:tblGrid>{content}</w:tbl>'
        '<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
    )


def _styles() -> str:
    styles = "".join(_style(style, look) for style, look in LOOKS.items())
    small = f'<w:rPr><w:sz w:val="{round(layout.SMALL * 2)}"/></w:rPr>'
    margin = _twips(layout.SMALL)
    foot = (
        '<w:style w:type="paragraph" w:customStyle="1" w:styleId="Foot"><w:name w:val="Foot"/>'
        f'<w:basedOn w:val="Normal"/><w:pPr><w:ind w:left="{margin}" w:right="{margin}"'
        f' w:firstLine="0" w:firstLineChars="0"/></w:pPr>{small}</w:style>'
    )
    return (
        f'{_HEAD}<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>'
        f'{_font(Font.BODY)}<w:spacing w:val="{round(layout.CLOSER * 20)}"/><w:kern w:val="2"/>'
        f'<w:sz w:val="{round(layout.SIZE * 2)}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>'
        f"{styles}{foot}</w:styles>"
    )


def _style(style: Style, look: Look) -> str:
    name = _NAMES.get(style, style.value)
    known = style in _NAMES or style in (Style.TEXT, Style.TITLE, Style.DATE)
    default = ' w:default="1"' if style is Style.TEXT else ' w:customStyle="1"' if not known else ""
    base = "" if style is Style.TEXT else '<w:basedOn w:val="Normal"/><w:next w:val="Normal"/>'
    outline = f'<w:outlineLvl w:val="{look.level - 1}"/>' if look.level else ""
    keep = "<w:keepNext/>" if look.level == 1 else ""  # the others may be entries of a list
    colour = '<w:color w:val="FF0000"/>' if look.red else ""
    first = _indent(look.size, 0, look.first, 0)
    # What is larger than the body has lines of its own, between those of the grid.
    grid = '<w:snapToGrid w:val="0"/>' if look.font is Font.TITLE else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{style}"><w:name w:val="{name}"/>'
        f'{base}<w:qFormat/><w:pPr>{keep}<w:widowControl w:val="0"/>'
        f'<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>{grid}'
        f'<w:spacing w:before="0" w:after="0" w:line="{_twips(look.pitch)}" w:lineRule="exact"/>'
        f'{first}<w:jc w:val="{look.align}"/>{outline}</w:pPr>'
        f'<w:rPr>{_font(look.font)}{colour}<w:sz w:val="{round(look.size * 2)}"/></w:rPr></w:style>'
    )


def _font(font: Font) -> str:
    return (
        "<w:rFonts"
        + "".join(f' w:{each}="{font}"' for each in ("ascii", "eastAsia", "hAnsi", "cs"))
        + "/>"
    )


def _fonts() -> str:
    """What each font is called elsewhere, so that a machine without it takes one of its kind."""
    fonts = "".join(
        f'<w:font w:name="{font}"><w:altName w:val="{others[0]}"/><w:charset w:val="86"/></w:font>'
        for font, others in ELSEWHERE.items()
    )
    return f'{_HEAD}<w:fonts xmlns:w="{_W}">{fonts}</w:fonts>'


def _settings() -> str:
    return (
        f'{_HEAD}<w:settings xmlns:w="{_W}"><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
    )


def _folio(side: str) -> str:
    """The number of the page between dashes, one character from the outer edge (7.5)."""
    size = f'<w:sz w:val="{round(layout.SMALL * 2)}"/>'
    run = f"<w:rPr>{_font(Font.FOLIO)}{size}</w:rPr>"
    margin = _twips(layout.SMALL)
    return (
        f'{_HEAD}<w:ftr xmlns:w="{_W}"><w:p><w:pPr>'
        '<w:spacing w:line="240" w:lineRule="auto"/>'
        f'<w:ind w:{side}="{margin}" w:firstLine="0" w:firstLineChars="0"/><w:jc w:val="{side}"/>'
        f'</w:pPr>{_text("— ", run)}<w:fldSimple w:instr=" PAGE ">{_text("1", run)}</w:fldSimple>'
        f"{_text(' —', run)}</w:p></w:ftr>"
    )


def _core(document: Document) -> str:
    """Title and author, as file lists and screen readers name it. It bears no time."""
    title = escape(printable(" ".join(document.title.split())))
    issuer = escape(printable(document.issuer or ""))
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/'
        'metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:creator>{issuer}</dc:creator>"
        "<dc:language>zh-CN</dc:language></cp:coreProperties>"
    )


def _content_types() -> str:
    kinds = {"document": "document.main", **_PARTS}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPES}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    return (
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        f"{overrides}</Types>"
    )


def _relationships(office: dict[str, str], package: dict[str, str] | None = None) -> str:
    """Relationships by kind: those of documents, and those of packages. `kind#id` names the id."""
    rows = [(kind, _R, target) for kind, target in office.items()]
    rows += [
        (kind, "http://schemas.openxmlformats.org/package/2006/relationships/metadata", target)
        for kind, target in (package or {}).items()
    ]
    found = ""
    for kind, space, target in rows:
        name, _, given = kind.partition("#")
        found += (
            f'<Relationship Id={quoteattr(given or name)} Type="{space}/{name}" Target="{target}"/>'
        )
    return (
        f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships">{found}</Relationships>'
    )
