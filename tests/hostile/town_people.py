"""With whom a member of the own county keeps contact, and to whom they are linked."""

from typing import Any

from tests.hostile.house import COUNTY, MEMBER, OFFICE, SECRET, House

LINK, CONTACT = "l-620123-0001", "c-0001-1"


def contacts() -> dict[str, Any]:
    """One word of each, as bodies of requests name them."""
    word = {"chinese": "联系", "english": "x"}
    office = {"code": "x-2", "by_office": True, "to_cppcc": True, **word}
    return {"links": [{"code": "x-1", **word}, office], "visits": 2}


async def keeping_contact(here: House) -> None:
    listed = {"unit": COUNTY, "member": MEMBER, "year": 2026, "on": "2026-01-20"}
    place = f"/members/{MEMBER}/contacts/2026"
    await here.given(f"{place}/filing", {**listed, "contacts": [CONTACT]})
    change = {"contacts": [CONTACT, "c-0001-2"], "on": "2026-01-21", "reason": f"{SECRET}增加一人"}
    await here.given(f"{place}/change", change)
    person = f"/members/{MEMBER}/contact-people/{CONTACT}"
    kept = await here.client.put(person, json={"name": f"{SECRET}某"}, headers=OFFICE)
    assert kept.status_code == 204
    link = {"unit": COUNTY, "link": LINK, "kind": "x-1", "since": "2022-01-01"}
    await here.given("/links", {**link, "member": MEMBER, "with_member": "x-1"})
    leader = {"link": "l-620123-0002", "kind": "x-2", "office": f"{SECRET}书记"}
    await here.given("/links", {**link, **leader})
