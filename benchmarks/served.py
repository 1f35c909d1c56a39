"""The product as served, with one more address: what the serving connections promise about power failure."""

from __future__ import annotations

from flask import Response, jsonify
from sqlalchemy import text

from siskamling.app import create_app
from siskamling.kit.db import dialect
from siskamling.kit.db.base import db
from siskamling.kit.db.session import end_reading

app = create_app(commands=False)


@app.get("/durability", endpoint="benchmarks.durability")
def _durability() -> Response:
    """`synchronous` of a pooled SQLite connection (2 = FULL); fsync and synchronous_commit of a PostgreSQL one."""
    asked = ["PRAGMA synchronous"] if dialect.is_sqlite() else ["SHOW fsync", "SHOW synchronous_commit"]
    said = [str(db.session.execute(text(one)).scalar()) for one in asked]
    end_reading()
    return jsonify(said)
