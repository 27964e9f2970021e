"""What decides that read models have a new shape, and are therefore emptied."""

import sqlalchemy as sa

from runtime.rebuild import create_tables


def test_the_same_tables_give_the_same_statements_in_every_process() -> None:
    """Found in containers: at every other start `yishi prepare` emptied tables with two indexes."""
    names = [f"by_{letter}" for letter in "hgfedcba"]
    table = sa.Table(
        "indexed",
        sa.MetaData(),
        sa.Column("key", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text) for name in names),
        *(sa.Index(f"indexed_{name}", name) for name in names),
    )
    made = [statement.split()[5] for statement in create_tables([table])[1:]]
    assert made == [f"indexed_{name}" for name in sorted(names)]
