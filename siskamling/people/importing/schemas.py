"""Shapes of the resident list's import."""

from __future__ import annotations

from typing import Any

from siskamling.areas.schemas import ZoneBeside
from siskamling.kit.web import fields
from siskamling.kit.web.fields import Shape

PLANS = ("new", "changed", "same", "none")
CHANGES = {
    "description": "what becomes of each field: before and after",
    "example": {"tenure": {"before": "tenant", "after": "owner"}},
}


class Ready(fields.Many):
    """Entries that are plain JSON already: dumping a long list again would hold the act's transaction for a second."""

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return value


class ListQuery(Shape):
    """What the file is called."""

    filename = fields.Text(most=200, load_default="list", metadata={"description": "of the file sent",
                                                                    "example": "warga rt 7.xlsx"})  # fmt: skip


class ListNote(Shape):
    """Something to know about one row: what is wrong and what to do, in Indonesian."""

    code = fields.Text(metadata={"description": "stable", "example": "phone_missing"})
    field = fields.Text(metadata={"description": "what it is about", "example": "phone"})
    text = fields.Text(most=500, metadata={"description": "reason and hint", "example": "Tidak ada nomor HP; ..."})


class RowPlace(Shape):
    """A row of the file."""

    sheet = fields.Text(metadata={"description": "its sheet; `CSV` where there are none", "example": "CSV"})
    line = fields.Whole(low=1, high=2_000_000, metadata={"description": "its line", "example": 5})


class ListRow(RowPlace):
    """A resident's row: as it was read, and what becomes of its person."""

    status = fields.Choice("accepted", "merged", "refused", metadata={"description": "as read", "example": "accepted"})
    plan = fields.Choice(*PLANS, metadata={"description": "its person; none: the row gives nobody", "example": "new"})
    name = fields.Text(metadata={"description": "as written", "example": "Slamet Wijaya"})
    household = fields.Whole(low=1, high=20_000, allow_none=True, metadata={"description": "`number` of a household",
                                                                            "example": 1})  # fmt: skip
    person_id = fields.Uuid(allow_none=True, metadata={"description": "the person on record"})
    phone = fields.Text(allow_none=True, metadata={"description": "E.164", "example": "+628701234567"})
    other_phones = fields.Many(fields.Text(), metadata={"description": "further mobiles", "example": []})
    address = fields.Text(least=0, metadata={"description": "address", "example": "Gg. 3 No. 5"})
    tenure = fields.Choice("owner", "tenant", "boarder", allow_none=True, metadata={"description": "tenure",
                                                                                    "example": "owner"})  # fmt: skip
    occupants = fields.Whole(low=1, high=50, allow_none=True, metadata={"description": "people living there",
                                                                        "example": 4})  # fmt: skip
    is_head = fields.Flag(metadata={"description": "kepala keluarga", "example": True})
    is_deceased = fields.Flag(metadata={"description": "almarhum: no account, no turn", "example": False})
    merged_into = fields.Part(RowPlace, allow_none=True, metadata={"description": "the row kept, of a double"})
    changes = fields.Map(metadata=CHANGES)
    notes = fields.Many(fields.Part(ListNote), metadata={"description": "warnings, reasons, hints"})


class ListHousehold(Shape):
    """A household of the list."""

    number = fields.Whole(low=1, high=20_000, metadata={"description": "in this file", "example": 1})
    household_id = fields.Uuid(allow_none=True, metadata={"description": "the household on record"})
    head_name = fields.Text(metadata={"description": "head, as written", "example": "Slamet Wijaya"})
    plan = fields.Choice("new", "changed", "same", metadata={"description": "with its people", "example": "new"})
    changes = fields.Map(metadata=CHANGES)


class SkippedLine(RowPlace):
    """A line that is no resident's: a total, a signature, a section's title."""

    reason = fields.Text(metadata={"description": "why", "example": "total"})
    text = fields.Text(most=10_000, metadata={"description": "what it says", "example": "Jumlah 112"})


class ListCounts(Shape):
    """rows = accepted + merged + refused; the rest says what becomes of them."""

    rows = fields.Whole(low=0, high=20_000, metadata={"description": "residents' rows", "example": 3})
    accepted = fields.Whole(low=0, high=20_000, metadata={"description": "kept", "example": 2})
    merged = fields.Whole(low=0, high=20_000, metadata={"description": "doubles of another row", "example": 1})
    refused = fields.Whole(low=0, high=20_000, metadata={"description": "not kept; see notes", "example": 0})
    households = fields.Whole(low=0, high=20_000, metadata={"description": "in the list", "example": 2})
    people = fields.Whole(low=0, high=20_000, metadata={"description": "living", "example": 2})
    without_phone = fields.Whole(low=0, high=20_000, metadata={"description": "living, no mobile", "example": 1})
    households_new = fields.Whole(low=0, high=20_000, metadata={"description": "to be added", "example": 1})
    households_changed = fields.Whole(low=0, high=20_000, metadata={"description": "to be changed", "example": 0})
    households_same = fields.Whole(low=0, high=20_000, metadata={"description": "as on record", "example": 1})
    households_unlisted = fields.Whole(low=0, high=1_000_000, metadata={"description": "on record, not in this list: "
                                                                        "they stay", "example": 0})  # fmt: skip
    persons_new = fields.Whole(low=0, high=20_000, metadata={"description": "to be added", "example": 1})
    persons_changed = fields.Whole(low=0, high=20_000, metadata={"description": "to be changed", "example": 0})
    persons_same = fields.Whole(low=0, high=20_000, metadata={"description": "as on record", "example": 1})


class ImportAnswer(Shape):
    """What an import did, in numbers."""

    id = fields.Uuid(metadata={"description": "the import"})
    area_path = fields.Text(metadata={"description": "its RT", "example": "31.72.02.1007.005.007"})
    filename = fields.Text(metadata={"description": "of the file", "example": "warga.csv"})
    digest = fields.Text(metadata={"description": "SHA-256 of the file, as hex", "example": "9f86d081884c7d65"})
    state = fields.Choice("previewed", "committed", metadata={"description": "state", "example": "previewed"})
    created_at = fields.Moment(metadata={"description": "of the preview"})
    committed_at = fields.Moment(allow_none=True, metadata={"description": "when it was written down"})
    zone = ZoneBeside()
    counts = fields.Part(ListCounts, metadata={"description": "in numbers"})


class PreviewAnswer(ImportAnswer):
    """What an import does, row by row."""

    columns = fields.Map(metadata={"description": "for each table of the file: field -> column's title",
                                   "example": {"CSV": {"name": "Nama"}}})  # fmt: skip
    households = Ready(fields.Part(ListHousehold), most=20_000, metadata={"description": "in the list's order"})
    rows = Ready(fields.Part(ListRow), most=20_000, metadata={"description": "every resident's row, in order"})
    skipped = Ready(fields.Part(SkippedLine), most=20_000, metadata={"description": "lines that are no residents"})
