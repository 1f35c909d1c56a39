"""The rules in sentences."""

from __future__ import annotations

from typing import Any

from siskamling.kit import texts
from siskamling.rota.rulebook.rules import Rules, explained


def said(rules: Rules, language: str) -> list[dict[str, str]]:
    """Each rule with its sentence."""
    return [
        {"rule": one.rule, "text": texts.say(one.key, language, **{name: _say(name, value, language)
                                                                   for name, value in one.facts.items()})}
        for one in explained(rules)
    ]  # fmt: skip


def _say(name: str, value: Any, language: str) -> Any:
    if name.endswith("_key"):
        return texts.say(value, language)
    if name == "starts" and language == "id":
        return value.replace(":", ".")
    return texts.say_rupiah(value) if name.endswith("_idr") else value
