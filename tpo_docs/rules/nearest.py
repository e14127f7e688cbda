"""The existing name most like one that does not exist, found fast also among ten thousand."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from tpo_docs.model import Project

_NUMBERED = re.compile(r"([^\W\d]+?)[-_ .]?(\d{1,9})\Z").match
_MOST_COMPARED = 300
"""How many names one look-up compares letter by letter."""


class Names:
    """Names that can be asked for the one nearest to a text."""

    def __init__(self, names: Iterable[str]) -> None:
        self._numbered: dict[str, dict[int, str]] = {}
        self._others: list[str] = []
        self._answers: dict[str, str] = {}
        for name in names:
            found = _NUMBERED(name)
            if found is None:
                self._others.append(name)
            else:
                self._numbered.setdefault(found[1].casefold(), {}).setdefault(int(found[2]), name)

    def nearest(self, text: str) -> str:
        """The name most like the text; empty where none comes close."""
        if text not in self._answers:
            found = _NUMBERED(text)
            near = self._by_number(found[1].casefold(), found[2]) if found is not None else ""
            self._answers[text] = near or self._by_letters(text)
        return self._answers[text]

    def _by_number(self, written: str, digits: str) -> str:
        prefix = self._prefix(written)
        if not prefix:
            return ""
        numbers = self._numbered[prefix]
        number = int(digits)
        if number in numbers:
            return numbers[number]
        swapped = [digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1)]
        others = [digits[:i] + digits[i + 1 :] for i in range(len(digits)) if len(digits) > 1]
        others += [digits[:i] + digit + digits[i + 1 :] for i in range(len(digits)) for digit in "0123456789"]
        others += [digits[:i] + digit + digits[i:] for i in range(len(digits) + 1) for digit in "123456789"]
        for some in (swapped, others):
            present = [found for text in some if (found := int(text)) in numbers]
            if present:
                return numbers[min(present, key=lambda found: (abs(found - number), found))]
        return ""

    def _prefix(self, written: str) -> str:
        if written in self._numbered:
            return written
        if len(written) == 1 or min(map(len, self._numbered), default=0) == 1:
            return ""  # one letter is like any other
        if len(self._numbered) == 1:
            # Where all names have one prefix, another one is a slip, however little it looks like it.
            return next(iter(self._numbered))
        return next(iter(difflib.get_close_matches(written, self._numbered, 1)), "")

    def _by_letters(self, text: str) -> str:
        alike = [
            name
            for name in self._others
            if abs(len(name) - len(text)) <= 3
            and min(len(name), len(text)) > 1
            and text[:1].casefold() == name[:1].casefold()
        ]
        near = difflib.get_close_matches(text, alike[:_MOST_COMPARED], 1, 0.7)
        return near[0] if near else ""


def nearest_id(project: Project, text: str) -> str:
    """The id most like the text."""
    return project.derive(_ids).nearest(text)


def _ids(project: Project) -> Names:
    return Names(project.items)
