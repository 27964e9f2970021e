"""A city, two districts below it, and the people of both: who asks in tests/story/test_tiers.py."""

CITY, DISTRICT, OTHER_DISTRICT = "520600000000", "520602000000", "520603000000"
IN_DISTRICT, IN_OTHER = "520602100201", "520603100201"
"""A village of the district that has rules of its own, and one of the other, under the city's."""
_PLACES = (
    ("city", CITY[:4]),
    ("district", DISTRICT[:6]),
    ("other-district", OTHER_DISTRICT[:6]),
    ("district-village", IN_DISTRICT),
    ("other-village", IN_OTHER),
)
_OFFICES = ("clerk", "convenor", "party", "cppcc-office", "auditor")
CITIZENS = "".join(
    f"""
[[people]]
id = "{name}"
name = "例铜仁"
office = "样例市区村"
grants = [{{ role = "{role}", scope = "{scope}"{body} }}]
"""
    for name, role, scope, body in (
        *((f"{at}-{role}", role, scope, "") for at, scope in _PLACES for role in _OFFICES),
        ("city-water", "department", CITY[:4], ', body = "tr-water"'),
    )
)
