"""What does not fit is said in the reader's language, without pydantic's words."""

import re
from datetime import date
from typing import Annotated, Any
from uuid import UUID

import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from contracts.places import UnitId
from contracts.roles import Role
from contracts.text import Count, Day, Title
from runtime.web.field_errors import in_words
from runtime.web.problems import misfit
from services.topics.plan.commands import Entries


class Nested(BaseModel):
    day: Day


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    unit: UnitId | None = None
    title: Title | None = None
    count: Count | None = None
    day: Day | None = None
    plain: date | None = None
    key: UUID | None = None
    role: Role | None = None
    yes: bool | None = None
    ratio: float | None = None
    few: Annotated[tuple[str, ...] | None, Field(min_length=1, max_length=2)] = None
    nested: Nested | None = None


def said(**content: Any) -> tuple[str, str]:
    with pytest.raises(ValidationError) as found:
        Form.model_validate(content)
    return in_words(found.value.errors()[0])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "chinese", "english"),
    [
        ({"unit": 620123109210}, "应为文字", "must be text"),
        ({"unit": "62012310921"}, "应为 12 位区划代码", "must be a division code of 12 digits"),
        ({"title": "长" * 121}, "最多 120 个字", "may have at most 120 characters"),
        ({"title": " "}, "不能为空", "must not be empty"),
        ({"count": "many"}, "应为整数", "must be a whole number"),
        ({"count": 1.5}, "应为整数", "must be a whole number"),
        ({"count": -1}, "不能小于 0", "must not be less than 0"),
        ({"count": 10**9}, "不能大于 100000000", "must not be more than 100000000"),
        ({"day": "2026-13-01"}, "应为日期，例如 2026-03-31", "must be a day, such as 2026-03-31"),
        ({"plain": True}, "应为日期，例如 2026-03-31", "must be a day, such as 2026-03-31"),
        ({"day": "1900-01-01"}, "不能小于 1949-10-01", "must not be less than 1949-10-01"),
        ({"key": "abc"}, "应为 UUID", "must be a UUID"),
        ({"yes": "perhaps"}, "应为 true 或 false", "must be true or false"),
        ({"ratio": "half"}, "应为数字", "must be a number"),
        ({"title": "\u200b"}, "没有可读的文字", "must have something to read"),
        ({"title": "一\x07"}, "不能含有字符 U+0007", "must not contain the character U+0007"),
        ({"few": "abc"}, "应为列表 […]", "must be a list […]"),
        ({"few": []}, "至少 1 项", "must hold at least 1"),
        ({"few": ["a", "b", "c"]}, "最多 2 项", "may hold at most 2"),
        ({"nested": []}, "应为 JSON 对象 {…}", "must be a JSON object {…}"),
        ({"nested": {}}, "必须填写", "is required"),
        ({"more": 1}, "没有这个字段", "is not a known field"),
        (
            {"title": "a\u202eb"},
            "不能含有字符 U+202E",
            "must not contain the character U+202E",
        ),
    ],
)
def test_every_misfit_has_a_sentence(content: dict[str, Any], chinese: str, english: str) -> None:
    assert said(**content) == (chinese, english)


def test_a_choice_is_listed_in_the_readers_own_punctuation() -> None:
    chinese, english = said(role="king")

    assert chinese.startswith("只能是 'clerk'、'convenor'、")
    assert " or " not in chinese
    assert english.startswith("must be one of 'clerk', 'convenor', ")


def test_a_body_that_is_no_object_is_told_of_the_content_type() -> None:
    with pytest.raises(ValidationError) as found:
        Form.model_validate([])

    (error,) = found.value.errors()
    assert "content-type: application/json" in in_words({**error, "loc": ("body",)})[0]


def test_no_known_misfit_speaks_english_to_a_chinese_reader() -> None:
    for content in ({"unit": 1}, {"count": None, "day": 5.5}, {"key": 3}, {"nested": 7}):
        chinese, _ = said(**content)
        assert not re.search("[a-z]{3} [a-z]", chinese), chinese


def test_a_list_with_one_wrong_row_is_not_told_to_lack_rows() -> None:
    """pydantic counts the rows that fit, and says that there are none."""
    row = {"topic": "t-1", "form": "协商会", "month": 13, "responsible": "样例一村"}
    with pytest.raises(ValidationError) as found:
        TypeAdapter(Entries).validate_python([row])

    errors = found.value.errors()
    told = misfit([{**each, "loc": ("body", "entries", *each["loc"])} for each in errors])
    assert "至少" not in told.chinese
    assert "month 应为 1 至 12" in told.chinese
    assert "month must be 1 to 12" in told.english
    assert {each["field"] for each in told.more["errors"]} == {"entries.0"}
