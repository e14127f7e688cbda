"""What only some types have: key results, options, scope, exposure, steps, quotes, a series. Each a small view."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from tpo_docs import exposure
from tpo_docs.coverage import coverage
from tpo_docs.model import Category, Group, Item, Observation, Project, Scalar, as_date, as_number, natural_key
from tpo_docs.pages import facts
from tpo_docs.places import metric_page
from tpo_docs.planning import debt, decisions, goals
from tpo_docs.scope import planned

_MAX_SCOPE = 200
_MAX_OBSERVATIONS = 24
_SPARK_WIDTH, _SPARK_HEIGHT = 120, 28


class KeyResult(NamedTuple):
    """A number that says whether a goal is reached."""

    title: str
    metric: Item | None
    start: str
    target: str
    by: str
    latest: str
    latest_on: str
    unit: str
    percent: int | None
    """How far from start to target, 0 to 100."""
    overdue: bool
    verdict: str
    """Whether it is on track, in words of the catalogue."""
    state: str
    """The mark of that."""
    page: str
    """The page on the trend of its metric; empty without one."""


class Option(NamedTuple):
    """A considered option of a decision."""

    name: str
    scores: tuple[str, ...]
    total: str
    worked: str
    """The sum with its numbers."""
    note_html: str
    chosen: bool


class Options(NamedTuple):
    """The options of a decision, with the criteria they are judged by."""

    criteria: tuple[tuple[str, str], ...]
    """Name and weight."""
    options: tuple[Option, ...]
    outcome_html: str
    because_html: str
    listed: bool
    """Whether the outcome is one of the options."""
    adopted: tuple[tuple[facts.Value, str], ...]
    """Who works by it, and since when."""


class Share(NamedTuple):
    """How many items of a type are planned, and how many of them are done."""

    type: str
    total: int
    done: int
    doing: int
    gaps: int


class Wave(NamedTuple):
    """A step of a rollout."""

    name: str
    on: str
    past: bool
    sites: tuple[facts.Value, ...]
    audience: str


class Scope(NamedTuple):
    """What a release contains, when it comes and how it is brought to people."""

    start: str
    target: str
    released: str
    days: int | None
    """Until the target; negative behind it. None where it is released or has no date."""
    confidence: str
    capacity: str
    estimate: str
    shares: tuple[Share, ...]
    members: tuple[tuple[str, bool], ...]
    """Each as HTML, and whether it is there only because others depend on it."""
    more: int
    audience: str
    waves: tuple[Wave, ...]


class Exposure(NamedTuple):
    """What a risk may cost, and what a debt does cost."""

    probability: int
    impact: int
    product: int
    high: bool
    grave: int
    """From which product on a risk is high in this project."""
    principal: str
    interest: str
    break_even: str
    """After how many iterations the interest paid equals the principal."""


class Series(NamedTuple):
    """A metric: where it was, is and should be."""

    unit: str
    direction: str
    baseline: str
    target: str
    by: str
    latest: str
    latest_on: str
    percent: int | None
    spark: str
    """An inline SVG; empty for fewer than two observations."""
    observations: tuple[tuple[str, str, str], ...]
    """Date, value and note, the newest first."""
    more: int


class Quotes(NamedTuple):
    """What somebody said, shown only where they agreed."""

    html: tuple[str, ...]
    withheld: int


class Blocks(NamedTuple):
    """All special blocks of an item; those it does not have are None or empty."""

    key_results: tuple[KeyResult, ...] = ()
    options: Options | None = None
    scope: Scope | None = None
    exposure: Exposure | None = None
    series: Series | None = None
    steps_html: tuple[str, ...] = ()
    quotes: Quotes | None = None


def blocks(item: Item, context: facts.Context) -> Blocks | None:
    """The special blocks of an item; None where it has none."""
    project = context.project
    if item.type == "goal" and "key_results" in item.fields:
        return Blocks(key_results=tuple(key_result(group, project) for group in item.groups("key_results")))
    if item.type == "decision" and ("options" in item.fields or "outcome" in item.fields or "adopted" in item.fields):
        return Blocks(options=_options(item, context))
    if item.type == "release":
        return Blocks(scope=scope(item, context))
    if item.type == "risk":
        exposure = _exposure(item, project)
        return Blocks(exposure=exposure) if exposure is not None else None
    if item.type == "metric":
        return Blocks(series=series(item, project))
    if item.type == "test" and "steps" in item.fields:
        return Blocks(steps_html=tuple(context.links.inline(step) for step in item.texts("steps")))
    if item.type == "feedback" and "quotes" in item.fields:
        return Blocks(quotes=_quotes(item, context))
    return None


def series(metric: Item, project: Project) -> Series:
    """A metric with its observations."""
    rows = goals.observations(project, metric)
    latest = rows[-1] if rows else None
    baseline, target = metric.text("baseline"), metric.text("target")
    return Series(
        metric.text("unit"),
        metric.text("direction"),
        baseline,
        target,
        metric.text("by"),
        number(latest.value) if latest is not None else "",
        latest.on.isoformat() if latest is not None else "",
        _percent(goals.course_of(metric).progress(latest.value)) if latest is not None else None,
        spark(rows, as_number(target)),
        tuple((row.on.isoformat(), number(row.value), row.note) for row in reversed(rows[-_MAX_OBSERVATIONS:])),
        max(0, len(rows) - _MAX_OBSERVATIONS),
    )


def spark(rows: tuple[Observation, ...], target: float | None) -> str:
    """A line of the observations with the target as a dashed one, as inline SVG without words: those stand beside it."""
    if len(rows) < 2:
        return ""
    shown = rows[-60:]
    values = [row.value for row in shown] + ([target] if target is not None else [])
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    first, days = shown[0].on.toordinal(), max(1, shown[-1].on.toordinal() - shown[0].on.toordinal())

    def height(value: float) -> str:
        return f"{3 + (high - value) / span * (_SPARK_HEIGHT - 6):.1f}"

    points = [
        f"{2 + (row.on.toordinal() - first) / days * (_SPARK_WIDTH - 4):.1f} {height(row.value)}" for row in shown
    ]
    goal = f'<path class="tpo-spark__target" d="M0 {height(target)}H{_SPARK_WIDTH}"/>' if target is not None else ""
    x, y = points[-1].split(" ")
    return (
        f'<svg class="tpo-spark" viewBox="0 0 {_SPARK_WIDTH} {_SPARK_HEIGHT}" width="{_SPARK_WIDTH}" height="{_SPARK_HEIGHT}" aria-hidden="true">'
        f'{goal}<path d="M{"L".join(points)}"/><circle cx="{x}" cy="{y}" r="2.2"/></svg>'
    )


def number(value: float) -> str:
    """A number as people write it: no needless decimals, thousands apart."""
    return f"{value:,.10g}".replace(",", "\u202f") if abs(value) >= 10_000 else f"{value:.10g}"


def _percent(progress: float | None) -> int | None:
    return goals.percent(max(0.0, min(1.0, progress))) if progress is not None else None


def key_result(group: Group, project: Project) -> KeyResult:
    """A key result with its metric's latest observation."""
    reading = goals.key_result(project, group)
    metric, latest, course = reading.metric, reading.latest, reading.course
    by = group.text("by").strip() or (course.by.isoformat() if course.by is not None else "")
    return KeyResult(
        reading.title,
        metric,
        _written(group.text("from"), course.start),
        _written(group.text("to"), course.aim),
        by,
        number(latest.value) if latest is not None else "",
        latest.on.isoformat() if latest is not None else "",
        reading.unit,
        _percent(reading.progress),
        overdue(by, project.today) and reading.verdict is not goals.Verdict.REACHED,
        reading.verdict.value,
        verdict_state(reading.verdict),
        metric_page(metric.id) if metric is not None else "",
    )


def _written(text: str, known: float | None) -> str:
    """A number as the key result says it; what it leaves open, as its metric does."""
    return text.strip() or (number(known) if known is not None else "")


def verdict_state(verdict: goals.Verdict) -> str:
    """The mark of a verdict on a number."""
    if verdict in goals.GOOD:
        return "ok"
    if verdict in goals.BAD:
        return "failed"
    return {goals.Verdict.AT_RISK: "suspect", goals.Verdict.UNKNOWN: "missing"}.get(verdict, "none")


def _options(item: Item, context: facts.Context) -> Options:
    found = decisions.options(item)
    weighted = item.group("criteria") is not None
    adopted = item.group("adopted")
    return Options(
        tuple(
            (name, number(weight) if weighted and weight is not None else "?" if weighted else "")
            for name, weight in found.criteria
        ),
        tuple(
            Option(
                option.name,
                tuple(number(score) if score is not None else "" for score in option.scores),
                number(option.total) if option.total is not None else "–",
                found.worked(option) if option.total is not None else "",
                context.links.inline(option.note),
                option.chosen,
            )
            for option in found.options
        ),
        context.links.inline(item.text("outcome")),
        context.links.inline(item.text("because")),
        found.chosen is not None,
        tuple((_actor(entry.name, context), facts.field_text({"on": entry}, "on")) for entry in adopted.fields)
        if adopted is not None
        else (),
    )


def _actor(name: str, context: facts.Context) -> facts.Value:
    party = context.project.items.get(name)
    return facts.Value(item=party) if party is not None else facts.Value(context.links.inline(name))


def scope(item: Item, context: facts.Context) -> Scope:
    """The scope of a release."""
    project = context.project
    members = [project.items[name] for name in planned(project).get(item.id, frozenset())]
    living = [member for member in members if member.living]
    own = {trace.source for trace in project.incoming.get(item.id, ()) if trace.role == "release"}
    order = {name: number for number, name in enumerate(project.schema.types)}
    living.sort(
        key=lambda member: (order.get(member.type, 99), list(Category).index(member.category), natural_key(member.id))
    )
    estimates = [
        value for member in living if member.type != "epic" and (value := member.number("estimate")) is not None
    ]
    target = item.date("target")
    rollout = item.group("rollout")
    return Scope(
        item.text("start"),
        item.text("target"),
        item.text("released"),
        (target - project.today).days
        if target is not None and item.category in (Category.AGREED, Category.DOING)
        else None,
        _percentage(item.text("confidence")),
        item.text("capacity"),
        number(sum(estimates)) if estimates else "",
        tuple(_shares(living, project)),
        tuple(
            (context.links.line(member), member.id not in own and _has_other_release(member, item, project))
            for member in living[:_MAX_SCOPE]
        ),
        max(0, len(living) - _MAX_SCOPE),
        rollout.text("audience") if rollout is not None else "",
        tuple(_waves(rollout, context)) if rollout is not None else (),
    )


def _has_other_release(member: Item, release: Item, project: Project) -> bool:
    """Whether an item is in a scope only as a prerequisite: nothing plans it for this release."""
    current: Item | None = member
    seen: set[str] = set()
    while current is not None and current.id not in seen:
        seen.add(current.id)
        planned_for = project.targets(current, "release", living=False)
        if planned_for:
            return planned_for[0].id != release.id
        parents = project.targets(current, "parent")
        current = parents[0] if parents else None
    return True


def _shares(members: Iterable[Item], project: Project) -> Iterable[Share]:
    found = coverage(project)
    by_type: dict[str, list[Item]] = {}
    for member in members:
        by_type.setdefault(member.type, []).append(member)
    for name, some in by_type.items():
        yield Share(
            name,
            len(some),
            sum(1 for member in some if member.category is Category.DONE),
            sum(1 for member in some if member.category is Category.DOING),
            sum(1 for member in some if member.committed and member.id in found and not found[member.id].covered),
        )


def _waves(rollout: Group, context: facts.Context) -> Iterable[Wave]:
    waves = rollout.find("waves")
    entries = getattr(waves.value, "entries", ()) if waves is not None else ()
    for entry in entries:
        if isinstance(entry, Group):
            sites = entry.find("sites")
            values = getattr(sites.value, "entries", (sites.value,)) if sites is not None else ()
            names = [value.text.strip() for value in values if isinstance(value, Scalar)]
            on = entry.text("on").strip()
            day = as_date(on)
            yield Wave(
                entry.text("name"),
                on,
                day is not None and day < context.project.today,
                tuple(_actor(name, context) for name in names),
                entry.text("audience"),
            )


def _percentage(written: str) -> str:
    value = as_number(written)
    return f"{value * 100:.0f} %" if value is not None and 0 <= value <= 1 else written


def _exposure(item: Item, project: Project) -> Exposure | None:
    written = [item.number(name) for name in ("probability", "impact", "principal", "interest")]
    even = debt.break_even_of(item)
    if all(value is None for value in written):
        return None
    return Exposure(
        int(exposure.probability(item) or 0),
        int(exposure.impact(item) or 0),
        int(exposure.exposure(item) or 0),
        exposure.is_grave(project, item),
        project.configuration.rules.risk_threshold,
        item.text("principal"),
        item.text("interest"),
        number(round(even, 1)) if even is not None else "",
    )


def _quotes(item: Item, context: facts.Context) -> Quotes:
    quotes = item.texts("quotes")
    if item.text("consent").casefold() not in ("yes", "true"):
        return Quotes((), len(quotes))
    return Quotes(tuple(context.links.inline(quote) for quote in quotes), 0)


def overdue(day: str, today: date) -> bool:
    """Whether a date as written lies before today."""
    found = as_date(day)
    return found is not None and found < today
