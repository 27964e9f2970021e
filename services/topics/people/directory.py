"""Residents who raised something: the one table of this service that is not rebuilt from events.

Events hold only the id, so a resident can be corrected and erased (domain 9.2, 13.3-18).
"""

import sqlalchemy as sa

PEOPLE_METADATA = sa.MetaData()

people = sa.Table(
    "people",
    PEOPLE_METADATA,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("unit", sa.Text, nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("phone", sa.Text),
    sa.Column("address", sa.Text),
)
