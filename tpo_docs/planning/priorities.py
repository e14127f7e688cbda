"""The score of each item after the framework that the project has chosen, with its inputs and what is missing."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tpo_docs.config import Configuration, Priority
from tpo_docs.model import Category, Item, Parsed, Project, Unread, as_number, natural
from tpo_docs.planning import formula, scores
from tpo_docs.planning.feedback import voices_of
from tpo_docs.planning.formula import Formula

MOSCOW_STEP = 1000.0
"""How much more a class of MoSCoW weighs than the next one, so that no number of Shoulds outweighs a Must."""
_SIZES = ("estimate", "size", "effort", "duration")
FRAMEWORKS: Mapping[str, tuple[str, str]] = {
    "wsjf": (
        "(value + urgency + enables) / estimate",
        "The parts are relative points, the lowest of each column 1; their sum adds ordinal numbers, and dependencies are only in the order, not in the score.",
    ),
    "rice": ("reach * impact * confidence / effort", "The reach must be over the same period for all."),
    "ice": ("impact * confidence * ease", "An ease that is too kind lifts what is merely easy."),
    "cd3": ("cost_of_delay / duration", "It needs real money: the cost of a week of waiting."),
    "value-effort": ("value / effort", "The quadrants are split at the medians, which move with every item."),
    "moscow": ("", "Shares are of effort and not of the number of items; above 60 % Must a release is at risk."),
    "scorecard": ("", "The weights are an opinion; they belong on the page."),
    "kano": ("better - worse", "It needs answers of users; the number of answers says how much it is worth."),
    "importance": ("importance", "The same party counts once, with its strongest wish."),
    "formula": ("", "The formula is this project's own."),
}
"""Framework → its formula, and the pitfall to know (DOMAIN 4.1)."""


class Input(NamedTuple):
    """An input of a score; None where nobody wrote it."""

    name: str
    value: float | None
    text: str = ""
    """As written, where it is no number that makes sense."""


class Scored(NamedTuple):
    """An item with its score, or with what keeps it from having one."""

    item: Item
    score: float | None
    benefit: float | None
    """What the order weighs against the size: the upper part of the score."""
    size: float | None
    inputs: tuple[Input, ...]
    missing: tuple[str, ...]
    wrong: tuple[str, ...]
    """Inputs with a number that cannot be computed with: below zero, a size of zero, a confidence above 100 %."""
    worked: str
    """The formula with the numbers in it."""
    voices: tuple[str, ...] = ()
    """Whose answers or wishes count, for Kano and customer importance."""
    kind: str = ""
    """The class: of MoSCoW, of Kano, or the quadrant of value and effort."""
    place: int = 0
    """The rank by score, from 1; 0 without a score."""


class Priorities(NamedTuple):
    """All scores of a project."""

    framework: str
    formula: str
    """For people; empty where the framework has none."""
    pitfall: str
    rows: tuple[Scored, ...]
    """Best score first, those without one at the end."""
    unscaled: tuple[str, ...] = ()
    """WSJF: inputs whose lowest value is not 1, as the method asks."""

    @property
    def by_id(self) -> Mapping[str, Scored]:
        """The rows by the id of their item."""
        return {row.item.id: row for row in self.rows}


def priorities(project: Project) -> Priorities:
    """The scores of all undone work: stories, and epics and requirements that have inputs."""
    return project.derive(_priorities)


def problems(configuration: Configuration, parsed: Parsed) -> tuple[Unread, ...]:
    """What is wrong with the formula of the configuration; its inputs are known once all items are."""
    priority = configuration.priority
    if priority.framework == "scorecard" and not any(name not in ("effort", "confidence") for name in priority.weights):
        return (_unread(configuration, 0, "the scorecard has no weights", "write `weights: {value: 2, effort: 1}`"),)
    if priority.framework != "formula":
        return ()
    if not priority.formula.strip():
        return (_unread(configuration, 0, "there is no formula", "write `formula: value / estimate`"),)
    read = formula.parse(priority.formula)
    if read.problem is not None:
        reason = f"the formula cannot be read: {read.problem.message}"
        return (
            _unread(
                configuration,
                read.problem.column,
                reason,
                read.problem.mend or "write arithmetic such as `value / estimate`",
            ),
        )
    known = _known_inputs(configuration, parsed)
    return tuple(
        _unread(
            configuration, name.column, f"the formula names '{name.name}', which no item has", _near(name.name, known)
        )
        for name in read.names
        if name.name not in known
    )


def open_work(project: Project) -> tuple[Item, ...]:
    """The stories that are neither done nor dropped: the backlog, in the order of their ids."""
    return tuple(item for item in project.of_type("story") if item.living and item.category is not Category.DONE)


def size_of(item: Item) -> float | None:
    """How large an item is: its estimate; None where there is none, or one that is not above zero."""
    estimate = item.number("estimate")
    return estimate if estimate is not None and 0 < estimate < 1e9 else None


def class_of(item: Item) -> int:
    """The class of MoSCoW as a number, Must first; items without one come last."""
    kind = item.text("priority").casefold()
    return scores.MOSCOW.index(kind) if kind in scores.MOSCOW else len(scores.MOSCOW)


def number_text(value: float) -> str:
    """A number as pages and tables show it."""
    return formula.plain(value)


# ---- the formula of a configuration -----------------------------------------------------------------------------


def _known_inputs(configuration: Configuration, parsed: Parsed) -> frozenset[str]:
    found = {*configuration.priority.inputs}
    for name in ("story", "epic", "requirement"):
        spec = configuration.schema.types.get(name)
        if spec is not None:
            found |= {field.name for field in spec.fields.values() if field.value in ("number", "integer")}
            score = spec.fields.get("score")
            found |= {key for key in (score.fields if score is not None else ()) if key != "*"}
    if not configuration.priority.inputs:
        for item in parsed.items:
            group = item.group("score") if "score" in item.fields else None
            found |= {entry.name for entry in group.fields} if group is not None else set()
    return frozenset(found)


def _near(name: str, known: frozenset[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), 1)
    return f"write `{near[0]}`" if near else "list it under `inputs`, and write it into the `score` of the items"


def _unread(configuration: Configuration, column: int, reason: str, mend: str) -> Unread:
    priority = configuration.priority
    lines = configuration.text.split("\n")
    line = lines[priority.line - 1] if 0 < priority.line <= len(lines) else ""
    first = line[priority.column - 1 : priority.column]
    offset = 0 if not column or first in ("|", ">", "") else column - 1 + (first in ("'", '"'))
    return Unread(configuration.path, priority.line, priority.column + offset, reason, "formula", mend=mend)


# ---- scores -----------------------------------------------------------------------------------------------------


def _priorities(project: Project) -> Priorities:
    priority = project.configuration.priority
    text, pitfall = FRAMEWORKS.get(priority.framework, ("", ""))
    sheet = _Sheet(project, priority, _formula(priority, text))
    rows = [sheet.row(item) for item in (*open_work(project), *_others(project))]
    if priority.framework == "value-effort":
        rows = _with_quadrants(rows)
    rows.sort(key=lambda row: (row.score is None, -(row.score or 0.0), class_of(row.item), natural(row.item)))
    placed = tuple(
        row._replace(place=number) if row.score is not None else row for number, row in enumerate(rows, start=1)
    )
    shown = formula.shown(sheet.formula, lambda name: name) if sheet.formula.root is not None else ""
    return Priorities(priority.framework, shown, pitfall, placed, _unscaled(priority, rows))


def _others(project: Project) -> Iterator[Item]:
    for item in project.of_type("epic", "requirement"):
        if "score" in item.fields and item.living and item.category is not Category.DONE:
            yield item


def _formula(priority: Priority, text: str) -> Formula:
    if priority.framework == "formula":
        return formula.parse(priority.formula)
    if priority.framework == "ice" and priority.ice == "mean":
        return formula.parse("(impact + confidence + ease) / 3")
    if priority.framework == "scorecard":
        weights = priority.weights
        parts = " + ".join(
            f"{weight:.10g} * {name}" for name, weight in weights.items() if name not in ("effort", "confidence")
        )
        whole = parts + (f" - {weights['effort']:.10g} * effort" if weights.get("effort") else "")
        sure = "confidence" in weights or "confidence" in priority.inputs
        return formula.parse((f"({whole}) * confidence" if sure else whole) or "0 / 0")
    return formula.parse(text) if text else Formula("", None, ())


class _Sheet:
    """Scores the items of one project."""

    def __init__(self, project: Project, priority: Priority, read: Formula) -> None:
        self.project = project
        self.priority = priority
        self.formula = read
        self.per_size = any(name.name in _SIZES for name in read.names) and priority.framework != "scorecard"

    def row(self, item: Item) -> Scored:
        framework = self.priority.framework
        if framework == "moscow":
            return self._moscow(item)
        if framework in ("kano", "importance"):
            return self._heard(item)
        inputs = tuple(self._input(item, name.name) for name in self.formula.names)
        missing = tuple(entry.name for entry in inputs if entry.value is None and not entry.text)
        wrong = tuple(entry.name for entry in inputs if entry.value is None and entry.text)
        known = {entry.name: entry.value for entry in inputs if entry.value is not None}
        score = None if missing or wrong else formula.evaluate(self.formula, known)
        size = size_of(item)
        if score is None and not missing and not wrong:
            wrong = tuple(name.name for name in self.formula.names)[-1:]
        benefit = score
        if score is not None and (self.per_size or framework == "ice"):
            benefit = score * size if size is not None else None
        return Scored(item, score, benefit, size, inputs, missing, wrong, self._worked(inputs, score))

    def _input(self, item: Item, name: str) -> Input:
        """An input from the item's `score`; sizes from its estimate where the score has none."""
        group = item.group("score") if "score" in item.fields else None
        text = group.text(name).strip() if group is not None else ""
        if not text:
            text = item.text("estimate" if name in _SIZES else name)
        value = as_number(text)
        if value is None or not _sensible(name, value):
            return Input(name, None, text)
        if name == "confidence" and self.priority.framework in ("rice", "scorecard"):
            sure = scores.share(value)
            return Input(name, sure, "" if sure is not None else text)
        return Input(name, value)

    def _worked(self, inputs: tuple[Input, ...], score: float | None) -> str:
        if score is None:
            return ""
        texts = {entry.name: formula.plain(entry.value or 0.0) for entry in inputs}
        return f"{formula.shown(self.formula, lambda name: texts[name])} = {formula.plain(score)}"

    def _moscow(self, item: Item) -> Scored:
        kind = item.text("priority").casefold()
        size = size_of(item)
        if kind not in scores.MOSCOW:
            return Scored(
                item,
                None,
                None,
                size,
                (Input("priority", None, kind),),
                () if kind else ("priority",),
                ("priority",) if kind else (),
                "",
            )
        score = float(len(scores.MOSCOW) - 1 - scores.MOSCOW.index(kind))
        weight = MOSCOW_STEP**score if score else 0.0
        benefit = weight * size if size is not None else None
        return Scored(item, score, benefit, size, (), (), (), kind, kind=kind)

    def _heard(self, item: Item) -> Scored:
        """Scores from feedback: what users answered, or how much they want it."""
        heard = self._feedback(item)
        size = size_of(item)
        if self.priority.framework == "importance":
            voices = tuple(voices_of(self.project, heard))
            names = tuple(dict.fromkeys(party for party, points, weight in voices if points * weight > 0))
            if not voices:
                return Scored(item, None, None, size, (Input("importance", None),), ("feedback",), (), "")
            total = scores.importance(voices)
            return Scored(item, total, total, size, (Input("importance", total),), (), (), formula.plain(total), names)
        answers = [
            (group.text("functional"), group.text("dysfunctional"))
            for feedback in heard
            for group in feedback.groups("kano")
        ]
        found = scores.kano(answers)
        if found.better is None or found.worse is None:
            return Scored(item, None, None, size, (), ("feedback.kano",), (), "", kind=found.kind)
        score = found.better - found.worse
        inputs = (Input("better", found.better), Input("worse", found.worse), Input("answers", float(found.answers)))
        names = tuple(dict.fromkeys(text for one in heard for text in one.texts("from") if one.groups("kano")))
        return Scored(item, score, score, size, inputs, (), (), self._worked(inputs, score), names, found.kind)

    def _feedback(self, item: Item) -> tuple[Item, ...]:
        """The feedback that an item rests on, itself or through its requirements and epics."""
        found: dict[str, Item] = {}
        seen: set[str] = set()
        waiting = [item]
        while waiting:
            current = waiting.pop()
            if current.id in seen:
                continue
            seen.add(current.id)
            found |= {one.id: one for one in self.project.targets(current, "evidence")}
            waiting += self.project.targets(current, "realizes", "parent")
        return tuple(sorted(found.values(), key=natural))


def _sensible(name: str, value: float) -> bool:
    return 0 < value < 1e9 if name in _SIZES else 0 <= value < 1e15


def _with_quadrants(rows: list[Scored]) -> list[Scored]:
    def of(row: Scored, name: str) -> float:
        return next((entry.value or 0.0 for entry in row.inputs if entry.name == name), 0.0)

    spots = scores.quadrants(
        [scores.Spot(row.item.id, of(row, "value"), of(row, "effort")) for row in rows if row.score is not None]
    )
    found = {spot.name: spot.quadrant for spot in spots}
    return [row._replace(kind=found.get(row.item.id, "")) for row in rows]


def _unscaled(priority: Priority, rows: list[Scored]) -> tuple[str, ...]:
    if priority.framework != "wsjf":
        return ()
    columns: dict[str, list[float]] = {}
    for row in rows:
        for entry in row.inputs:
            if entry.value is not None:
                columns.setdefault(entry.name, []).append(entry.value)
    return tuple(name for name, values in columns.items() if min(values) != 1)
