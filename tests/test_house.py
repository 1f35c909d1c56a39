"""The tables and habits of the house, as assertions: forgot one? This file names it."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from siskamling import wiring
from siskamling.access.rules import AREA, ROLES, UNIT
from siskamling.access.table import TABLE
from siskamling.kit.web.endpoint import Endpoint

PACKAGE = Path(wiring.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
ENDPOINTS = [endpoint for room in wiring.ROUTES for endpoint in room.endpoints]
LANGUAGES = ("id", "en")
TESTS = sorted(Path(__file__).parent.rglob("*.py"))
LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_TEST = 400, 40, 25
TABLES = {"wiring.py", "access/table.py"}  # may be as long as they need (HOUSE 10)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def name_of(module: Path) -> str:
    return module.relative_to(PACKAGE).as_posix()


@cache
def tree(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


@cache
def sentences(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in PACKAGE.rglob(f"texts/{language}.po"):
        with file.open("rb") as source:
            found |= {str(entry.id): str(entry.string) for entry in read_po(source) if entry.id}
    return found


def functions(module: Path) -> Iterator[tuple[str, int]]:
    """Every function of a module, and how many lines it has."""
    for node in ast.walk(tree(module)):
        if isinstance(node, FUNCTIONS):
            yield node.name, (node.end_lineno or 0) - node.lineno + 1


def calls(*names: str) -> Iterator[tuple[Path, ast.Call]]:
    """Every call of a function of these names in the package."""
    for module in MODULES:
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in names:
                    yield module, node


def first_word(call: ast.Call) -> str | None:
    """The first argument, where it is a literal text."""
    found = call.args[0] if call.args else None
    return found.value if isinstance(found, ast.Constant) and isinstance(found.value, str) else None


def keyword(call: ast.Call, name: str) -> str | None:
    """A keyword's literal text."""
    values = [one.value for one in call.keywords if one.arg == name]
    found = values[0].value if values and isinstance(values[0], ast.Constant) else None
    return found if isinstance(found, str) else None


# -- permissions and endpoints -------------------------------------------------------------------------


def test_every_endpoint_stands_in_the_permission_table() -> None:
    assert [endpoint.name for endpoint in ENDPOINTS if endpoint.action not in TABLE] == []


def test_every_row_of_the_permission_table_is_somebodys_action() -> None:
    assert sorted(set(TABLE) - {endpoint.action for endpoint in ENDPOINTS}) == []


def test_the_permission_table_knows_only_roles_that_exist() -> None:
    assert {kind for row in TABLE.values() for kind in row} <= {*ROLES, "public", "signed_in", "own"}


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_what_an_action_is_done_to_stands_in_the_path_and_is_asked_about(endpoint: Endpoint) -> None:
    assert ("<" in endpoint.path) == (endpoint.on is not None)
    if endpoint.on is None and {AREA, UNIT} & set(TABLE[endpoint.action].values()):
        assert endpoint.method == "GET", "without a subject, only a list that visible() narrows"


def test_endpoints_have_names_and_addresses_of_their_own() -> None:
    assert len({endpoint.name for endpoint in ENDPOINTS}) == len(ENDPOINTS)
    assert len({(endpoint.method, endpoint.path) for endpoint in ENDPOINTS}) == len(ENDPOINTS)
    assert [endpoint.name for endpoint in ENDPOINTS if not endpoint.summary] == []


# -- texts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("texts/id.po")), ids=lambda file: file.parent.parent.name)
def test_both_languages_say_the_same_with_the_same_blanks(file: Path) -> None:
    said = []
    for language in LANGUAGES:
        with file.with_name(f"{language}.po").open("rb") as source:
            entries = {str(entry.id): str(entry.string) for entry in read_po(source) if entry.id}
        assert [key for key, text in entries.items() if not text] == []
        said.append({key: {blank for _, blank, _, _ in string.Formatter().parse(text) if blank is not None}
                     for key, text in entries.items()})  # fmt: skip
    assert said[0] == said[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_words(language: str) -> None:
    declared = {slug for endpoint in ENDPOINTS for slug in (*endpoint.refuses, *endpoint.unavailable)}
    raised = {
        word for _, call in calls("Refused", "Forbidden", "Unauthorized", "NotFound") if (word := first_word(call))
    }
    assert sorted((declared | raised) - set(sentences(language))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_of_a_field_has_words(language: str) -> None:
    codes = {node.value for module in MODULES for node in ast.walk(tree(module))
             if isinstance(node, ast.Constant) and isinstance(node.value, str)
             and ".field." in node.value and " " not in node.value}  # fmt: skip
    assert sorted(codes - set(sentences(language))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_notification_has_words(language: str) -> None:
    kinds = {first_word(call) for _, call in calls("notify")} - {None}
    assert kinds
    assert [key for kind in kinds for key in (f"{kind}.title", f"{kind}.push") if key not in sentences(language)] == []


def test_no_refusal_is_declared_that_nobody_raises() -> None:
    declared = {slug for endpoint in ENDPOINTS for slug in (*endpoint.refuses, *endpoint.unavailable)}
    literals = {node.value for module in MODULES if module.name != "routes.py" for node in ast.walk(tree(module))
                if isinstance(node, ast.Constant) and isinstance(node.value, str)}  # fmt: skip
    assert sorted(declared - literals) == []


# -- wiring --------------------------------------------------------------------------------------------


def test_every_audience_and_every_job_that_is_named_is_wired() -> None:
    audiences = {keyword(call, "audience") for _, call in calls("notify")} - {None}
    kinds = {first_word(call) for _, call in calls("enqueue")} - {None}
    assert audiences <= set(wiring.AUDIENCES)
    assert kinds <= set(wiring.JOBS)


def test_every_job_can_record() -> None:
    assert [kind for kind, module in wiring.JOBS.items() if not hasattr(module, "record")] == []


def test_every_event_that_is_announced_is_heard() -> None:
    announced = {call.args[0].func.id for _, call in calls("announce")
                 if isinstance(call.args[0], ast.Call) and isinstance(call.args[0].func, ast.Name)}  # fmt: skip
    assert announced == {event.__name__ for event in wiring.EVENTS}


# -- habits --------------------------------------------------------------------------------------------


def test_only_one_module_commits() -> None:
    found = [f"{name_of(module)}:{call.lineno}" for module, call in calls("commit", "rollback")]
    assert [place for place in found if not place.startswith("kit/db/session.py:")] == []


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_modules_and_functions_are_short(module: Path) -> None:
    lines = len(module.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_MODULE or name_of(module) in TABLES
    assert [name for name, lines in functions(module) if lines > LONGEST_FUNCTION] == []


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_what_is_public_says_what_it_gives(module: Path) -> None:
    assert ast.get_docstring(tree(module)), "the module itself"
    assert [node.name for node in _public(tree(module)) if not ast.get_docstring(node)] == []


def _public(parent: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    for node in parent.body:
        if not isinstance(node, (*FUNCTIONS, ast.ClassDef)) or node.name.startswith("_") or node.name == "Meta":
            continue
        yield node
        if isinstance(node, ast.ClassDef):
            yield from _public(node)


def test_no_test_file_is_too_long_to_read() -> None:
    lines = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in TESTS}
    assert [file.name for file, count in lines.items() if count > LONGEST_MODULE] == []


def test_a_test_is_a_short_story() -> None:
    assert [(file.name, name, lines) for file in TESTS for name, lines in functions(file)
            if name.startswith("test_") and lines > LONGEST_TEST] == []  # fmt: skip
