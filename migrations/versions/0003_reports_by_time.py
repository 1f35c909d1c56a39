"""reports by time, squads of an area

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_IN_UNIT, _ACTS = sa.text("unit_path IS NOT NULL"), sa.text("acting_for_id IS NOT NULL")
_PATH = sa.String(48).with_variant(sa.String(48, collation="C"), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reports_account_id_id"))
        batch_op.drop_index(batch_op.f("ix_reports_unit_path_id"))
        batch_op.create_index("ix_reports_account_id_at_id", ["account_id", "at", "id"], unique=False)
        batch_op.create_index("ix_reports_kelurahan_path_at_id", ["kelurahan_path", "at", "id"], unique=False)
        batch_op.create_index("ix_reports_unit_path_at_id", ["unit_path", "at", "id"], unique=False)

    with op.batch_alter_table("roles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roles_unit_path"))
        batch_op.create_index("ix_roles_unit_path", ["unit_path"], sqlite_where=_IN_UNIT, postgresql_where=_IN_UNIT)
        batch_op.create_index("ix_roles_acting_for_id", ["acting_for_id"], sqlite_where=_ACTS, postgresql_where=_ACTS)

    with op.batch_alter_table("squads", schema=None) as batch_op:
        batch_op.add_column(sa.Column("area_path", _PATH, nullable=True))
    # Until now a squad was its post's, so its area is the post's own.
    op.execute("UPDATE squads SET area_path = (SELECT posts.area_path FROM posts WHERE posts.id = squads.post_id)")
    with op.batch_alter_table("squads", schema=None) as batch_op:
        batch_op.alter_column("area_path", existing_type=_PATH, nullable=False)
        batch_op.drop_constraint(batch_op.f("uq_squads_post_id_weekday"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_squads_post_id_area_path_weekday"), ["post_id", "area_path", "weekday"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_squads_area_path_areas"), "areas", ["area_path"], ["path"])


def downgrade() -> None:
    # One squad a weekday and post: that of the post's own area. The others have no place in the table as it was; their
    # members go first, because SQLite migrates without foreign keys, and so without cascades.
    op.execute(
        "DELETE FROM squad_members WHERE squad_id IN (SELECT squads.id FROM squads "
        "JOIN posts ON posts.id = squads.post_id WHERE squads.area_path <> posts.area_path)"
    )
    op.execute(
        "DELETE FROM squads WHERE area_path <> (SELECT posts.area_path FROM posts WHERE posts.id = squads.post_id)"
    )
    with op.batch_alter_table("squads", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_squads_area_path_areas"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_squads_post_id_area_path_weekday"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_squads_post_id_weekday"), ["post_id", "weekday"])
        batch_op.drop_column("area_path")

    with op.batch_alter_table("roles", schema=None) as batch_op:
        batch_op.drop_index("ix_roles_acting_for_id")
        batch_op.drop_index("ix_roles_unit_path")
        batch_op.create_index(batch_op.f("ix_roles_unit_path"), ["unit_path"], unique=False)

    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_index("ix_reports_unit_path_at_id")
        batch_op.drop_index("ix_reports_kelurahan_path_at_id")
        batch_op.drop_index("ix_reports_account_id_at_id")
        batch_op.create_index(batch_op.f("ix_reports_unit_path_id"), ["unit_path", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reports_account_id_id"), ["account_id", "id"], unique=False)
