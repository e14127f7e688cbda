"""The scenarios of a feature as tests, and those that stand in the text of an item."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from tpo_docs import body as bodies
from tpo_docs import scenarios
from tpo_docs.config import Configuration
from tpo_docs.model import (
    Body,
    Category,
    Document,
    Field,
    Item,
    Link,
    Parsed,
    Scalar,
    Sequence,
    SourceFile,
    Unread,
    Value,
)
from tpo_docs.parse.citations import beside
from tpo_docs.parse.content import FileContent, decoded

_GHERKIN = re.compile(
    r"^( {0,3})(`{3,}|~{3,})[ \t]*gherkin[^\n]*\n(.*?)^ {0,3}\2[`~]*[ \t]*$", re.DOTALL | re.MULTILINE
)


def read_feature(file: SourceFile, configuration: Configuration) -> FileContent:
    """The scenarios of a file as tests: one for each test that a tag names, else one for each scenario that names an
    item. A scenario that names none is shown with the others, and proves nothing."""
    text, unread = decoded(file, "gherkin")
    markdown = file.path.casefold().endswith(".md")
    found = scenarios.read(text, markdown=markdown)
    unread += [Unread(file.path, *problem[:3], "gherkin", mend=problem.mend) for problem in found.problems]
    items: dict[str, list[scenarios.Scenario]] = {}
    untraced = []
    stem = file.path.rpartition("/")[2].partition(".")[0]
    for scenario in found.scenarios:
        names = [name for tag in scenario.tags if (name := _tagged(tag, configuration))]
        tests = [name for name in names if configuration.schema.type_of_id(name) == "test" and "/" not in name]
        if not names:
            untraced.append(scenario)
            reason = f"the scenario '{scenario.name}' names no item"
            mend = "write a tag `@TEST-…`, or `@STY-…/AC1` for what it proves"
            unread.append(Unread(file.path, scenario.line, scenario.column, reason, "scenario", mend=mend))
        own = f"{_slug(stem)}.{_slug(scenario.name)}"
        for name in dict.fromkeys(tests or ([_free(own, items)] if names else ())):
            items.setdefault(name, []).append(scenario)
    made = tuple(_scenario_item(name, some, found, file, configuration) for name, some in items.items())
    rest = "\n\n".join(_fenced(scenario.text) for scenario in untraced)
    frame = _frame(f"# {found.name or stem}\n\n{found.description}\n\n{rest}\n")
    document = Document(file.path, file.docs_path, found.name or stem, {}, frame)
    return FileContent(made, (document,), tuple(unread))


def _scenario_item(
    name: str,
    some: list[scenarios.Scenario],
    feature: scenarios.Feature,
    file: SourceFile,
    configuration: Configuration,
) -> Item:
    first = some[0]
    at = (first.line, first.column)
    spec = configuration.schema.types.get("test")
    key = [f"{feature.name}::{re.sub(r'<[^<>]+>', '*', one.name)}" for one in some]
    values: dict[str, Value] = {
        "kind": Scalar("automated", *at),
        "result_key": Sequence(tuple(Scalar(text, *at) for text in key), *at),
    }
    links = {
        target: Link("verifies", target, tag.line, tag.column)
        for one in some
        for tag in one.tags
        if (target := _tagged(tag, configuration)) and configuration.schema.type_of_id(target) != "test"
    }
    status = next((word for word, category in spec.workflow.items() if category is Category.AGREED), "") if spec else ""
    return Item(
        id=name,
        type="test",
        title=first.name if len(some) == 1 else feature.name,
        kind="automated",
        status=status or (spec.draft_status if spec else "draft"),
        category=Category.AGREED,
        path=file.path,
        line=first.line,
        column=first.column,
        docs_path=file.docs_path,
        anchor=name,
        fields={key: Field(key, value, *at) for key, value in values.items()},
        links=tuple(links.values()),
        body=bodies.read("\n\n".join(_fenced(one.text) for one in some), first.line)._replace(
            placeholders=(), addresses=()
        ),
        source=file.source,
    )


def _tagged(tag: scenarios.Tag, configuration: Configuration) -> str:
    """The address in a tag: `STY-012/AC1`, also where it is written `STY-012.AC1`; empty where it holds none."""
    found = configuration.schema.any_id.match(tag.name)
    if found is None:
        return ""
    rest = re.fullmatch(r"(?:[/.]([A-Za-z]+\d+))?", tag.name[found.end() :])
    if rest is None:
        return ""
    return f"{found[0]}/{rest[1]}" if rest[1] else found[0]


def _free(name: str, taken: Mapping[str, object]) -> str:
    """The name, with a number where it is taken."""
    number = 1
    while (found := name if number == 1 else f"{name}-{number}") in taken:
        number += 1
    return found


def _slug(text: str) -> str:
    words = re.findall(r"[^\W_]+", text.casefold())
    return "-".join(words)[:60].strip("-") or "scenario"


def _fenced(text: str) -> str:
    fence = "`" * (max((len(run) for run in re.findall(r"`{3,}", text)), default=2) + 1)
    return f"{fence}gherkin\n{text}\n{fence}"


def with_scenarios(parsed: Parsed) -> Parsed:
    """The same with scenarios joined to the tests that their tags name or that cite their file: an author's own item
    stays, and verifies what its scenarios say in addition."""
    made = [item for item in parsed.items if item.is_scenario]
    if not made:
        return parsed
    known = {item.id for item in parsed.items if not item.is_scenario}
    targets = known | {name for item in parsed.items for name in item.texts("aliases")}
    more: dict[str, list[Link]] = {}
    first: dict[str, Item] = {}
    cited = dict(_citing(parsed.items))
    shown: dict[str, list[str]] = {}
    for item in made:
        name = cited.get((item.path, item.title)) or cited.get((item.path, "")) or item.id
        if name in known or name in first:
            wanted = [link for link in item.links if link.target.partition("/")[0] in targets]
            more.setdefault(name, []).extend(wanted)
            shown.setdefault(item.path, []).append(item.body.text)
        else:
            first[item.id] = item
    items = tuple(
        replace(item, links=(*item.links, *more[item.id])) if item.id in more else item
        for item in parsed.items
        if not item.is_scenario or first.get(item.id) is item
    )
    documents = tuple(
        page._replace(body=_frame(page.body.text + "\n" + "\n\n".join(shown[page.path])))
        if page.path in shown
        else page
        for page in parsed.documents
    )
    return replace(parsed, items=items, documents=documents)


def _frame(text: str) -> Body:
    """A body of ours: what stands in it is the business of the scenarios, and of no rule about text."""
    return bodies.read(text, 1)._replace(placeholders=(), criteria=(), references=(), addresses=(), anchors=())


def _citing(items: Iterable[Item]) -> Iterator[tuple[tuple[str, str], str]]:
    """File and scenario (empty for all of the file) → the test whose field `feature` cites them."""
    for item in items:
        group = item.group("feature") if item.type == "test" and "feature" in item.fields else None
        written = group.text("file").strip() if group is not None else ""
        for path in (beside(item.path, written), posixpath.normpath(written)) if group and written else ():
            yield (path, group.text("scenario").strip() if group else ""), item.id


def fenced_problems(body: Body, path: str, item_id: str) -> Iterator[Unread]:
    """What no runner can use of the scenarios in a test's own text; a block may leave its feature out."""
    for block in _GHERKIN.finditer(body.text):
        text = block[3]
        whole = re.search(r"^\s*(?:#|@|\w+:)", text) is None or "Feature:" in text or "# language:" in text
        found = scenarios.read(text if whole else f"Feature: {item_id}\n{text}", markdown=False)
        first = body.line + body.text.count("\n", 0, block.start(3)) - (1 if whole else 2)
        for problem in found.problems:
            line = max(first + problem.line, body.line)
            yield Unread(path, line, problem.column, problem.reason, "gherkin", item_id, problem.mend)
