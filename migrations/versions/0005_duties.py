"""exemptions, absences, wishes, pairs

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_PATH = sa.String(48).with_variant(sa.String(48, collation="C"), "postgresql")
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "exemptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("area_path", _PATH, nullable=False),
        sa.Column("reason_class", sa.String(length=10), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "reason_class IN ('age', 'illness', 'pregnancy', 'shift_work', 'official', 'other')",
            name=op.f("ck_exemptions_reason_class"),
        ),
        sa.CheckConstraint(
            "last_on IS NULL OR last_on >= first_on OR ended_at IS NOT NULL", name=op.f("ck_exemptions_span")
        ),
        sa.ForeignKeyConstraint(["area_path"], ["areas.path"], name=op.f("fk_exemptions_area_path_areas")),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_exemptions_made_by_accounts")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_exemptions_person_id_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemptions")),
    )
    with op.batch_alter_table("exemptions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exemptions_area_path"), ["area_path"], unique=False)
        batch_op.create_index(batch_op.f("ix_exemptions_person_id"), ["person_id"], unique=False)
    op.create_table(
        "absences",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("evening_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_absences_person_id_persons")),
        sa.PrimaryKeyConstraint("person_id", "evening_on", name=op.f("pk_absences")),
    )
    op.create_table(
        "wishes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("never_weekdays", _JSON, nullable=False),
        sa.Column("avoid_weekdays", _JSON, nullable=False),
        sa.Column("prefer_weekdays", _JSON, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_wishes_person_id_persons")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_wishes")),
    )
    op.create_table(
        "duty_pairs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_path", _PATH, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('together', 'apart')", name=op.f("ck_duty_pairs_kind")),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_duty_pairs_order")),
        sa.ForeignKeyConstraint(["area_path"], ["areas.path"], name=op.f("fk_duty_pairs_area_path_areas")),
        sa.ForeignKeyConstraint(["one_id"], ["persons.id"], name=op.f("fk_duty_pairs_one_id_persons")),
        sa.ForeignKeyConstraint(["other_id"], ["persons.id"], name=op.f("fk_duty_pairs_other_id_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_pairs")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_duty_pairs_one_id_other_id")),
    )
    with op.batch_alter_table("duty_pairs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_pairs_area_path"), ["area_path"], unique=False)


def downgrade() -> None:
    for name in ("duty_pairs", "wishes", "absences", "exemptions"):
        op.drop_table(name)
