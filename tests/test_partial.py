"""A part of a project, judged alone, says what the whole says of it; and so after any edit of an item's fields and links."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pytest

from benchmarks import corpus
from tests.cases import case, instead, section
from tpo_docs import contents, files, partial, pipeline
from tpo_docs.check import check
from tpo_docs.config import Configuration
from tpo_docs.files.loading import Loaded
from tpo_docs.files.others import cited_there as beside
from tpo_docs.model import Item, Project, SourceFile
from tpo_docs.parse import FileContent, cited_files, parse, parse_file
from tpo_docs.report.making import report_of
from tpo_docs.report.report import packed
from tpo_docs.rules import CODES, rule_of
from tpo_docs.rules.reach import FAR
from tpo_docs.window import UnknownError, Version

_ERP = Path(__file__).parents[1] / "tpo_docs" / "examples" / "erp"


class _Checked:
    """A project that was checked as a whole, and files as a cache has them."""

    def __init__(self, loaded: Loaded) -> None:
        self.store = loaded.store
        self.configuration = loaded.configuration
        self.today = loaded.project.today
        self._parsed: dict[SourceFile, FileContent] = {}
        self.sources = {file.path: file for file in loaded.sources}
        self.project = self.fresh(self.sources)
        self.found = packed(report_of(check(self.project)))
        self.records = {path: _packed(file, self.configuration) for path, file in self.sources.items()}
        outline = partial.outline_of(self.project)
        assert outline is not None
        paths = list(self.sources)
        self.outline = partial.unpacked(partial.packed(outline, paths), paths)
        assert self.outline == outline
        self._items: dict[str, Item] = {}

    def fresh(self, sources: Mapping[str, SourceFile]) -> Project:
        """The project of these files, read and linked anew."""
        parsed = parse(sources.values(), self.configuration, self._content)
        files, cited = beside(cited_files(parsed, self.configuration), self.store)
        return pipeline.linked(parsed, self.configuration, self.today, present=files, cited=cited)

    def _content(self, file: SourceFile, configuration: Configuration) -> FileContent:
        if file not in self._parsed:
            self._parsed[file] = parse_file(file, configuration)
        return self._parsed[file]

    def known(self) -> partial.Known:
        """What is known after the check."""
        return partial.Known(
            self.outline,
            self.configuration,
            self.today,
            past=False,
            load=self.item,
            beside=lambda citations: beside(citations, self.store),
        )

    def item(self, name: str) -> Item:
        """An item as it is read from the cache."""
        if name not in self._items:
            path = self.outline.paths[name]
            file, record = self.sources[path], self.records[path]
            self._items |= _items(file if contents.reads_texts(record) else file._replace(data=b""), record)
        return self._items[name]

    def again(self, file: SourceFile) -> Any:
        """What is found where one file is another."""
        record, now = self.records[file.path], _packed(file, self.configuration)
        if contents.others_moved(record, now):
            return None
        then, after = (_items(file._replace(data=b""), held) for held in (record, now))
        return partial.judged_again(self.found, then, after, self.known())


def _packed(file: SourceFile, configuration: Configuration) -> contents.Record:
    return contents.pack(parse_file(file, configuration), file)


def _items(file: SourceFile, record: contents.Record) -> dict[str, Item]:
    return {item.id: item for item in contents.unpack(record, file).items}


@pytest.fixture(scope="module")
def erp(tmp_path_factory: pytest.TempPathFactory) -> _Checked:
    """The example without its records."""
    folder = tmp_path_factory.mktemp("erp") / "project"
    shutil.copytree(_ERP, folder)
    shutil.rmtree(folder / "records")
    return _Checked(files.load(folder))


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> _Checked:
    """A generated project."""
    folder = tmp_path_factory.mktemp("generated")
    corpus.write(folder, 80)
    return _Checked(files.load(folder))


# ---- items alone ------------------------------------------------------------------------------------------------


def _alone(project: Project, known: partial.Known, found: Any, name: str) -> bool:
    """Whether the part around an item can be judged; where it can, the same is found of it as in the whole."""
    version = Version(known.outline, known.configuration, known.load, {name: known.load(name)})
    try:
        near = partial._around(version, [name])
        review = partial._judged(version, near | partial._parts(version, near), known)
    except UnknownError:
        return False
    assert name in near
    assert partial._findings(review, near) == sorted(row for row in found[0] if partial._is_of(row, near))
    assert partial._allowed(review, near) == sorted(row for row in found[3] if partial._is_of(row[0], near))
    return True


def test_of_each_item_alone_the_same_is_found(erp: _Checked, generated: _Checked) -> None:
    for checked, step, least in ((erp, 3, 0.5), (generated, 1, 1.0)):
        names = list(checked.project.items)[::step]
        answered = [_alone(checked.project, checked.known(), checked.found, name) for name in names]
        assert sum(answered) >= least * len(answered)


@pytest.mark.parametrize("code", CODES)
def test_of_each_item_of_an_example_alone_the_same_is_found(code: str) -> None:
    page = rule_of(code).page
    for example in (case(section(page, "Example")), instead(page)):
        review = example.review()
        project = review.project
        outline = partial.outline_of(project)
        if outline is None:
            continue
        known = partial.Known(
            outline,
            project.configuration,
            project.today,
            past=False,
            load=project.items.__getitem__,
            beside=lambda _, project=project: (project.files, project.cited),  # type: ignore[misc]
        )
        found = packed(report_of(review))
        for name in project.items:
            _alone(project, known, found, name)


# ---- edits ------------------------------------------------------------------------------------------------------


class _Author:
    """Edits the fields and links of items at random, as their author would and as nobody should."""

    def __init__(self, checked: _Checked, seed: int) -> None:
        self.checked = checked
        self.chance = random.Random(seed)
        self.items = list(checked.project.items.values())
        self.files = [file for path, file in checked.sources.items() if path.endswith((".md", ".yml"))]

    def edit(self) -> SourceFile:
        """A file of the project with one edit."""
        file = self.chance.choice(self.files)
        self.lines = file.data.decode().split("\n")
        self.end = self._end(self.lines)
        if self._fields():
            ways = (self.status, self.status, self.link, self.link, self.word, self.drop, self.copy, self.line)
            self.chance.choice(ways)()
        return file._replace(data="\n".join(self.lines).encode())

    def status(self) -> None:
        """Any status of any type, most often of the item's own."""
        workflows = [spec.workflow for spec in self.checked.project.schema.types.values()]
        own = [item.type for item in self.items if f"id: {item.id}" in self.lines]
        if own and self.chance.random() < 0.8:
            workflows = [self.checked.project.schema.types[own[0]].workflow]
        self._put("status", self.chance.choice([name for workflow in workflows for name in workflow]))

    def link(self) -> None:
        """Links to one item or two, to a criterion, or to nothing."""
        keywords = self.checked.project.schema.keywords
        present = [name for name in map(self._name, self._fields()) if name in keywords]
        role = self.chance.choice(present if present and self.chance.random() < 0.6 else list(keywords))
        targets = [self.chance.choice(self.items).id for _ in range(self.chance.choice((1, 1, 2)))]
        if self.chance.random() < 0.2:
            targets[0] = self.chance.choice(("REQ-9999", f"{targets[0]}/AC1"))
        self._put(role, f"[{', '.join(targets)}]")

    def word(self) -> None:
        """One value of a field that planning, priorities or dates are read from."""
        values = {
            "priority": ("must", "should", "could", "wont", "none"),
            "title": ("New", "TBD", "", "[[REQ-001]]"),
            "kind": ("user", "technical", "quality", "rollout", "odd"),
            "estimate": ("0", "3", "9999", "x"),
            "review_by": ("2020-01-01", "2035-01-01", "soon"),
            "owner": ("team-billing", "nobody"),
        }
        name = self.chance.choice(list(values))
        self._put(name, self.chance.choice(values[name]))

    def drop(self) -> None:
        """A line of the front matter less."""
        del self.lines[self.chance.choice(self._fields())]

    def copy(self) -> None:
        """A field of another item."""
        other = self.checked.sources[self.chance.choice(self.items).path].data.decode().split("\n")
        found = [line for line in other[1 : self._end(other)] if _FIELD(line) and not line.startswith(("id:", "type:"))]
        if found:
            name, _, value = self.chance.choice(found).partition(":")
            self._put(name, value.strip())

    def line(self) -> None:
        """A line anywhere."""
        self.lines.insert(self.chance.randrange(len(self.lines)), self.chance.choice(_LINES))

    def _put(self, name: str, value: str) -> None:
        present = [number for number in self._fields() if self._name(number) == name]
        if present:
            self.lines[present[0]] = f"{name}: {value}"
        else:
            self.lines.insert(self.chance.choice(self._fields()), f"{name}: {value}")

    def _fields(self) -> list[int]:
        return [number for number in range(1, self.end) if _FIELD(self.lines[number])]

    def _name(self, number: int) -> str:
        return self.lines[number].partition(":")[0]

    @staticmethod
    def _end(lines: list[str]) -> int:
        return next((number for number, line in enumerate(lines) if number and line == "---"), len(lines))


_FIELD = re.compile(r"[a-z_]+:").match
_LINES = (
    "More.",
    "TBD",
    "See [[REQ-001]].",
    "allow: [{rule: TPO303, reason: r}]",
    "allow: [{rule: no-such, reason: r}]",
    "questions: [{q: why}]",
    "- **AC9** Given a, then b",
)


def _answered(checked: _Checked, seed: int, count: int, passed_by: Collection[str] = ()) -> int:
    """How many of so many edits are answered by a part of the project, each as by the whole."""
    author = _Author(checked, seed)
    answered = 0
    for _ in range(count):
        file = author.edit()
        again = checked.again(file)
        if again is not None:
            answered += 1
            whole = packed(report_of(check(checked.fresh({**checked.sources, file.path: file}))))
            for found in (again, whole):
                found[0] = [row for row in found[0] if row[3] not in passed_by]
            assert again == whole, file.data.decode()
    return answered


@pytest.mark.parametrize("seed", range(4))
def test_after_an_edit_a_part_says_what_the_whole_says(generated: _Checked, seed: int) -> None:
    assert _answered(generated, seed, 40) >= 15


@pytest.mark.parametrize("seed", range(2))
def test_after_an_edit_of_the_example_too(erp: _Checked, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules that look further would have the whole project judged nearly always: all others are compared."""
    far = frozenset(FAR)
    monkeypatch.setattr(partial, "FAR", dict.fromkeys(far, lambda _: False))
    assert _answered(erp, seed, 30, far) >= 3
