"""`python -m tests.documents`: fails when a document that is made from the code's tables is out of date."""

from __future__ import annotations

import difflib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from click.testing import CliRunner

from siskamling import cli
from siskamling.app import create_app
from siskamling.kit import config

DOCS = Path(__file__).resolve().parents[1] / "docs"
MADE = ("openapi.json", "configuration.md", "permissions.md")
_SHOWN = 8


def made_anew(folder: Path) -> None:
    """Write all of them into a folder by the same commands as `make docs`; no database is needed."""
    settings = {"SISKAMLING_DATA": str(folder / "data"), "DATABASE_URL": "sqlite:///:memory:"}
    app = create_app(config.load(settings))
    runner = CliRunner()
    with app.app_context():
        for command, target in ((cli.openapi, folder / "openapi.json"), (cli.documents, folder)):
            runner.invoke(command, [str(target)], catch_exceptions=False, standalone_mode=False)


def stale(committed: Path, fresh: Path) -> Iterator[str]:
    """One message for each document that differs, with its first differing lines."""
    for name in MADE:
        old = (committed / name).read_text() if (committed / name).exists() else ""
        new = (fresh / name).read_text()
        if old != new:
            lines = difflib.unified_diff(
                old.splitlines(), new.splitlines(), f"docs/{name}", "made now", n=0, lineterm=""
            )
            changed = list(lines)
            more = [f"... and {len(changed) - _SHOWN} lines more"] if len(changed) > _SHOWN else []
            yield "\n".join([f"docs/{name} is out of date:", *changed[:_SHOWN], *more])


def main() -> int:
    """1, with what differs and what to do, when any is stale."""
    with tempfile.TemporaryDirectory(prefix="siskamling-documents-") as folder:
        made_anew(Path(folder))
        found = list(stale(DOCS, Path(folder)))
    for message in found:
        print(message, file=sys.stderr)
    if found:
        print("`make docs` writes them anew; commit the result.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
