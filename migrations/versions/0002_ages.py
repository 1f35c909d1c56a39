"""ages of notifications and devices

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_GONE = sa.text("gone_at IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_devices_gone_at", ["gone_at"], sqlite_where=_GONE, postgresql_where=_GONE)
    with op.batch_alter_table("notifications", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notifications_created_at"), ["created_at"], unique=False)
    # Its work is part of kit.purge now: a run that still waits would fail for want of its kind.
    op.execute("DELETE FROM jobs WHERE kind = 'people.forget_lists' AND state = 'waiting'")


def downgrade() -> None:
    with op.batch_alter_table("notifications", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notifications_created_at"))
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.drop_index("ix_devices_gone_at")
        batch_op.drop_column("seen_at")
