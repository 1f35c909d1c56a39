"""Where one household ends and the next begins, in a list that says it in any of several ways."""

from dataclasses import dataclass

from siskamling.people.listing.columns import Columns
from siskamling.people.listing.sheets import Line
from siskamling.people.listing.words import HEAD, address_key, is_blank


@dataclass
class _Block:
    """What is known of the household being read."""

    number: int
    address: str = ""
    head_name: str = ""
    has_head: bool = False


class Splitter:
    """Gives each line of one table the number of its household."""

    def __init__(self, columns: Columns, lines: list[Line], *, first: int) -> None:
        self.columns = columns
        self.next = first
        self.block: _Block | None = None
        self.cards: dict[str, _Block] = {}
        self.numbers_persons = _numbers_persons(columns, lines)

    def household_of(self, line: Line) -> int:
        """The household of this line, opening a new one where it must."""
        card = self._value(line, "household_no")
        if card:
            self.block = self.cards.get(card) or self._open()
            self.cards[card] = self.block
        elif self.block is None or self._begins(self.block, line):
            self.block = self._open()
        self._learn(self.block, line)
        return self.block.number

    def _open(self) -> _Block:
        self.next += 1
        return _Block(self.next - 1)

    def _value(self, line: Line, field: str) -> str:
        text = self.columns.own(line, field)
        return "" if is_blank(text) else text

    def _begins(self, block: _Block, line: Line) -> bool:
        columns = self.columns
        if columns.has("household_no"):
            return False  # a blank card number continues, as a merged one does
        if columns.has("head_name"):
            head = self._value(line, "head_name")
            return bool(head) and head != block.head_name
        if columns.every_row_is_a_household:
            return not (columns.is_filled(line, "address") or columns.is_filled(line, "number"))
        if columns.has("number") and not self.numbers_persons:
            return self._begins_by_number(block, line)
        if columns.has("relation"):
            return self._begins_by_relation(block, line)
        return self._begins_by_address(line)

    def _begins_by_address(self, line: Line) -> bool:
        """Without number or relation: an address left of the name groups the names beside and below it."""
        columns = self.columns
        if columns.is_filled(line, "address"):
            return False
        groups = columns.has("address") and columns.index["address"][0] < columns.index["name"][0]
        return bool(self._value(line, "address")) if groups else True

    def _begins_by_number(self, block: _Block, line: Line) -> bool:
        if self._value(line, "number"):
            return True
        if self.columns.is_filled(line, "number"):
            return False
        return self._begins_by_relation(block, line)

    def _begins_by_relation(self, block: _Block, line: Line) -> bool:
        if block.has_head and _is_head(self.columns, line):
            return True
        address = address_key(self._value(line, "address"))
        return bool(address) and address != block.address

    def _learn(self, block: _Block, line: Line) -> None:
        block.address = address_key(self._value(line, "address")) or block.address
        block.head_name = self._value(line, "head_name") or block.head_name
        block.has_head = block.has_head or _is_head(self.columns, line)


def _is_head(columns: Columns, line: Line) -> bool:
    return bool(HEAD.match(columns.value(line, "relation")))


def _numbers_persons(columns: Columns, lines: list[Line]) -> bool:
    """Whether the number column counts persons: most wives and children have one of their own."""
    members = [line for line in lines if columns.value(line, "relation") and not _is_head(columns, line)]
    numbered = sum(1 for line in members if columns.own(line, "number"))
    return numbered * 2 > len(members)
