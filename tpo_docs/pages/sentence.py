"""The sentence of a user story: read from a paragraph or made of fields."""

from __future__ import annotations

import re
from typing import NamedTuple

_ENGLISH = re.compile(
    r"As (?:an? |the )?(?P<who>[^,.]+?),? I (?:want|need|would like|'d like|wish)(?P<to> to)? (?P<want>.+?)(?:,? so that (?P<why>.+?))?\.?",
    re.DOTALL,
)
_GERMAN = re.compile(
    r"Als (?:eine?r? |der |die )?(?P<who>[^,.]+?),? (?:möchte|will|brauche) ich(?P<to>) (?P<want>.+?)(?:,? (?:damit|sodass|so dass) (?P<why>.+?))?\.?",
    re.DOTALL,
)
_NOUN = re.compile(
    r"(?:an?|the|my|our|all|every|each|one|no|that|this|some|more|less|fewer|any|to know)\s", re.IGNORECASE
)


class Story(NamedTuple):
    """The sentence of a user story, taken apart."""

    who: str
    want: str
    why: str = ""
    infinitive: bool = False
    """Whether it goes on with *to*: *I want to see …*, and not *I want a list …*"""


def story_of(text: str) -> Story | None:
    """The sentence of a user story, where a paragraph is one and nothing else."""
    flat = " ".join(text.split())
    if len(flat) > 600 or not flat.startswith(("As ", "**As", "*As", "_As", "Als ", "**Als", "*Als", "_Als")):
        return None
    bare = re.sub(r"(\*\*|__|\*|_)(As an?|As|I want to|I want|so that|Als|möchte ich|damit)\1", r"\2", flat)
    match = _ENGLISH.fullmatch(bare) or _GERMAN.fullmatch(bare)
    if match is None:
        return None
    return Story(
        match["who"].strip(), match["want"].strip(" ,"), (match["why"] or "").strip(), infinitive=bool(match["to"])
    )


def story_from(who: str, want: str, why: str) -> Story:
    """The sentence of a user story from its fields."""
    bare = want.strip().rstrip(".")
    if bare.lower().startswith("to "):
        return Story(who, bare[3:].strip(), why.strip().rstrip("."), infinitive=True)
    return Story(who, bare, why.strip().rstrip("."), infinitive=bool(bare) and not _NOUN.match(bare))
