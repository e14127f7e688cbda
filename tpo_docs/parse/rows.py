"""Rows that are no Markdown: the items of a collection, and the observations of a metric's series."""

from __future__ import annotations

import csv
import io

from tpo_docs import frontmatter
from tpo_docs.config import Configuration
from tpo_docs.model import Field, Group, Item, Observation, Scalar, SourceFile, Unread, as_date, as_number
from tpo_docs.parse.content import FileContent, by_name, category_of, decoded, kind_of, links_of, text_of


def read_collection(file: SourceFile, configuration: Configuration, type_name: str) -> FileContent:
    """The rows of a collection: `slug: {field: value …}`."""
    text, unread = decoded(file, "record")
    group, problems = frontmatter.read_yaml(text, file.path)
    unread.extend(problems)
    if group is None:
        return FileContent(unread=tuple(unread))
    spec = configuration.schema.types[type_name]
    items = []
    for row in group.fields:
        if isinstance(row.value, Scalar):
            # `slug: Title` (a term: `slug: definition`) is the short form of a row.
            short = "definition" if "definition" in spec.fields else "title"
            fields = {short: Field(short, row.value, row.line, row.column)} if row.value.text else {}
        elif isinstance(row.value, Group):
            fields = by_name(row.value.fields)
        else:
            reason, mend = f"'{row.name}' should be a mapping of fields", f"write `{row.name}: {{title: Its title}}`"
            unread.append(Unread(file.path, row.line, row.column, reason, "record", mend=mend))
            continue
        title = text_of(fields.get("title")) or row.name.replace("-", " ")
        items.append(
            Item(
                id=row.name,
                type=type_name,
                title=title,
                kind=kind_of(fields, spec) or (spec.kinds[0] if type_name == "term" and spec.kinds else ""),
                status=text_of(fields.get("status")) or spec.draft_status,
                category=category_of(fields, spec),
                path=file.path,
                line=row.line,
                column=row.column,
                docs_path="",
                anchor=row.name,
                fields=fields,
                links=tuple(links_of(file.path, configuration, type_name, fields, row.name, unread)),
                criteria=(),
                source=file.source,
            )
        )
    return FileContent(tuple(items), (), tuple(unread))


def read_series(data: bytes, path: str) -> tuple[tuple[Observation, ...], tuple[Unread, ...]]:
    """A metric's observations (`date,value[,note]`), in the order of their dates; a broken row hides no other."""
    text = data.decode("utf-8-sig", "replace")
    rows: list[Observation] = []
    unread: list[Unread] = []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text.replace("\0", ""), newline="")), start=1):
            cells = [cell.strip() for cell in row]
            if not any(cells) or (number == 1 and cells[0].casefold() == "date"):
                continue
            on = as_date(cells[0])
            value = as_number(cells[1]) if len(cells) > 1 else None
            if on is None or value is None or value in (float("inf"), float("-inf")):
                wrong = (
                    f"'{cells[0]}' is no date" if on is None else f"'{cells[1] if len(cells) > 1 else ''}' is no number"
                )
                unread.append(
                    Unread(
                        path,
                        number,
                        1,
                        f"the row holds no observation: {wrong}",
                        "record",
                        mend="write `2027-01-31,12.5,note`",
                    )
                )
                continue
            rows.append(Observation(on, value, cells[2] if len(cells) > 2 else "", path, number))
    except csv.Error as error:
        mend = "save it as CSV, with lines such as `2027-01-31,12.5,note`"
        unread.append(Unread(path, 1, 1, f"the table cannot be read: {error}", "record", mend=mend))
    return tuple(sorted(rows, key=lambda row: row.on)), tuple(unread)
