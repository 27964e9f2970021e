"""Is a file a plain workbook? Refused with a way out, before anything in it is unpacked, if not."""

import zipfile
from io import BytesIO
from pathlib import Path

_MOST_BYTES, _MOST_UNPACKED, _MOST_AS_ONE = 20_000_000, 100_000_000, 15_000_000
"""Bytes of the file; of all XML in it; of each part that is read as one: all but the sheets, which
are read row by row."""

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_OLE = b"\xd0\xcf\x11\xe0"
_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "PDF 文件", "a PDF"),
    (b"\xff\xd8\xff", "图片", "a picture"),
    (b"\x89PNG", "图片", "a picture"),
    (b"Rar!", "压缩包，请先解压", "an archive: unpack it first"),
    (b"7z\xbc\xaf", "压缩包，请先解压", "an archive: unpack it first"),
    (b"\x1f\x8b", "压缩包，请先解压", "an archive: unpack it first"),
)
_INSIDE: tuple[tuple[str, str, str], ...] = (
    ("xl/workbook.bin", "二进制工作簿 .xlsb", "a binary workbook (.xlsb)"),
    ("word/document.xml", "Word 文档", "a Word document"),
    ("ppt/presentation.xml", "演示文稿", "a presentation"),
    ("Index/Document.iwa", "Numbers 表格", "a Numbers document"),
    ("mimetype", "OpenDocument 表格（.ods）", "an OpenDocument (.ods)"),
)


class Unusable(Exception):
    """The file cannot be read as a table at all."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(english)
        self.chinese, self.english = chinese, english


def admitted(path: Path) -> bytes:
    """The file's content, which is a plain workbook. Raises `Unusable`."""
    if not path.is_file():
        raise Unusable(f"没有找到文件 {path.name}。", f"There is no file {path.name}.")
    if path.name.startswith("~$"):
        raise Unusable(
            f"{path.name} 是 Excel 或 WPS 打开文件时的临时文件。请导入文件名不带 ~$ 的那一个。",
            f"{path.name} is left by Excel for an open file. Import the one without ~$.",
        )
    if path.stat().st_size > _MOST_BYTES:
        raise Unusable(
            "文件超过 20 MB。请删去图片和无关工作表后再试。",
            "The file is larger than 20 MB. Remove pictures and other sheets.",
        )
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unusable(
            f"无法读取 {path.name}（{error.strerror}）。请检查文件权限，或复制一份再导入。",
            f"{path.name} cannot be read ({error.strerror}). Check who may read it, or copy it.",
        ) from None
    if not zipfile.is_zipfile(BytesIO(content)):
        raise _other(path, content)
    try:
        _check(path, content)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        raise broken(path) from error
    return content


def _check(path: Path, content: bytes) -> None:
    with zipfile.ZipFile(BytesIO(content)) as parts:
        names = parts.namelist()
        unpacked = [(part.filename, part.file_size) for part in parts.infolist() if _is_xml(part)]
        if any(part.flag_bits & 1 for part in parts.infolist()):
            raise _locked()
        for name, chinese, english in _INSIDE:
            if name in names and "xl/workbook.xml" not in names:
                raise broken(path, chinese, english)
        if path.suffix.lower() in (".xlsm", ".xltm", ".xlsb") or any(
            name.lower().endswith("vbaproject.bin") for name in names
        ):
            raise Unusable(
                "文件含有宏，为安全起见不予导入。请另存为不含宏的 .xlsx 文件。",
                "The file holds macros and is not opened. Save it as .xlsx without macros.",
            )
        if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
            if any("\\" in name for name in names):  # parts named as on Windows
                raise broken(path)
            raise broken(path, "压缩包，请先解压", "an archive: unpack it first")
        as_one = [size for name, size in unpacked if not is_sheet(name)]
        if sum(size for _, size in unpacked) > _MOST_UNPACKED or max(as_one) > _MOST_AS_ONE:
            raise too_much()
        if "xl/workbook.xml" in names and b"purl.oclc.org/ooxml" in parts.read("xl/workbook.xml"):
            raise Unusable(
                "文件是“Strict Open XML 电子表格”格式。请用 Excel 或 WPS 另存为"
                "“Excel 工作簿（*.xlsx）”后再导入。",
                "The file is a Strict Open XML spreadsheet. Save it as an Excel workbook (*.xlsx), "
                "not as a strict one.",
            )


def is_sheet(name: str) -> bool:
    return name.startswith("xl/worksheets/") and name.endswith(".xml")


def _is_xml(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().endswith((".xml", ".rels", ".vml"))


def broken(path: Path, chinese: str = "", english: str = "") -> Unusable:
    """Not to be read as a workbook; with what it is instead, if that can be told."""
    instead, rather = (f"（是{chinese}）", f" ({english})") if chinese else ("", "")
    return Unusable(
        f"{path.name} 不是可读取的 .xlsx 文件{instead}。请用 Excel 或 WPS 打开后另存为 .xlsx。",
        f"{path.name} is no readable .xlsx file{rather}. Open it and save it as .xlsx.",
    )


def too_much() -> Unusable:
    return Unusable(
        "文件解压后过大，不予导入。请只保留名册所在的工作表，并删去名册以外的单元格。",
        "The file unpacks to too much. Keep only the sheet with the roster, and only its cells.",
    )


def _locked() -> Unusable:
    return Unusable(
        "文件设有打开密码。请用 Excel 或 WPS 取消密码，另存为 .xlsx 后再导入。",
        "The file has a password. Take it off and save the file as .xlsx.",
    )


def _other(path: Path, content: bytes) -> Unusable:
    """What is no archive of parts."""
    head = content[:4000]
    if head.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return _locked()
        return Unusable(
            "这是旧版 .xls、.et 文件或设有打开密码的文件。请取消密码，另存为 .xlsx 后再导入。",
            "This is an old .xls or .et file or one with a password. Remove it and save as .xlsx.",
        )
    for begins, chinese, english in _KINDS:
        if head.startswith(begins):
            return broken(path, chinese, english)
    if head.startswith(_UTF_16):
        head = head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not text:
        return broken(path, "空文件", "an empty file")
    if text.startswith(b"mime-version") or (
        text.startswith(b"<") and any(tag in text for tag in (b"<html", b"<table", b"<!doctype"))
    ):
        return broken(path, "网页", "a web page")
    if text.startswith(b"<"):
        return broken(path, "XML 文件", "an XML file")
    if b"\0" not in text and (b"," in text or b"\t" in text or b";" in text):
        return broken(path, "CSV 或文本文件", "a CSV or text file")
    return broken(path)
