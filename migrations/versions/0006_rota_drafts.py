"""rota drafts, what publications left owed, locked turns

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_PATH = sa.String(48).with_variant(sa.String(48, collation="C"), "postgresql")
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "rota_drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_path", _PATH, nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("way", sa.String(8), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("progress", _JSON, nullable=True),
        sa.Column("basis", sa.String(64), nullable=True),
        sa.Column("result", _JSON, nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("way IN ('fair', 'squads')", name=op.f("ck_rota_drafts_way")),
        sa.CheckConstraint(
            "state IN ('waiting', 'solving', 'ready', 'impossible', 'undecided', 'cancelled', 'published')",
            name=op.f("ck_rota_drafts_state"),
        ),
        sa.ForeignKeyConstraint(["area_path"], ["areas.path"], name=op.f("fk_rota_drafts_area_path_areas")),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_rota_drafts_made_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota_drafts")),
    )
    op.create_index("ix_rota_drafts_area_path_id", "rota_drafts", ["area_path", "id"])
    op.create_table(
        "rota_dues",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_path", _PATH, nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("heavy_due", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_path"], ["areas.path"], name=op.f("fk_rota_dues_area_path_areas")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota_dues")),
    )
    op.create_index("ix_rota_dues_area_path_first_on", "rota_dues", ["area_path", "first_on"])
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_locked", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.drop_column("is_locked")
    op.drop_table("rota_dues")
    op.drop_table("rota_drafts")
