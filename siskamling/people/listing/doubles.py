"""The same person twice in a file, and one number of two persons.

Merged only on the same name and the same number: merging by any shared number once joined three people
(CASES.md, verboice#682). A number is an account, so a second person cannot have it.
"""

from siskamling.people.listing.rows import Row, in_households, name_head
from siskamling.people.listing.words import address_key, are_a_couple, name_key

Households = dict[int | None, list[Row]]


def settle(rows: list[Row]) -> None:
    """Merge doubles into their first row, then give each number to the first who has it."""
    _merge_doubles(rows, {each[0].household: each for each in in_households(rows)})
    _share_out_numbers(rows)
    _note_possible_doubles(rows)


def _merge_doubles(rows: list[Row], by_household: Households) -> None:
    known: dict[tuple[str, str], Row] = {}
    for row in rows:
        if not row.is_living:
            continue
        keys = [(name_key(row.name), mobile) for mobile in row.mobiles]
        first = next((known[key] for key in keys if key in known), None)
        if first is not None and are_a_couple(row.name, first.name):
            continue
        if first is not None:
            _merge(row, first, by_household)
        for key in keys:
            known.setdefault(key, first or row)


def _merge(row: Row, first: Row, by_household: Households) -> None:
    row.status = "merged"
    row.merged_into = (first.sheet, first.line)
    row.add("double_merged", "row", line=first.line, sheet=first.sheet)
    first.mobiles = tuple(dict.fromkeys((*first.mobiles, *row.mobiles)))
    for name in ("address", "occupants", "tenure"):
        setattr(first, name, getattr(first, name) or getattr(row, name))
    _move(row, first, by_household)


def _move(row: Row, first: Row, by_household: Households) -> None:
    """The merged row goes to the household of the kept one; with its whole household if both are heads."""
    old, new = row.household, first.household
    if old == new or old is None or new is None:
        row.is_head = False
        return
    others = [each for each in by_household[old] if each is not row]
    goes_along = [row, *others] if row.is_head and first.is_head else [row]
    was_head, row.is_head = row.is_head, False
    for each in goes_along:
        each.household = new
    by_household[new].extend(goes_along)
    by_household[old] = [each for each in by_household[old] if each.household == old]
    if was_head and by_household[old]:
        name_head(by_household[old], by_relation=True)


def _share_out_numbers(rows: list[Row]) -> None:
    """Each account number to its first row; whoever comes later uses another of their own, or has none."""
    owner: dict[str, Row] = {}
    for row in rows:
        if not row.is_living or row.phone is None:
            continue
        first = owner.get(row.phone)
        if first is not None:
            row.add("phone_shared", "phone", number=row.phone, name=first.name, line=first.line)
            row.phone = next((mobile for mobile in row.mobiles if mobile not in owner), None)
        if row.phone is not None:
            owner[row.phone] = row


def _note_possible_doubles(rows: list[Row]) -> None:
    known: dict[tuple[str, str], Row] = {}
    for row in rows:
        if row.status != "accepted" or not row.address:
            continue
        first = known.setdefault((name_key(row.name), address_key(row.address)), row)
        if first is not row:
            row.add("double_possible", "name", name=first.name, place=f"baris {first.line}")
