"""Say in Chinese and in English what is wrong with a field, not in pydantic's English."""

from collections.abc import Mapping
from typing import Any

_SAYS: Mapping[str, tuple[str, str]] = {
    "missing": ("必须填写", "is required"),
    **dict.fromkeys(("extra_forbidden", "unknown_field"), ("没有这个字段", "is not a known field")),
    "too_many_values": ("内容过多", "holds too many values"),
    "no_text": (
        "含有无法保存的字符，请重新输入",
        "holds a character that cannot be kept; type it again",
    ),
    "unfit": ("{chinese}", "{english}"),  # contracts.text.unfit
    "forbidden_character": ("不能含有字符 U+{code}", "must not contain the character U+{code}"),
    "nothing_to_read": ("没有可读的文字", "must have something to read"),
    "unreadable_character": (
        "第 {number} 个字（U+{code}）是造字区或未定义的字符，多数屏幕无法显示，请改用正式编码的字",
        "holds a character that most screens do not show (U+{code}, the {number}. one); use the "
        "one that Unicode assigns",
    ),
    **dict.fromkeys(("string_type", "string_unicode"), ("应为文字", "must be text")),
    "string_too_long": ("最多 {max_length} 个字", "may have at most {max_length} characters"),
    "string_too_short": ("不能为空", "must not be empty"),
    "int": ("应为整数", "must be a whole number"),
    **dict.fromkeys(("float", "decimal", "finite_number"), ("应为数字", "must be a number")),
    "bool": ("应为 true 或 false", "must be true or false"),
    "greater_than_equal": ("不能小于 {ge}", "must not be less than {ge}"),
    "greater_than": ("应大于 {gt}", "must be more than {gt}"),
    "less_than_equal": ("不能大于 {le}", "must not be more than {le}"),
    "less_than": ("应小于 {lt}", "must be less than {lt}"),
    "date": ("应为日期，例如 2026-03-31", "must be a day, such as 2026-03-31"),
    **dict.fromkeys(
        ("datetime", "timezone", "moment"),
        (
            "应为到分钟的时间，并写明时区，例如 2026-03-31T09:30+08:00",
            "must be a day and a time to the minute, with its zone, such as 2026-03-31T09:30+08:00",
        ),
    ),
    "uuid": ("应为 UUID", "must be a UUID"),
    **dict.fromkeys(("list", "tuple", "set", "frozen"), ("应为列表 […]", "must be a list […]")),
    "too_long": ("最多 {max_length} 项", "may hold at most {max_length}"),
    "too_short": ("至少 {min_length} 项", "must hold at least {min_length}"),
    **dict.fromkeys(("model", "dict"), ("应为 JSON 对象 {{…}}", "must be a JSON object {{…}}")),
}
"""Keys are pydantic's types of errors, or their first word: `int` for `int_parsing`."""

_FORMS: Mapping[str, tuple[str, str]] = {
    "[0-9]{12}": ("应为 12 位区划代码", "must be a division code of 12 digits"),
    "[a-z0-9][a-z0-9-]{0,62}": (
        "应为编号，由小写字母、数字和连字符组成，不是名称；编号可在列表中查到",
        "must be an id of small letters, digits and hyphens, not a name; lists show it",
    ),
    "[0-9a-f]{64}": ("应为 64 位的 SHA-256 摘要", "must be a SHA-256 digest of 64 digits"),
}
"""What people type in the wrong form most often; the others are told the pattern."""

_WHOLE_BODY = (
    "应为 JSON 对象 {…}，并注明 content-type: application/json",
    "must be a JSON object {…}, sent with content-type: application/json",
)


def in_words(error: Mapping[str, Any]) -> tuple[str, str]:
    """The sentence's second half, after the name of the field."""
    kind, context = error["type"], error.get("ctx", {})
    first = kind.partition("_")[0]
    if first in ("model", "dict") and tuple(error.get("loc", ())) == ("body",):
        return _WHOLE_BODY
    if kind in ("enum", "literal_error"):
        expected = str(context["expected"])
        return f"只能是 {expected.replace(' or ', '、').replace(', ', '、')}", (
            f"must be one of {expected}"
        )
    if kind == "string_pattern_mismatch":
        pattern = context["pattern"]
        if form := _FORMS.get(pattern.removeprefix("^").removesuffix("$")):
            return form
        return f"格式不对，应符合 {pattern}", f"has another form than {pattern}"
    if says := _SAYS.get(kind) or _SAYS.get(first):
        chinese, english = says
        return chinese.format(**context), english.format(**context)
    said = str(error["msg"]).removeprefix("Value error, ")
    return f"内容不合要求（{said}）", said if said.startswith("must ") else f"does not fit: {said}"
