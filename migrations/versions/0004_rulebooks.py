"""rulebooks, seasons, edited holidays

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_PATH = sa.String(48).with_variant(sa.String(48, collation="C"), "postgresql")
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "rulebooks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_path", _PATH, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decision", sa.String(length=500), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("rules", _JSON, nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["area_path"], ["areas.path"], name=op.f("fk_rulebooks_area_path_areas")),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_rulebooks_made_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulebooks")),
        sa.UniqueConstraint("area_path", "version", name=op.f("uq_rulebooks_area_path_version")),
    )
    op.create_table(
        "seasons",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_path", _PATH, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("changes", _JSON, nullable=False),
        sa.CheckConstraint("first_on <= last_on", name=op.f("ck_seasons_order")),
        sa.CheckConstraint(
            "kind IN ('ramadan', 'mudik', 'alert', 'holiday', 'other')", name=op.f("ck_seasons_kind")
        ),
        sa.ForeignKeyConstraint(["area_path"], ["areas.path"], name=op.f("fk_seasons_area_path_areas")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seasons")),
    )
    with op.batch_alter_table("seasons", schema=None) as batch_op:
        batch_op.create_index("ix_seasons_area_path_last_on", ["area_path", "last_on"], unique=False)

    op.create_table(
        "holiday_edits",
        sa.Column("area_path", _PATH, nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=True),
        sa.Column("is_holiday", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["area_path"], ["areas.path"], name=op.f("fk_holiday_edits_area_path_areas")),
        sa.PrimaryKeyConstraint("area_path", "on_date", name=op.f("pk_holiday_edits")),
    )


def downgrade() -> None:
    op.drop_table("holiday_edits")
    op.drop_table("seasons")
    op.drop_table("rulebooks")
