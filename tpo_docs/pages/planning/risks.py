"""The page of risks: the heat map, the register, what it costs to wait with a debt, and what is due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from tpo_docs import charts
from tpo_docs.charts import Axis, Bar, Line, Part
from tpo_docs.exposure import exposure, is_grave
from tpo_docs.exposure import impact as impact_of
from tpo_docs.exposure import probability as chance_of
from tpo_docs.model import Category, Edition, Item, Page, Review, natural
from tpo_docs.pages.planning.sheet import Piece, Section, Sheet, Tile, figure, grid, note, plain, state, tiles
from tpo_docs.places import RISKS, Places
from tpo_docs.planning import debt
from tpo_docs.planning.priorities import number_text
from tpo_docs.scope import release_of

_STEPS = (1, 2, 3, 4, 5)
_MAX_DEBTS = 5


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The one page, where there is anything in the register."""
    living = [item for item in review.project.of_type("risk") if item.living]
    if living:
        sheet = Sheet(review, places, edition, RISKS)
        yield sheet.finish(sheet.words("Risks and debt"), _sections(sheet, living))


def _sections(sheet: Sheet, living: Sequence[Item]) -> Iterator[Section]:
    say = sheet.words
    open_ = [item for item in living if item.category is not Category.DONE]
    judged = [item for item in open_ if exposure(item) is not None]
    threshold = sheet.project.configuration.rules.risk_threshold
    grave = [item for item in judged if is_grave(sheet.project, item)]
    yield Section(
        "",
        (
            tiles(
                Tile(str(len(open_)), say("open")),
                Tile(
                    str(len(grave)), say("with {count} or more", count=threshold), "", "missing" if grave else "quiet"
                ),
                Tile(str(len(living) - len(open_)), say("closed or accepted")),
            ),
        ),
    )
    if judged:
        yield Section(
            say("Probability and impact"),
            (figure(_heat(sheet, judged)), note(say("A product of ordinal numbers: it sorts, and measures nothing."))),
        )
    yield Section(say("Register"), (_register(sheet, open_),))
    by_release = _by_release(sheet, judged)
    if by_release:
        heads = (say("Release"), say("Risks"), say("Exposure"))
        yield Section(say("Exposure by release"), (grid(say("Exposure by release"), heads, by_release, (1, 2)),))
    debts = [item for item in open_ if item.kind == "debt"]
    if debts:
        yield Section(say("Technical debt"), tuple(_debts(sheet, debts)))


def _heat(sheet: Sheet, judged: Sequence[Item]) -> str:
    say = sheet.words
    rows = []
    for probability in reversed(_STEPS):
        cells = tuple(
            float(sum(chance_of(item) == probability and impact_of(item) == impact for item in judged))
            for impact in _STEPS
        )
        rows.append(Bar(f"{say('Probability')} {probability}", cells))
    sentence = say("How many open risks there are with each probability and impact.")
    columns = [f"{say('Impact')} {impact}" for impact in _STEPS]
    return charts.heat(sheet.frame(say("Heat map"), sentence, say("Probability")), columns, rows)


def _register(sheet: Sheet, open_: Sequence[Item]) -> Piece:
    say = sheet.words
    heads = (
        say("Item and trigger"),
        say("Kind"),
        say("Exposure"),
        say("Response"),
        say("Mitigated by"),
        say("Review by"),
    )
    ordered = sorted(open_, key=lambda item: (-(exposure(item) or 0), natural(item)))
    rows = []
    for item in ordered:
        found = exposure(item)
        review_by = item.date("review_by")
        due = plain(item.text("review_by") or "–")
        late = review_by is not None and review_by < sheet.project.today
        rows.append(
            (
                sheet.titled(item) + _trigger(sheet, item),
                plain(say(item.kind)) + Markup("<br>") + sheet.status(item),
                number_text(found) if found is not None else "–",
                say(item.text("response")) if item.text("response") else "–",
                sheet.refs(one.id for one in sheet.project.sources(item, "mitigates")) or "–",
                state("failed", item.text("review_by")) if late else due,
            )
        )
    return grid(say("Register"), heads, rows, (2,))


def _trigger(sheet: Sheet, item: Item) -> Markup:
    written = item.text("trigger")
    return (
        Markup('<br><span class="tpo-note">{}</span>').format(Markup(sheet.links.inline(written)))
        if written
        else Markup()
    )


def _by_release(sheet: Sheet, judged: Sequence[Item]) -> list[tuple[str | Markup, ...]]:
    """The releases by the sum of what threatens them, themselves or through what is planned for them."""
    found: dict[str, dict[str, float]] = {}
    for item in judged:
        for threatened in sheet.project.targets(item, "threatens"):
            release = threatened if threatened.type == "release" else release_of(sheet.project, threatened)
            if release is not None and release.living:
                found.setdefault(release.id, {})[item.id] = exposure(item) or 0.0
    ordered = sorted(found.items(), key=lambda entry: -sum(entry[1].values()))
    return [
        (sheet.titled(sheet.project.items[name]), sheet.refs(some), number_text(sum(some.values())))
        for name, some in ordered
    ]


def _debts(sheet: Sheet, debts: Sequence[Item]) -> Iterator[Piece]:
    say = sheet.words
    rows = []
    for item in sorted(
        debts, key=lambda one: (debt.break_even_of(one) is None, debt.break_even_of(one) or 0.0, natural(one))
    ):
        after = debt.break_even_of(item)
        principal, interest = item.number("principal") or 0.0, item.number("interest") or 0.0
        saved = number_text(round(debt.saving(principal, interest, debt.HORIZON, 0), 1)) if after is not None else "–"
        release = release_of(sheet.project, item)
        repaid = sheet.refs(one.id for one in sheet.project.sources(item, "mitigates") if one.type == "story")
        rows.append(
            (
                sheet.titled(item),
                item.text("principal") or "–",
                item.text("interest") or "–",
                number_text(round(after, 1)) if after is not None else say("never, or not known"),
                saved,
                sheet.ref(release) if release is not None else repaid or "–",
            )
        )
    heads = (
        say("Item"),
        say("Principal"),
        say("Interest"),
        say("Pays back after iterations"),
        say("Saved in {count} iterations", count=debt.HORIZON),
        say("Planned"),
    )
    yield grid(say("Technical debt"), heads, rows, (1, 2, 3, 4))
    shown = [item for item in debts if (after := debt.break_even_of(item)) is not None and after <= 4 * debt.HORIZON][
        :_MAX_DEBTS
    ]
    if shown:
        yield figure(_crossing(sheet, shown))
    yield note(say("The interest is an estimate."))


def _crossing(sheet: Sheet, shown: Sequence[Item]) -> str:
    """What each debt has cost or saved by then if it is repaid now: below zero until it has paid for itself."""
    say = sheet.words
    length = float(max(debt.HORIZON, *(int(debt.break_even_of(item) or 0) + 2 for item in shown)))
    keys = ("first", "second", "third", "fourth", "open")
    lines, lowest, highest = [], 0.0, 0.0
    for key, item in zip(keys, shown, strict=False):
        principal, interest = item.number("principal") or 0.0, item.number("interest") or 0.0
        ends = (-principal, interest * length - principal)
        lowest, highest = min(lowest, *ends), max(highest, *ends)
        lines.append(Line(Part(key, item.id), ((0.0, ends[0]), (length, ends[1]))))
    across = Axis(
        say("Iterations"),
        0.0,
        length,
        ((0.0, "0"), (length / 2, number_text(length / 2)), (length, number_text(length))),
    )
    up = Axis(
        say("Points"), lowest, highest, ((lowest, number_text(lowest)), (0.0, "0"), (highest, number_text(highest)))
    )
    sentence = say(
        "What repaying each debt now has saved after so many iterations; where a line crosses zero, it has paid for itself."
    )
    return charts.lines(sheet.frame(say("Saved by repaying now"), sentence, say("Iterations")), lines, across, up)
