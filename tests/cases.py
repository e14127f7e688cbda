"""Cases written as Markdown: files as fenced blocks with a title, expected findings as comments in them.

    ```yaml title="GOAL-001.md"
    ---
    id: GOAL-001  # finding: TPO301
    ---
    ```

A file lies under `specs/`, unless its name is `tpo-docs.yml` or starts with `/`; one whose name starts with `before/`
belongs to the version that the others are compared with. A comment names the findings of its
line; it is taken out before the file is read. In Markdown it is written `<!-- finding: TPO305 -->`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tpo_docs import config, pipeline
from tpo_docs.model import Change, Finding, Review, SourceFile
from tpo_docs.parse import MARKDOWN

TODAY = date(2027, 3, 1)

_BLOCK = re.compile(
    r'^(?P<indent> *)(?P<fence>`{3,})[^\n`]*title="(?P<path>[^"]+)"[^\n]*\n(?P<text>.*?)^(?P=indent)(?P=fence)[ \t]*$',
    re.DOTALL | re.MULTILINE,
)
_EXPECTED = re.compile(r"[ \t]*(?:#|<!--) finding: (TPO\d{3}(?:, TPO\d{3})*)(?: -->)?[ \t]*$")
_REST = "The other files stay as they are."


@dataclass(frozen=True)
class Case:
    """Files of one small project, and the findings that they should give."""

    files: Mapping[str, str]
    """By path from the project root."""
    expected: tuple[tuple[str, int, str], ...] = ()
    """Path, line and code, sorted."""
    history: Mapping[str, Change] = field(default_factory=dict)

    def review(self, *, today: date = TODAY) -> Review:
        """What tpo-docs finds in them."""
        options = (
            config.read(self.files["tpo-docs.yml"], "tpo-docs.yml")
            if "tpo-docs.yml" in self.files
            else config.default()
        )
        base = {path.removeprefix("before/"): text for path, text in self.files.items() if path.startswith("before/")}
        sources = [
            SourceFile(path, text.encode(), _page(path.removeprefix("specs/")), _source(path, options))
            for path, text in self.files.items()
            if path != "tpo-docs.yml" and not path.startswith("before/")
        ]
        attachments = {file.path: file.data for file in sources if not file.path.endswith(MARKDOWN)}
        return pipeline.review(
            sources,
            options,
            options.today or today,
            present=frozenset(self.files),
            cited=attachments,
            history=self.history,
            base=Case(base).review(today=today).project if base else None,
        )


def case(markdown: str, *, history: Mapping[str, Change] | None = None) -> Case:
    """The case that a docstring or a section of one describes."""
    files: dict[str, str] = {}
    expected: list[tuple[str, int, str]] = []
    assert "```" not in _BLOCK.sub("", markdown), "a block has no title, or is not closed at its own indentation"
    for block in _BLOCK.finditer(markdown):
        path = _path(block["path"])
        lines = []
        for number, indented in enumerate(block["text"].splitlines(), start=1):
            line = indented.removeprefix(block["indent"])
            found = _EXPECTED.search(line)
            if found is not None:
                expected += [(path, number, code) for code in found[1].split(", ")]
            lines.append(line[: found.start()] if found is not None else line)
        files[path] = "\n".join(lines) + "\n"
    return Case(files, tuple(sorted(expected)), history or {})


def section(page: str, title: str) -> str:
    """What stands under a heading of a rule's page; headings inside its examples are none."""
    parts = re.split(r"(?m)^## (Why it matters|Example|Instead)$", page)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    return found.get(title, "")


def instead(page: str) -> Case:
    """What a rule's page shows to write instead: with the files of its example that it says to stay as they are."""
    written = section(page, "Instead")
    shown = case(written)
    kept = case(section(page, "Example")).files if _REST in written else {}
    return Case({**kept, **shown.files}, shown.expected)


def places(findings: tuple[Finding, ...]) -> tuple[tuple[str, int, str], ...]:
    """Path, line and code of findings, sorted, to be compared with what a case expects."""
    return tuple(sorted((finding.path, finding.line, finding.code) for finding in findings))


def codes(review: Review) -> list[str]:
    """The codes of the findings, in their order."""
    return [finding.code for finding in review.findings]


def count(review: Review) -> Counter[str]:
    """How often each code was found."""
    return Counter(codes(review))


def messages(review: Review, code: str) -> list[str]:
    """What the findings with that code say."""
    return [finding.message for finding in review.findings if finding.code == code]


def only(review: Review, code: str) -> Finding:
    """The one finding with that code."""
    found = [finding for finding in review.findings if finding.code == code]
    assert len(found) == 1, f"{len(found)} findings {code} in {review.findings}"
    return found[0]


def _page(path: str) -> str:
    return f"{path}.md" if path.endswith(".feature") else path


def _path(title: str) -> str:
    if title.startswith("/"):
        return title[1:]
    if title.startswith("before/"):
        return f"before/{_path(title.removeprefix('before/'))}"
    return title if title.startswith(("tpo-docs.yml", "templates/", "records/")) else f"specs/{title}"


def _source(path: str, options: config.Configuration) -> int:
    """The entry of `sources` that a file belongs to: the one with the longest path that holds it."""
    fitting = [
        (len(spec.path), index) for index, spec in enumerate(options.sources) if path.startswith(f"{spec.path}/")
    ]
    return max(fitting)[1] if fitting else 0
