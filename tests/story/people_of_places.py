"""The places in the stories of Linshui, Tiandong, Huaxi and Yuzhong, and who asks there."""

LINSHUI, TIANDONG, HUAXI = "511623000000", "451022000000", "520111000000"
ROAD, SLOPES, FIRMS = "511623103200", "511623109", "511623100950"
"""A village whose road is built, the town of three villages below one slope, the business room."""
PLATES, LAND, WATER = "451022100001", "451022101200", "451022103200"
TOWN = "620123100000"


def _persons() -> list[tuple[str, str, str, str]]:
    """Id, office, scope and body of everybody who asks in these stories."""
    ordinary = ("clerk", "convenor", "party")
    units = (
        *(("linshui", LINSHUI[:6]), ("linshui-road", ROAD), ("linshui-firms", FIRMS)),
        *(("tiandong", TIANDONG[:6]), ("tiandong-plates", PLATES), ("tiandong-land", LAND)),
        *(("tiandong-water", WATER), ("huaxi", HUAXI[:6]), ("yz-town", TOWN[:9])),
    )
    counties = (("linshui", LINSHUI[:6]), ("tiandong", TIANDONG[:6]), ("huaxi", HUAXI[:6]))
    departments = {
        LINSHUI[:6]: ("ls-finance", "ls-transport", "ls-poverty-relief", "ls-emergency"),
        TIANDONG[:6]: ("td-police", "td-urban", "td-agriculture", "td-relocation", "td-water"),
    }
    return [
        *((f"{name}-{role}", role, scope, "") for name, scope in units for role in ordinary),
        *((f"{name}-cppcc-office", "cppcc-office", scope, "") for name, scope in counties),
        *(
            (body, "department", scope, body)
            for scope, all_ in departments.items()
            for body in all_
        ),
        ("ls-commerce", "department", LINSHUI[:6], "ls-commerce"),
        ("ls-economy", "committee", LINSHUI[:6], "ls-economy"),
    ]


PEOPLE_OF_PLACES = "".join(
    f"""
[[people]]
id = "{person}"
name = "例各地"
office = "样例各地"
grants = [{{ role = "{role}", scope = "{scope}"{f', body = "{body}"' if body else ""} }}]
"""
    for person, role, scope, body in _persons()
)
