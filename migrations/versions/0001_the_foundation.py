"""the foundation

Revision: 0001, after None.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('id', 'en')", name=op.f("ck_accounts_language")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("phone", name=op.f("uq_accounts_phone")),
    )
    op.create_table(
        "admin_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("area_path", sa.String(48).with_variant(sa.String(48, collation="C"), "postgresql"), nullable=True),
        sa.Column("unit_path", sa.String(120).with_variant(sa.String(120, collation="C"), "postgresql"), nullable=True),
        sa.Column("facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admin_lines")),
    )
    with op.batch_alter_table("admin_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_admin_lines_area_path"), ["area_path"], unique=False)
        batch_op.create_index(batch_op.f("ix_admin_lines_unit_path"), ["unit_path"], unique=False)

    op.create_table(
        "areas",
        sa.Column("path", sa.String(48).with_variant(sa.String(48, collation="C"), "postgresql"), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.CheckConstraint(
            "level IN ('province', 'city', 'district', 'kelurahan', 'rw', 'rt')", name=op.f("ck_areas_level")
        ),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_areas")),
    )
    with op.batch_alter_table("areas", schema=None) as batch_op:
        batch_op.create_index("ix_areas_level_path", ["level", "path"], unique=False)
        batch_op.create_index(
            "ix_areas_located",
            ["path"],
            unique=False,
            sqlite_where=sa.text("lat IS NOT NULL"),
            postgresql_where=sa.text("lat IS NOT NULL"),
        )

    op.create_table(
        "attempts",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempts")),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempts_until"), ["until"], unique=False)

    op.create_table(
        "changes",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("topic", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_changes")),
    )
    op.create_table(
        "given_answers",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_given_answers")),
    )
    with op.batch_alter_table("given_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_given_answers_at"), ["at"], unique=False)

    op.create_table(
        "heartbeats",
        sa.Column("lane", sa.String(length=8), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("lane", name=op.f("pk_heartbeats")),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column("payload", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("outcome", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("lane", sa.String(length=8), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.CheckConstraint("lane IN ('alarm', 'normal', 'slow')", name=op.f("ck_jobs_lane")),
        sa.CheckConstraint("state IN ('waiting', 'done', 'failed', 'cancelled')", name=op.f("ck_jobs_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("key", name=op.f("uq_jobs_key")),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index(
            "ix_jobs_due",
            ["lane", "due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "notifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("audience", sa.String(length=60), nullable=False),
        sa.Column("args", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("urgency", sa.String(length=6), nullable=False),
        sa.Column("lane", sa.String(length=8), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("lane IN ('alarm', 'normal')", name=op.f("ck_notifications_lane")),
        sa.CheckConstraint("urgency IN ('alarm', 'normal')", name=op.f("ck_notifications_urgency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
    )
    with op.batch_alter_table("notifications", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notifications_cause_id"), ["cause_id"], unique=False)

    op.create_table(
        "push_pauses",
        sa.Column("scope", sa.String(length=7), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_push_pauses")),
    )
    op.create_table(
        "units",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.String(120).with_variant(sa.String(120, collation="C"), "postgresql"), nullable=False),
        sa.Column("agency", sa.String(length=20), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.CheckConstraint(
            "level IN ('headquarters', 'regional', 'resort', 'sector', 'subpost')", name=op.f("ck_units_level")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("path", name=op.f("uq_units_path")),
    )
    op.create_table(
        "boundaries",
        sa.Column("path", sa.String(48).with_variant(sa.String(48, collation="C"), "postgresql"), nullable=False),
        sa.Column("geometry", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["path"], ["areas.path"], name=op.f("fk_boundaries_path_areas"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_boundaries")),
    )
    with op.batch_alter_table("boundaries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_boundaries_changed_at"), ["changed_at"], unique=False)

    op.create_table(
        "households",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_path", sa.String(48).with_variant(sa.String(48, collation="C"), "postgresql"), nullable=False),
        sa.Column("head_name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("tenure", sa.String(length=10), nullable=False),
        sa.Column("occupants", sa.Integer(), nullable=True),
        sa.Column("listed_as", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("tenure IN ('owner', 'tenant', 'boarder', 'unknown')", name=op.f("ck_households_tenure")),
        sa.ForeignKeyConstraint(["area_path"], ["areas.path"], name=op.f("fk_households_area_path_areas")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_households")),
    )
    with op.batch_alter_table("households", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_households_area_path"), ["area_path"], unique=False)

    op.create_table(
        "list_imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_path", sa.String(48).with_variant(sa.String(48, collation="C"), "postgresql"), nullable=False),
        sa.Column("uploader_id", sa.Uuid(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("counts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("content", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('previewed', 'committed')", name=op.f("ck_list_imports_state")),
        sa.ForeignKeyConstraint(["area_path"], ["areas.path"], name=op.f("fk_list_imports_area_path_areas")),
        sa.ForeignKeyConstraint(["uploader_id"], ["accounts.id"], name=op.f("fk_list_imports_uploader_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_imports")),
    )
    with op.batch_alter_table("list_imports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_list_imports_area_path"), ["area_path"], unique=False)
        batch_op.create_index(batch_op.f("ix_list_imports_created_at"), ["created_at"], unique=False)

    op.create_table(
        "posts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_path", sa.String(48).with_variant(sa.String(48, collation="C"), "postgresql"), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("radius_m", sa.Integer(), nullable=False),
        sa.Column("starts", sa.String(length=5), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("early_min", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 30 AND 1440", name=op.f("ck_posts_minutes")),
        sa.CheckConstraint("radius_m BETWEEN 10 AND 1000", name=op.f("ck_posts_radius")),
        sa.ForeignKeyConstraint(["area_path"], ["areas.path"], name=op.f("fk_posts_area_path_areas")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
    )
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_posts_area_path"), ["area_path"], unique=False)

    op.create_table(
        "reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column(
            "kelurahan_path", sa.String(48).with_variant(sa.String(48, collation="C"), "postgresql"), nullable=True
        ),
        sa.Column(
            "unit_path", sa.String(120).with_variant(sa.String(120, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        sa.Column("climbed", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=14), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('received', 'acknowledged')", name=op.f("ck_reports_state")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_reports_account_id_accounts")),
        sa.ForeignKeyConstraint(["unit_path"], ["units.path"], name=op.f("fk_reports_unit_path_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.create_index("ix_reports_account_id_id", ["account_id", "id"], unique=False)
        batch_op.create_index("ix_reports_unit_path_id", ["unit_path", "id"], unique=False)

    op.create_table(
        "roles",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("area_path", sa.String(48).with_variant(sa.String(48, collation="C"), "postgresql"), nullable=True),
        sa.Column("unit_path", sa.String(120).with_variant(sa.String(120, collation="C"), "postgresql"), nullable=True),
        sa.Column("acting_for_id", sa.Uuid(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('resident', 'rt_head', 'rw_head', 'kelurahan_staff', 'community_officer', 'police_officer', 'unit_admin', 'operator')",
            name=op.f("ck_roles_kind"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_roles_account_id_accounts")),
        sa.ForeignKeyConstraint(["acting_for_id"], ["roles.id"], name=op.f("fk_roles_acting_for_id_roles")),
        sa.ForeignKeyConstraint(["granted_by"], ["accounts.id"], name=op.f("fk_roles_granted_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
    )
    with op.batch_alter_table("roles", schema=None) as batch_op:
        batch_op.create_index("ix_roles_account_id_ends_at", ["account_id", "ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_roles_area_path"), ["area_path"], unique=False)
        batch_op.create_index(batch_op.f("ix_roles_unit_path"), ["unit_path"], unique=False)

    op.create_table(
        "tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("device_name", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_tokens_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_tokens_digest")),
    )
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tokens_account_id"), ["account_id"], unique=False)

    op.create_table(
        "unit_areas",
        sa.Column("area_path", sa.String(48).with_variant(sa.String(48, collation="C"), "postgresql"), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["area_path"], ["areas.path"], name=op.f("fk_unit_areas_area_path_areas")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_areas_unit_id_units")),
        sa.PrimaryKeyConstraint("area_path", "unit_id", name=op.f("pk_unit_areas")),
    )
    op.create_table(
        "devices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_id", sa.Uuid(), nullable=True),
        sa.Column("platform", sa.String(length=7), nullable=False),
        sa.Column("address", sa.String(length=512), nullable=False),
        sa.Column("address_kind", sa.String(length=5), nullable=False),
        sa.Column("app_version", sa.String(length=20), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gone_reason", sa.String(length=40), nullable=True),
        sa.CheckConstraint("address_kind IN ('token', 'fid')", name=op.f("ck_devices_address_kind")),
        sa.CheckConstraint("platform IN ('android', 'ios', 'web')", name=op.f("ck_devices_platform")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_devices_account_id_accounts")),
        sa.ForeignKeyConstraint(["token_id"], ["tokens.id"], name=op.f("fk_devices_token_id_tokens")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
    )
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_devices_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_devices_token_id"), ["token_id"], unique=False)
        batch_op.create_index(
            "uq_devices_address_live",
            ["address"],
            unique=True,
            sqlite_where=sa.text("gone_at IS NULL"),
            postgresql_where=sa.text("gone_at IS NULL"),
        )

    op.create_table(
        "nights",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("evening_on", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_nights_post_id_posts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nights")),
        sa.UniqueConstraint("post_id", "evening_on", name=op.f("uq_nights_post_id_evening_on")),
    )
    op.create_table(
        "persons",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("area_path", sa.String(48).with_variant(sa.String(48, collation="C"), "postgresql"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=True),
        sa.Column("other_phones", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("is_head", sa.Boolean(), nullable=False),
        sa.Column("is_adult", sa.Boolean(), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("listed_as", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_persons_account_id_accounts")),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_persons_household_id_households")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
    )
    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_persons_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_persons_area_path"), ["area_path"], unique=False)
        batch_op.create_index(batch_op.f("ix_persons_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_persons_phone"), ["phone"], unique=False)

    op.create_table(
        "post_areas",
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("area_path", sa.String(48).with_variant(sa.String(48, collation="C"), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["area_path"], ["areas.path"], name=op.f("fk_post_areas_area_path_areas")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_areas_post_id_posts")),
        sa.PrimaryKeyConstraint("post_id", "area_path", name=op.f("pk_post_areas")),
    )
    with op.batch_alter_table("post_areas", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_areas_area_path"), ["area_path"], unique=False)

    op.create_table(
        "report_trail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deed", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column(
            "unit_path", sa.String(120).with_variant(sa.String(120, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_report_trail_report_id_reports")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_trail")),
    )
    with op.batch_alter_table("report_trail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_trail_report_id"), ["report_id"], unique=False)

    op.create_table(
        "squads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_squads_weekday")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_squads_post_id_posts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_squads")),
        sa.UniqueConstraint("post_id", "weekday", name=op.f("uq_squads_post_id_weekday")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notification_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=True),
        sa.Column("outcome", sa.String(length=120), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("lane", sa.String(length=8), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.CheckConstraint("lane IN ('alarm', 'normal')", name=op.f("ck_deliveries_lane")),
        sa.CheckConstraint(
            "state IN ('waiting', 'accepted', 'dropped', 'failed', 'expired')", name=op.f("ck_deliveries_state")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_deliveries_account_id_accounts")),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_deliveries_device_id_devices")),
        sa.ForeignKeyConstraint(
            ["notification_id"], ["notifications.id"], name=op.f("fk_deliveries_notification_id_notifications")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("notification_id", "device_id", name=op.f("uq_deliveries_notification_id_device_id")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index(
            "ix_deliveries_account_id_notification_id", ["account_id", "notification_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_deliveries_device_id"), ["device_id"], unique=False)
        batch_op.create_index(
            "ix_deliveries_due",
            ["lane", "due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=6), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column("area_path", sa.String(48).with_variant(sa.String(48, collation="C"), "postgresql"), nullable=True),
        sa.Column("unit_path", sa.String(120).with_variant(sa.String(120, collation="C"), "postgresql"), nullable=True),
        sa.Column("phone", sa.String(length=16), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("role_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose IN ('join', 'reset')", name=op.f("ck_invitations_purpose")),
        sa.ForeignKeyConstraint(["created_by"], ["accounts.id"], name=op.f("fk_invitations_created_by_accounts")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_invitations_person_id_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("digest", name=op.f("uq_invitations_digest")),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitations_area_path"), ["area_path"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitations_unit_path"), ["unit_path"], unique=False)

    op.create_table(
        "shifts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("night_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["night_id"], ["nights.id"], name=op.f("fk_shifts_night_id_nights")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
    )
    with op.batch_alter_table("shifts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shifts_night_id"), ["night_id"], unique=False)

    op.create_table(
        "squad_members",
        sa.Column("squad_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_squad_members_person_id_persons")),
        sa.ForeignKeyConstraint(
            ["squad_id"], ["squads.id"], name=op.f("fk_squad_members_squad_id_squads"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("squad_id", "person_id", name=op.f("pk_squad_members")),
    )
    op.create_table(
        "assignments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("night_id", sa.Uuid(), nullable=False),
        sa.Column("shift_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("is_leader", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["night_id"], ["nights.id"], name=op.f("fk_assignments_night_id_nights")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_assignments_person_id_persons")),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_assignments_shift_id_shifts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint("night_id", "person_id", name=op.f("uq_assignments_night_id_person_id")),
    )
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignments_person_id"), ["person_id"], unique=False)

    op.create_table(
        "check_ins",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("night_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("phone_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("accuracy_m", sa.Float(), nullable=False),
        sa.Column("distance_m", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_check_ins_assignment_id_assignments")
        ),
        sa.ForeignKeyConstraint(["night_id"], ["nights.id"], name=op.f("fk_check_ins_night_id_nights")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_check_ins_person_id_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
        sa.UniqueConstraint("night_id", "person_id", name=op.f("uq_check_ins_night_id_person_id")),
    )


def downgrade() -> None:
    op.drop_table("check_ins")
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignments_person_id"))

    op.drop_table("assignments")
    op.drop_table("squad_members")
    with op.batch_alter_table("shifts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shifts_night_id"))

    op.drop_table("shifts")
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitations_unit_path"))
        batch_op.drop_index(batch_op.f("ix_invitations_area_path"))

    op.drop_table("invitations")
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_deliveries_due",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index(batch_op.f("ix_deliveries_device_id"))
        batch_op.drop_index("ix_deliveries_account_id_notification_id")

    op.drop_table("deliveries")
    op.drop_table("squads")
    with op.batch_alter_table("report_trail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_trail_report_id"))

    op.drop_table("report_trail")
    with op.batch_alter_table("post_areas", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_areas_area_path"))

    op.drop_table("post_areas")
    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_persons_phone"))
        batch_op.drop_index(batch_op.f("ix_persons_household_id"))
        batch_op.drop_index(batch_op.f("ix_persons_area_path"))
        batch_op.drop_index(batch_op.f("ix_persons_account_id"))

    op.drop_table("persons")
    op.drop_table("nights")
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_devices_address_live",
            sqlite_where=sa.text("gone_at IS NULL"),
            postgresql_where=sa.text("gone_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_devices_token_id"))
        batch_op.drop_index(batch_op.f("ix_devices_account_id"))

    op.drop_table("devices")
    op.drop_table("unit_areas")
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tokens_account_id"))

    op.drop_table("tokens")
    with op.batch_alter_table("roles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roles_unit_path"))
        batch_op.drop_index(batch_op.f("ix_roles_area_path"))
        batch_op.drop_index("ix_roles_account_id_ends_at")

    op.drop_table("roles")
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_index("ix_reports_unit_path_id")
        batch_op.drop_index("ix_reports_account_id_id")

    op.drop_table("reports")
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_posts_area_path"))

    op.drop_table("posts")
    with op.batch_alter_table("list_imports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_list_imports_created_at"))
        batch_op.drop_index(batch_op.f("ix_list_imports_area_path"))

    op.drop_table("list_imports")
    with op.batch_alter_table("households", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_households_area_path"))

    op.drop_table("households")
    with op.batch_alter_table("boundaries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_boundaries_changed_at"))

    op.drop_table("boundaries")
    op.drop_table("units")
    op.drop_table("push_pauses")
    with op.batch_alter_table("notifications", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notifications_cause_id"))

    op.drop_table("notifications")
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_jobs_due", sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'")
        )

    op.drop_table("jobs")
    op.drop_table("heartbeats")
    with op.batch_alter_table("given_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_given_answers_at"))

    op.drop_table("given_answers")
    op.drop_table("changes")
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempts_until"))

    op.drop_table("attempts")
    with op.batch_alter_table("areas", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_areas_located", sqlite_where=sa.text("lat IS NOT NULL"), postgresql_where=sa.text("lat IS NOT NULL")
        )
        batch_op.drop_index("ix_areas_level_path")

    op.drop_table("areas")
    with op.batch_alter_table("admin_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_admin_lines_unit_path"))
        batch_op.drop_index(batch_op.f("ix_admin_lines_area_path"))

    op.drop_table("admin_lines")
    op.drop_table("accounts")
