"""The kinds of files that offices bring, and how the name of a file of each kind ends. A kind that
is accepted stands here and nowhere else."""

from collections.abc import Mapping

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
"""The media type of a .docx."""
PLAIN = "text/plain"
ENDINGS: Mapping[str, str | None] = {
    "application/msword": "doc",
    "application/pdf": "pdf",
    "application/vnd.ms-excel": "xls",
    "application/vnd.ms-powerpoint": "ppt",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    WORD: "docx",
    "application/zip": None,  # OFD, WPS and what else is packed so: its content does not tell
    "image/heic": "heic",
    "image/jpeg": "jpg",
    "image/png": "png",
    PLAIN: "txt",
}
"""By media type. `None`: several programs write files of this kind, each with an ending of its
own."""


def file_name(name: str, media_type: str) -> str:
    """The name with the ending of the media type, where that has one."""
    end = ENDINGS.get(media_type)
    return f"{name}.{end}" if end else name
