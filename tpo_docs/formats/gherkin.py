"""Acceptance criteria as Gherkin: a feature for each item that has any, a scenario for each criterion.

A criterion in the form *Given …, when …, then …* (or *Gegeben …, wenn …, dann …*) becomes these steps, one after EARS
(*When/If/While/Where …, the system shall …*) a condition and an outcome, any other one a single outcome. What a
scenario is about stands in its tags, so that the results of its runs find their way back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tpo_docs.model import Criterion, Item, Review, natural

_WORDS = re.compile(
    r"(?:^|(?<=[\s,;.]))(given|when|then|and|but|gegeben(?: sei(?:en)?)?|angenommen|wenn|dann|und|aber)\b[\s:,]*",
    re.IGNORECASE,
)
_KIND = {
    "given": "Given", "gegeben": "Given", "angenommen": "Given",
    "when": "When", "wenn": "When",
    "then": "Then", "dann": "Then",
}  # fmt: skip
_GERMAN = {"Given": "Angenommen", "When": "Wenn", "Then": "Dann"}
_EARS = re.compile(
    r"(?P<word>when|if|while|where|as soon as)\s+(?P<condition>.+?),\s+(?:then\s+)?(?P<outcome>.+)",
    re.IGNORECASE | re.DOTALL,
)
_MARKUP = re.compile(r"\[\[([^\]|]*)(?:\|([^\]]*))?\]\]|\[([^\]]*)\]\([^)]*\)|[*`]+")
_MOST = 80


class _Step(NamedTuple):
    kind: str
    text: str


def write(review: Review) -> bytes:
    """All features in one text, each behind the name of the file that it belongs in."""
    parts = [f"# file: {name}\n{data.decode('utf-8', 'replace')}" for name, data in files(review).items()]
    return "\n".join(parts).encode()


def files(review: Review) -> Mapping[str, bytes]:
    """The features by file name, `STY-012.feature`."""
    found = {}
    for item in sorted(review.project.items.values(), key=natural):
        if item.living and any(criterion.id for criterion in item.criteria):
            name = re.sub(r"[^A-Za-z0-9._-]", "_", item.id)
            found[f"{name}.feature"] = ("\n".join(_feature(item)) + "\n").encode("utf-8", "replace")
    return found


def _feature(item: Item) -> Iterator[str]:
    steps = {criterion.id: _steps(_plain(criterion.text)) for criterion in item.criteria if criterion.id}
    german = any(_is_german(criterion.text) for criterion in item.criteria)
    if german:
        yield "# language: de"
    yield f"@{item.id}"
    yield f"{'Funktionalität' if german else 'Feature'}: {_plain(item.title) or item.id}"
    want = _plain(item.text("want"))
    if want:
        yield ""
        yield f"  {item.id}: {want}" + (f", {_plain(item.text('so_that'))}" if item.text("so_that") else "")
    seen: set[str] = set()
    for criterion in item.criteria:
        if criterion.id and criterion.id not in seen:
            seen.add(criterion.id)
            yield ""
            yield f"  @{item.id}/{criterion.id}"
            yield f"  {'Szenario' if german else 'Scenario'}: {_name(criterion)}"
            for kind, text in steps[criterion.id]:
                yield f"    {_GERMAN[kind] if german else kind} {text}"


def _name(criterion: Criterion) -> str:
    text = _plain(criterion.text)
    if len(text) > _MOST:
        text = text[:_MOST].rpartition(" ")[0].rstrip(" ,;:") + " …"
    return f"{criterion.id} {text}".rstrip(" .")


def _steps(text: str) -> tuple[_Step, ...]:
    """The steps of a criterion, in the order given, when, then; never without an outcome."""
    parts = list(_split(text))
    kinds = [part.kind for part in parts]
    if kinds and kinds[-1] == "Then" and kinds == sorted(kinds, key=("Given", "When", "Then").index):
        return tuple(parts)
    found = _EARS.fullmatch(text)
    if found is not None:
        kind = "When" if found["word"].casefold() in ("when", "if", "as soon as") else "Given"
        return _Step(kind, _closed(found["condition"])), _Step("Then", _closed(found["outcome"]))
    return (_Step("Then", _closed(text) or "…"),)


def _split(text: str) -> Iterator[_Step]:
    """Steps where the text begins with one of their words; `and` goes on with the one before, as part of it."""
    places = [match for match in _WORDS.finditer(text) if match[1].casefold().split()[0] in _KIND]
    if not places or places[0].start() != 0:
        return
    for place, following in zip(places, [*places[1:], None], strict=True):
        part = _closed(text[place.end() : following.start() if following is not None else len(text)])
        if part:
            yield _Step(_KIND[place[1].casefold().split()[0]], part)


def _closed(text: str) -> str:
    return text.strip().strip(",;").removesuffix(".").strip()


def _plain(text: str) -> str:
    flat = _MARKUP.sub(lambda match: match[2] or match[1] or match[3] or "", text)
    # Angle brackets would be placeholders, a sign at the start another line of Gherkin.
    return " ".join(flat.replace("<", "‹").replace(">", "›").split())


def _is_german(text: str) -> bool:
    return re.match(r"\W*(gegeben|angenommen|wenn)\b", text, re.IGNORECASE) is not None
