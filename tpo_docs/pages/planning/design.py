"""The pages of architecture and interfaces: what there is, why it is so, who calls what, and what is still open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from tpo_docs.model import Edition, Item, Page, Review, Scalar
from tpo_docs.pages import facts as fields
from tpo_docs.pages.planning.decisions import questions
from tpo_docs.pages.planning.sheet import Piece, Rows, Section, Sheet, Tile, empty, note, plain, said, state, tiles
from tpo_docs.places import ARCHITECTURE, DECISIONS, INTERFACES, Places
from tpo_docs.planning import contracts, decisions
from tpo_docs.planning.contracts import Contract, ContractState, Interface

_KINDS = ("component", "infrastructure", "data", "ui", "process")
TITLES = {
    "component": "Components",
    "infrastructure": "Infrastructure",
    "data": "Data",
    "ui": "User interface",
    "process": "Processes",
}
"""What specifications of each kind are called."""
_PICTURES = frozenset(("svg", "png", "jpg", "jpeg", "webp", "gif"))
_MAX_IN_CELL = 20
_MAX_COLUMNS = 24
_MAX_PICTURES = 12
_STATES = {
    ContractState.KEPT: "ok",
    ContractState.FILE: "ok",
    ContractState.OTHER: "none",
    ContractState.NONE: "missing",
    ContractState.NO_FILE: "failed",
    ContractState.UNREADABLE: "failed",
    ContractState.NO_OPERATION: "failed",
}


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The page of the architecture, and that of interfaces."""
    specs = [spec for spec in review.project.of_type("spec") if spec.living]
    if any(spec.kind in _KINDS for spec in specs):
        sheet = Sheet(review, places, edition, ARCHITECTURE)
        yield sheet.finish(sheet.words("Architecture"), _architecture(sheet, specs), wide=True)
    if contracts.interfaces(review.project):
        sheet = Sheet(review, places, edition, INTERFACES)
        yield sheet.finish(sheet.words("Interfaces"), _interfaces(sheet), wide=True)


# ---- architecture -----------------------------------------------------------------------------------------------


def _neighbours(sheet: Sheet) -> Iterator[Piece]:
    """The pages beside this one, as far as the project has them."""
    there = []
    if sheet.project.has_type("decision"):
        there.append(sheet.link(DECISIONS, sheet.words("Decisions and adoption")))
    if contracts.interfaces(sheet.project):
        there.append(sheet.link(INTERFACES, sheet.words("Interfaces")))
    if there:
        yield said(Markup(" · ").join(there))


def _architecture(sheet: Sheet, specs: Sequence[Item]) -> Iterator[Section]:
    say = sheet.words
    opened = [one for one in decisions.undecided(sheet.project) if one.kind != "product"]
    asked = [spec for spec in specs if spec.kind in _KINDS and _asks(spec)]
    yield Section(
        "",
        (
            tiles(
                *(
                    Tile(str(count), say(TITLES[kind]))
                    for kind in _KINDS
                    if (count := sum(spec.kind == kind for spec in specs))
                )
            ),
            *_neighbours(sheet),
        ),
    )
    views = _views(sheet, specs)
    if views:
        yield Section(say("Views"), tuple(views))
    if opened or asked:
        heads = (say("Item"), say("Open questions"), say("Until"))
        rows = [
            (
                sheet.titled(one) + Markup(" ") + sheet.status(one),
                questions(sheet, one),
                Markup('<span class="tpo-date">{}</span>').format(one.text("review_by") or "–"),
            )
            for one in (*opened, *asked)
        ]
        yield Section(say("Still open"), sheet.bounded(say("Still open"), heads, rows))
    for kind in _KINDS:
        some = [spec for spec in specs if spec.kind == kind]
        if some:
            yield Section(say(TITLES[kind]), _specs(sheet, kind, some))


def _asks(spec: Item) -> bool:
    return any(
        group.text("q").strip() and not group.text("answer").strip()
        for group in (spec.groups("questions") if "questions" in spec.fields else ())
    )


def _specs(sheet: Sheet, kind: str, some: Sequence[Item]) -> tuple[Piece, ...]:
    say, project = sheet.words, sheet.project

    def row(spec: Item) -> tuple[str | Markup, ...]:
        deciding = [one for one in project.sources(spec, "affects") if one.type == "decision"]
        owner = spec.text("team") or spec.owner
        return (
            sheet.titled(spec)
            + Markup(" ")
            + sheet.status(spec)
            + (Markup("<br>") + Markup(sheet.links.inline(spec.text("plain"))) if spec.text("plain") else ""),
            sheet.who(owner) if owner else "–",
            _some(sheet, project.targets(spec, "specifies")),
            _some(sheet, deciding),
            _some(sheet, project.targets(spec, "depends_on")),
            _some(sheet, project.sources(spec, "verifies")),
        )

    heads = (say("Specification"), say("Owner"), say("What for"), say("Decisions"), say("Depends on"), say("Tests"))
    return sheet.bounded(say(TITLES[kind]), heads, Rows(some, row))


def _some(sheet: Sheet, items: Sequence[Item]) -> Markup:
    shown = sheet.refs(item.id for item in items[:_MAX_IN_CELL])
    if len(items) > _MAX_IN_CELL:
        shown += Markup(" {}").format(sheet.words("and {number} more", number=len(items) - _MAX_IN_CELL))
    return shown or plain("–")


def _views(sheet: Sheet, specs: Sequence[Item]) -> list[Piece]:
    """Each picture or model that specifications cite, once, with who cites it; pictures themselves first."""
    cited: dict[str, tuple[Item, Scalar, list[Item]]] = {}
    for spec in specs:
        for view in spec.scalars("views"):
            path = contracts.cited_path(sheet.project, spec, view.text) or view.text.strip()
            cited.setdefault(path, (spec, view, []))[2].append(spec)
    rows: list[tuple[Markup, Markup]] = []
    pictures: list[Piece] = []
    for path, (first, view, users) in sorted(cited.items()):
        kind = sheet.project.schema.types[first.type].fields.get("views")
        found = fields.scalar(view.text, kind, fields.Context(first, sheet.project, sheet.links))
        name = path.rpartition("/")[2]
        shown = (
            Markup('<a href="{}">{}</a>').format(found.address, name)
            if found.address
            else Markup("<code>{}</code>").format(path)
        )
        rows.append((shown, Markup("<br>").join(sheet.titled(user) for user in users[:_MAX_IN_CELL])))
        if found.address and name.rpartition(".")[2].lower() in _PICTURES and len(pictures) < _MAX_PICTURES:
            pictures.append(
                Piece(
                    "text",
                    Markup('<a href="{0}"><img src="{0}" alt="{1}" loading="lazy"></a><br>{2}').format(
                        found.address, name, Markup(", ").join(sheet.ref(user) for user in users[:_MAX_IN_CELL])
                    ),
                )
            )
    if not rows:
        return []
    return [*pictures, *sheet.bounded(sheet.words("Views"), (sheet.words("View"), sheet.words("Shown in")), rows)]


# ---- interfaces -------------------------------------------------------------------------------------------------


def _interfaces(sheet: Sheet) -> Iterator[Section]:
    say = sheet.words
    every = contracts.interfaces(sheet.project)
    broken = sum(_STATES[one.contract.state] == "failed" for one in every)
    without = sum(one.contract.state is ContractState.NONE for one in every)
    halves = [one for one in every if not one.provider or not one.consumers]
    yield Section(
        "",
        (
            tiles(
                Tile(str(len(every)), say("interfaces")),
                Tile(str(broken), say("contracts that break"), "", "missing" if broken else "quiet"),
                Tile(str(without), say("without a contract"), "", "missing" if without else "quiet"),
                Tile(str(len(halves)), say("without a side"), "", "missing" if halves else "quiet"),
            ),
        ),
    )
    yield Section(say("Who calls whom"), tuple(_matrix(sheet, [one for one in every if one not in halves])))
    if halves:
        rows = [
            (
                sheet.titled(one.spec),
                sheet.who(one.provider) if one.provider else state("missing", say("no provider")),
                _parties(sheet, one.consumers) if one.consumers else state("missing", say("no consumer")),
            )
            for one in halves
        ]
        heads = (say("Interface"), say("Provider"), say("Consumers"))
        yield Section(say("Without a side"), sheet.bounded(say("Without a side"), heads, rows))
    yield Section(say("Contracts"), _contracts(sheet, every))
    left = {path: names for path, names in contracts.unspecified(sheet.project).items() if names}
    if left:
        rows_ = [
            (
                Markup("<code>{}</code>").format(path),
                Markup(", ").join(Markup("<code>{}</code>").format(name) for name in names[:_MAX_IN_CELL])
                + (
                    Markup(" {}").format(say("and {number} more", number=len(names) - _MAX_IN_CELL))
                    if len(names) > _MAX_IN_CELL
                    else ""
                ),
            )
            for path, names in left.items()
        ]
        yield Section(
            say("Offered, and specified by nobody"),
            sheet.bounded(say("Offered, and specified by nobody"), (say("Contract"), say("Operations")), rows_),
        )


def _parties(sheet: Sheet, names: Sequence[str]) -> Markup:
    return Markup(", ").join(sheet.who(name) for name in names)


def _matrix(sheet: Sheet, whole: Sequence[Interface]) -> Iterator[Piece]:
    say = sheet.words
    if not whole:
        yield empty(
            say("No interface names both of its sides."), say("Write `provider:` and `consumer:` with parties.")
        )
        return
    cells: dict[tuple[str, str], list[Interface]] = {}
    for one in whole:
        for consumer in one.consumers:
            cells.setdefault((one.provider, consumer), []).append(one)
    consumers = sorted({consumer for _, consumer in cells})
    shown = consumers[:_MAX_COLUMNS]
    rows = []
    for provider in sorted({provider for provider, _ in cells}):
        row: list[str | Markup] = [sheet.who(provider)]
        for consumer in shown:
            some = cells.get((provider, consumer), [])
            row.append(
                Markup("<br>").join(
                    sheet.ref(one.spec)
                    + (Markup(" ") + state("failed", "") if _STATES[one.contract.state] == "failed" else "")
                    for one in some[:_MAX_IN_CELL]
                )
                or Markup('<span class="tpo-none">–</span>')
            )
        rows.append(row)
    heads = (say("Provider"), *(say("for {party}", party=sheet.called(name)) for name in shown))
    yield from sheet.bounded(say("Who calls whom"), heads, rows)
    if len(consumers) > len(shown):
        yield note(say("and {number} more", number=len(consumers) - len(shown)))


def _contracts(sheet: Sheet, every: Sequence[Interface]) -> tuple[Piece, ...]:
    say = sheet.words
    rows = [
        (
            sheet.titled(one.spec) + Markup(" ") + sheet.status(one.spec),
            sheet.who(one.provider) if one.provider else "–",
            _parties(sheet, one.consumers) or "–",
            _cited(one.contract),
            state(_STATES[one.contract.state], say(one.contract.state.value)),
            _some(sheet, sheet.project.sources(one.spec, "verifies")),
        )
        for one in every
    ]
    heads = (say("Interface"), say("Provider"), say("Consumers"), say("Contract"), say("State"), say("Tests"))
    return sheet.bounded(say("Contracts"), heads, rows)


def _cited(contract: Contract) -> Markup:
    if not contract.file:
        return plain("–")
    shown = Markup("<code>{}</code>").format(contract.path.rpartition("/")[2] or contract.file)
    return shown + (
        Markup('<br><code class="tpo-oneline">{}</code>').format(contract.operation) if contract.operation else ""
    )
