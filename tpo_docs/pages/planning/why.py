"""Why an item stands where it stands in the backlog, in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tpo_docs.planning.backlog import Entry
from tpo_docs.planning.priorities import number_text
from tpo_docs.words import Words

_MAX = 5


def why(entry: Entry, say: Words) -> str:
    """The sentence, as plain text that names ids; what feasibility and circles do to it comes behind."""
    return " ".join(_sentences(entry, say))


def _sentences(entry: Entry, say: Words) -> Iterable[str]:
    reason = entry.why
    yield _KINDS[reason.kind](entry, say)
    if entry.feasibility == "risky" and entry.size is not None and entry.scored.size is not None:
        sizes = {"size": number_text(entry.scored.size), "more": number_text(entry.size)}
        yield say("It is risky: its size {size} counts as {more}.", **sizes)
    elif entry.feasibility == "spike":
        yield say("{spike} comes before it, to find out whether it can be done.", spike=entry.spike)
    elif entry.feasibility == "unknown":
        yield say("Nobody finds out yet whether it can be done.")
    if entry.looped:
        yield say(
            "It stands in a circle with {items}: dependencies in it do not count.",
            items=_names(entry.looped, say),
        )


def _score(entry: Entry, say: Words) -> str:
    return say("The best of what was left: {sum}.", sum=_ratio(entry))


def _needed(entry: Entry, say: Words) -> str:
    if entry.why.value <= 0:  # nobody has said what it is worth: a zero would be a guess
        return say("It stands before {items}, where it is needed.", items=_names(entry.why.items, say))
    value = number_text(entry.why.value)
    if len(entry.why.items) == 1:
        return say("Put forward because {items} ({value} value) needs it.", items=entry.why.items[0], value=value)
    return say("Put forward because {items} ({value} value) need it.", items=_names(entry.why.items, say), value=value)


def _together(entry: Entry, say: Words) -> str:
    return say(
        "With what it needs ({items}) the best of what was left: {sum}.",
        items=_names(entry.why.items, say),
        sum=_ratio(entry),
    )


def _after(entry: Entry, say: Words) -> str:
    return say(
        "It needs {items}, done before it; then the best of what was left: {sum}.",
        items=_names(entry.why.items, say),
        sum=_ratio(entry),
    )


def _unscored(entry: Entry, say: Words) -> str:
    lacks = ", ".join((*entry.scored.missing, *entry.scored.wrong)) or "estimate"
    return say("It has no score (no {what}), so it stands behind those that have one.", what=lacks)


def _rank(entry: Entry, say: Words) -> str:
    rank = number_text(entry.why.value)
    if entry.why.note:
        return say("Ranked {rank} by hand: {reason}.", rank=rank, reason=entry.why.note.rstrip("."))
    return say("Ranked {rank} by hand, and no reason is written.", rank=rank)


def _for_rank(entry: Entry, say: Words) -> str:
    return say("Put forward because {items} is ranked by hand and needs it.", items=_names(entry.why.items, say))


_KINDS: dict[str, Callable[[Entry, Words], str]] = {
    "score": _score,
    "needed": _needed,
    "together": _together,
    "after": _after,
    "unscored": _unscored,
    "rank": _rank,
    "for-rank": _for_rank,
}


def _ratio(entry: Entry) -> str:
    value, size = entry.why.value, entry.why.size
    if size <= 0:
        return number_text(value)
    return f"{number_text(value)} / {number_text(size)} = {number_text(value / size)}"


def _names(names: tuple[str, ...], say: Words) -> str:
    shown = ", ".join(names[:_MAX])
    rest = len(names) - _MAX
    return shown + (" " + say("and {count} more", count=rest) if rest > 0 else "")
