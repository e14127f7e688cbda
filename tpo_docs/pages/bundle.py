"""The page of a file with many items: what stands above them, then each item as a section with its anchor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from tpo_docs.body import ITEM_MARK
from tpo_docs.model import Change, Document, Edition, Item, Later, Page, Review
from tpo_docs.pages import item as items
from tpo_docs.pages import text
from tpo_docs.pages.item import ItemView
from tpo_docs.pages.seen import Watched
from tpo_docs.places import Places
from tpo_docs.titles import title_text

TEMPLATE = "pages/bundle.md.j2"
_ITEM = re.compile(re.escape(ITEM_MARK).replace(r"\{\}", r"(\S+)"))


@dataclass(frozen=True, slots=True)
class BundleView:
    """What the template is shown."""

    title: str
    """As Markdown prints it."""
    intro: str
    sections: tuple[ItemView, ...]
    path: str
    change: Change | None
    edit_url: str
    definitions: str
    after: tuple[str, ...]
    """What the author wrote between the items: behind each section."""


def pages(review: Review, places: Places, edition: Edition, watch: Watched | None = None) -> Iterator[Page]:
    """A page for every file that holds several items."""
    project = review.project
    files: dict[str, list[Item]] = {}
    for item in (*project.items.values(), *project.duplicates):
        if not item.is_row:
            files.setdefault(item.docs_path, []).append(item)
    bundles = {path: some for path, some in files.items() if any(item.anchor for item in some)}
    if not bundles:
        return
    frames = {document.docs_path: document for document in project.documents if document.docs_path in bundles}
    maker = items.maker_of(*watch[:3]) if watch is not None else items.maker_of(review, places, edition)
    for path, some in bundles.items():
        frame = frames.get(path)
        some.sort(key=lambda item: (item.line, item.column))
        make = partial(_view, path, some, frame, maker)
        yield Page(
            path,
            TEMPLATE,
            Later(watch.page(some[0].path, make)) if watch is not None else make(),
            _title(some, frame),
            some[0].path,
            _description(frame),
        )


def _view(path: str, some: list[Item], frame: Document | None, maker: items.Maker) -> BundleView:
    sections = tuple(items.view(item, path, maker, graph=False) for item in some)
    around = _around(frame, maker.places, maker) if frame is not None else {}
    return BundleView(
        text.plain(_title(some, frame)),
        around.get("", ""),
        sections,
        some[0].path,
        maker.project.history.get(some[0].path),
        text.source_url(maker.edition, some[0].path),
        _definitions(sections),
        tuple(around.get(item.id, "") for item in some),
    )


def _title(some: list[Item], frame: Document | None) -> str:
    return title_text(frame.title if frame is not None else some[0].title or some[0].id)


def _around(frame: Document, places: Places, maker: items.Maker) -> dict[str, str]:
    """The text around the items: by the id of the item it stands behind, empty for what stands above them all."""
    origin = text.Origin(frame.path, frame.docs_path, frame.docs_path, places, maker.edition, maker.embed)
    pieces = _ITEM.split(text.untitled(frame.body, origin))
    return dict(zip(("", *pieces[1::2]), (piece.strip("\n") for piece in pieces[::2]), strict=True))


def _description(frame: Document | None) -> str:
    return text.described(frame.body.statement) if frame is not None else ""


def _definitions(sections: tuple[ItemView, ...]) -> str:
    """The definitions that the sections need, each once."""
    return "\n".join(dict.fromkeys(line for section in sections for line in section.definitions.split("\n") if line))
