"""What people read about a county's procedures and cadence."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.meetings import procedure as e
from runtime.projection import Change, evidence, filled, put
from runtime.service import ReadModel

metadata = sa.MetaData()

procedures = sa.Table(
    "procedures",
    metadata,
    sa.Column("county", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("simple", sa.Boolean, nullable=False),
    sa.Column("upgrades_to", sa.Text),
    sa.Column("steps", JSONB, nullable=False),
    *evidence(index=False),
)

cadences = sa.Table(
    "cadences",
    metadata,
    sa.Column("county", sa.Text, primary_key=True),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("months", sa.Integer, nullable=False),
    sa.Column("unit_kinds", JSONB, nullable=False),
    sa.Column("note", sa.Text),
    *evidence(index=False),
)


def project(record: Recorded[e.RulesEvent]) -> list[Change]:
    match record.data:
        case e.ProcedureAdopted(version=version, procedure=procedure):
            facts = filled(procedures, procedure)
            return [put(procedures, record, procedure.code, version=version, **facts)]
        case e.CadenceAdopted() as event:
            return [put(cadences, record, **filled(cadences, event))]


READ_MODEL = ReadModel(project, metadata)
