"""The navigation: where to go from anywhere, in the order in which people ask."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tpo_docs.model import Document, Edition, Item, NavEntry, Page, Project, Review, natural_key
from tpo_docs.pages import roles
from tpo_docs.places import (
    ABOUT,
    ARCHITECTURE,
    CHAIN,
    CHANGES,
    CHARTS,
    COMPLIANCE,
    COVERAGE,
    DECISIONS,
    EXPLORER,
    FEEDBACK,
    GAPS,
    GLOSSARY,
    GRAPH,
    HOME,
    INTERFACES,
    ORPHANS,
    PARTIES,
    PLANNING,
    QUESTIONS,
    RESULTS,
    RULES,
    STAKEHOLDERS,
    TRACE,
    TRENDS,
    Places,
    list_page,
)
from tpo_docs.titles import title_text
from tpo_docs.words import Words, words

_TRACES = (TRACE, CHAIN, COVERAGE, RESULTS, CHARTS, GRAPH)
_PLACED = frozenset((HOME, EXPLORER, GAPS, ORPHANS, QUESTIONS, GLOSSARY, PARTIES, ABOUT, RULES, *_TRACES))
_FOLDERS_OF_LISTS = ("items/", "trace/", "coverage/", "rules/", "views/", "roles/", "changes/", PLANNING)
_DESIGN = (DECISIONS, ARCHITECTURE, INTERFACES, COMPLIANCE)
_PEOPLE = (STAKEHOLDERS, FEEDBACK)
_PARTS = re.compile(rf"{PLANNING}(?:team|release|backlog|metric|persona|briefing|roadmap)-[^/]+").fullmatch
"""Pages that another page of planning leads to."""
_WORK_LISTS = "gaps/"
_MAX_DOCUMENTS = 300
_MANY_SIBLINGS = 30


def navigation(pages: Iterable[Page], review: Review, places: Places, edition: Edition) -> tuple[NavEntry, ...]:
    """Home, authors' pages, lists by type, traceability, what is missing, words and people, and about this site."""
    project = review.project
    say = words(edition.language, project.configuration.site.words)
    generated = {page.path: page for page in pages if not page.source}
    few = _few(project)
    by_role = _known((role.page for role in roles.listed(project, say)), places, generated) if few else ()
    return tuple(
        entry
        for entry in (
            *_home(project, places, say),
            NavEntry(say("By role"), entries=tuple(by_role)),
            *_documents(project),
            NavEntry(say("Items"), entries=tuple(_lists(project, places, generated, say))),
            NavEntry(say("Traceability"), entries=tuple(_known(_TRACES, places, generated))),
            NavEntry(say("Planning"), entries=tuple(_known(_planning(generated), places, generated))),
            NavEntry(say("Design and proof"), entries=tuple(_known(_DESIGN, places, generated))),
            *_group(say("Changes"), _known((CHANGES, TRENDS), places, generated), few=few),
            NavEntry(say("To do"), entries=tuple(_work(places, generated, few=few))),
            *_group(
                say("Words and people"), _known((GLOSSARY, PARTIES, STAKEHOLDERS, FEEDBACK), places, generated), few=few
            ),
            *_other(places, generated),
            *_group(say("This site"), _known((ABOUT, RULES), places, generated), few=few),
        )
        if entry.path or entry.entries
    )


def _few(project: Project) -> bool:
    """Whether the navigation has room for all: each page repeats it, so that of many items it is short."""
    return (
        sum(1 for item in project.items.values() if not item.is_row) <= project.configuration.site.items_in_navigation
    )


def _group(title: str, entries: Iterable[NavEntry], *, few: bool) -> Iterator[NavEntry]:
    """A section where there is room for one, else its entries."""
    if few:
        yield NavEntry(title, entries=tuple(entries))
    else:
        yield from entries


def _home(project: Project, places: Places, say: Words) -> Iterator[NavEntry]:
    """The author's start page, if there is one, and ours."""
    ours = places.page(HOME)
    own = next((document for document in project.documents if document.docs_path in (HOME, "README.md")), None)
    if own is not None:
        yield NavEntry(own.title, own.docs_path)
    yield NavEntry(say("Home") if own is None else say("Overview"), ours)


def _documents(project: Project) -> Iterator[NavEntry]:
    """The authors' pages by folder; a folder of one page is that page."""
    items = {item.docs_path for item in project.items.values()}
    found = [
        document
        for document in project.documents
        if document.docs_path not in items and document.docs_path not in (HOME, "README.md")
    ]
    yield from _folder("", found[:_MAX_DOCUMENTS])


def _folder(folder: str, documents: list[Document]) -> Iterator[NavEntry]:
    here: list[Document] = []
    below: dict[str, list[Document]] = {}
    for document in documents:
        rest = document.docs_path[len(folder) :]
        name, slash, _ = rest.partition("/")
        if slash:
            below.setdefault(name, []).append(document)
        else:
            here.append(document)
    for document in sorted(
        here,
        key=lambda document: (
            document.docs_path.rpartition("/")[2] not in ("index.md", "README.md"),
            natural_key(document.docs_path),
        ),
    ):
        yield NavEntry(document.title, document.docs_path)
    for name, some in sorted(below.items(), key=lambda entry: natural_key(entry[0])):
        entries = tuple(_folder(f"{folder}{name}/", some))
        yield entries[0] if len(entries) == 1 and entries[0].path else NavEntry(_named(name), entries=entries)


def _lists(project: Project, places: Places, generated: dict[str, Page], say: Words) -> Iterator[NavEntry]:
    """A list for each type; the items themselves only while they are few, since each page repeats the navigation."""
    yield from _known((EXPLORER,), places, generated)
    few = _few(project)
    for name in project.schema.types:
        page = places.page(list_page(name))
        if page not in generated or list_page(name) in (PARTIES, GLOSSARY):
            continue
        files = [item for item in project.of_type(name) if not item.is_row and not item.anchor] if few else []
        if files:
            yield NavEntry(say.plural(name), entries=(NavEntry(say("All"), page), *_siblings(files)))
        else:
            yield NavEntry(say.plural(name), page)


def _siblings(items: list[Item]) -> Iterator[NavEntry]:
    """The items of a type; where they are many, by the folder that tells them apart."""
    folders = [item.docs_path.split("/")[:-1] for item in items]
    ends = min(folders), max(folders)  # what these two share all of them share
    shared = next((place for place, (one, other) in enumerate(zip(*ends, strict=False)) if one != other), len(ends[0]))
    groups: dict[str, list[NavEntry]] = {}
    for item, folder in zip(items, folders, strict=True):
        name = folder[shared] if len(items) > _MANY_SIBLINGS and len(folder) > shared else ""
        groups.setdefault(name, []).append(NavEntry(_title(item), item.docs_path))
    yield from groups.pop("", ())
    for name, entries in sorted(groups.items(), key=lambda group: natural_key(group[0])):
        yield NavEntry(_named(name), entries=tuple(entries))


def _named(folder: str) -> str:
    """A folder's name as a title."""
    title = folder.replace("-", " ").replace("_", " ")
    return title[:1].upper() + title[1:]


def _title(item: Item) -> str:
    return f"{item.id} {title_text(item.title)}".strip()


def _work(places: Places, generated: dict[str, Page], *, few: bool) -> Iterator[NavEntry]:
    """The gaps, with the first page of each other way to see them, and what else waits."""
    yield from _known((GAPS,), places, generated)
    if few:
        yield from (
            NavEntry(page.title, path)
            for path, page in generated.items()
            if path.startswith(_WORK_LISTS) and path.count("/") == 1
        )
    yield from _known((ORPHANS, QUESTIONS), places, generated)


def _known(paths: Iterable[str], places: Places, generated: dict[str, Page]) -> Iterator[NavEntry]:
    for path in paths:
        page = generated.get(places.page(path))
        if page is not None:
            yield NavEntry(page.title, page.path)


def _planning(generated: dict[str, Page]) -> Iterator[str]:
    """The pages of planning that stand in no other group."""
    for path in generated:
        if path.startswith(PLANNING) and not _PARTS(path) and path not in (*_DESIGN, *_PEOPLE):
            yield path


def _other(places: Places, generated: dict[str, Page]) -> Iterator[NavEntry]:
    """Pages at the top that no group names: whatever a project's planning adds."""
    placed = {places.page(path) for path in _PLACED}
    for path, page in generated.items():
        if path not in placed and not path.startswith((*_FOLDERS_OF_LISTS, _WORK_LISTS)):
            yield NavEntry(page.title, path)
