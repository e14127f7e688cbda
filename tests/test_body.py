"""Bodies: statement, sections, criteria, references, placeholders, and the items of a file of many."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tpo_docs import body, frontmatter
from tpo_docs.body import BundleItem
from tpo_docs.model import Body, Criterion, Placeholder, Reference, Section

_ANY_ID = re.compile(r"(?:[A-Z]+-[0-9]+|REL-[a-z0-9.]+)(?![A-Za-z0-9])")


# ---- statement --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("", ""),
        ("One line.", "One line."),
        ("Two\n   lines.  \n\nMore.", "Two lines."),
        ("# Heading\n\nBelow it.", "Below it."),
        ("# Heading\nWithout a blank line.\n## Next", "Without a blank line."),
        ("Heading\n===\n\nBelow it.", "Below it."),
        ("- a\n- b\n\nBehind a list.", "Behind a list."),
        ("- a\n\n  still in the list\n\nBehind it.", "Behind it."),
        ("1. a\n\n10) b\n\nBehind numbers.", "Behind numbers."),
        ("> quoted\n\nBehind a quote.", "Behind a quote."),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n\nBehind a table.", "Behind a table."),
        ("```\ncode\n```\nBehind a fence.", "Behind a fence."),
        ("~~~\n# code\n```\n~~~\n\nBehind a fence.", "Behind a fence."),
        ("    code\n\nBehind code.", "Behind code."),
        ("\tcode\n\nBehind code.", "Behind code."),
        ("<!-- a\n\ncomment -->\nBehind a comment.", "Behind a comment."),
        ("<div>\nhtml\n</div>\n\nBehind HTML.", "Behind HTML."),
        ("---\n\nBehind a rule.", "Behind a rule."),
        ("[a]: https://example.org\n\nBehind a definition.", "Behind a definition."),
        ("[a](https://example.org) starts it.", "a starts it."),
        ("1986. A great year.\n2. Not a list.", ""),
        ("In\n1986. A great year.", "In 1986. A great year."),
        ("Only a list:\n- a\n", "Only a list:"),
        ("\xa0\n\nBehind what is empty to the eye.", "Behind what is empty to the eye."),
        ("- only\n- a list\n", ""),
        ("a | b\n\nno table", "a | b"),
    ],
)
def test_the_statement_is_the_first_paragraph(text: str, statement: str) -> None:
    assert body.read(text).statement == statement


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("The `cost` of *a* **well**", "The cost of a well"),
        ("See [the contract](https://example.org/a_b) and ![a map](map.png).", "See the contract and a map."),
        ("By [[REQ-1]] and [[REQ-2|the split]].", "By REQ-1 and the split."),
        ("Code: `[[REQ-1]]`", "Code: [[REQ-1]]"),
        ("snake_case_name stays, _so_ goes", "snake_case_name stays, so goes"),
        ("***both*** and **a *nested* b**", "both and a nested b"),
        (r"\*escaped\* &amp; <b>html</b>", "*escaped* & html"),
        ("a  hard\\\nbreak", "a hard break"),
        ("``a ` b`` and ` x `", "a ` b and x"),
        ("2 * 3 * 4 [sic]", "2 * 3 * 4 [sic]"),
        ("<https://example.org>", "https://example.org"),
        ("nul \0 *a*", "nul \ufffd a"),
    ],
)
def test_a_statement_is_what_a_reader_sees(text: str, plain: str) -> None:
    assert body.read(f"{text}\n").statement == plain


# ---- sections ---------------------------------------------------------------------------------------------------


def test_a_section_holds_its_own_sub_sections() -> None:
    text = "# A *b* ##\nintro\n\n## C\n\n```\n# no heading\n```\n<!--\n# none\n-->\n### D\nd\n## E\n"
    assert body.read(text, line=10).sections == (
        Section("A b", 1, 10, text.partition("\n")[2].rstrip("\n")),
        Section("C", 2, 13, "```\n# no heading\n```\n<!--\n# none\n-->\n### D\nd"),
        Section("D", 3, 21, "d"),
        Section("E", 2, 23, ""),
    )


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("#", [""]),
        ("# ", [""]),
        ("#\ta", ["a"]),
        ("#a\n####### b", []),
        ("# a #b\n## c \\#\n### d ###  \n", ["a #b", "c #", "d"]),
        ("a\n===\nb\nc\n---\n", ["a", "b c"]),
        ("- a\n  # in the list\n# b", ["b"]),
        ("- a\n# b", ["b"]),
        ("> # quoted\n# b", ["b"]),
        ("text\n# b", ["b"]),
        ("  # b", ["b"]),
        ("    # code", []),
        ("text\n    # text too", []),
        ("````\n```\n# a\n```\n````\n# b", ["b"]),
        ("```\n# a", []),
        ("``` a`b\n# c", ["c"]),
        ("<pre>\n# a\n\n# b\n</pre>\n# c", ["c"]),
        ("<div>\n# a\n\n# b", ["b"]),
        ("<!-- a --> # b\n# c", ["c"]),
        ("text <!-- a\n# b\n-->", ["b"]),
        ("- ```\n# a", ["a"]),
        ("\u2028# a\x0b# b\n# c", ["c"]),
    ],
)
def test_headings_are_those_of_the_document(text: str, titles: list[str]) -> None:
    assert [section.title for section in body.read(text).sections] == titles


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# A `b` *c*\n", "A b c"),
        ("intro\n\n## Second\n# First\n# Other\n", "First"),
        ("First\n=====\n", "First"),
        ("```\n# no\n```\n", ""),
        ("## Second\n", ""),
        ("", ""),
    ],
)
def test_the_title_is_the_first_heading_of_level_1(text: str, title: str) -> None:
    assert body.title(body.read(text)) == title


# ---- criteria ---------------------------------------------------------------------------------------------------


def _criteria(text: str) -> tuple[Criterion, ...]:
    return body.read(text).criteria


@pytest.mark.parametrize(
    ("entry", "name", "text"),
    [
        ("- **AC1** When", "AC1", "When"),
        ("* **AC12:** When", "AC12", "When"),
        ("+ **AC1**: When", "AC1", "When"),
        ("1. __AC1__ – When", "AC1", "When"),
        ("1) **AC1** - When", "AC1", "When"),
        ("- AC1: When", "AC1", "When"),
        ("- [ ] **AC1** When", "AC1", "When"),
        ("- [x] #1 When", "AC1", "When"),
        ("- [X] When", "", "When"),
        ("- **AC1 in bold** text", "AC1", "**in bold** text"),
        ("- **ACT** text", "", "**ACT** text"),
        ("- AC1x", "", "AC1x"),
        ("- #1st", "", "#1st"),
        ("- see AC1", "", "see AC1"),
        ("-   **AC1** When `a: b`", "AC1", "When `a: b`"),
        ("- **AC1**", "AC1", ""),
        ("-\n  **AC1** below", "AC1", "below"),
    ],
)
def test_a_criterion_has_the_id_that_its_author_gave(entry: str, name: str, text: str) -> None:
    assert _criteria(f"## Acceptance criteria\n{entry}\n") == (Criterion(name, text, 2, 1),)


def test_a_criterion_holds_its_wrapped_lines_and_nested_entries() -> None:
    text = (
        "## Acceptance Criteria\n\nAll of:\n\n- **AC1** When a\n  and b\n  - c\n\n  d\n"
        "- **AC2** e\nlazy\n\n 3. **AC3** f\n\nThe end.\n### More\n- **AC4** g\n## Else\n- **AC5** h\n"
    )
    assert _criteria(text) == (
        Criterion("AC1", "When a and b - c d", 5, 1),
        Criterion("AC2", "e lazy", 10, 1),
        Criterion("AC3", "f", 13, 2),
        Criterion("AC4", "g", 17, 1),
    )


@pytest.mark.parametrize(
    "heading",
    [
        "# acceptance criteria",
        "#### ACCEPTANCE CRITERIA:",
        "## 3. Acceptance *criteria*",
        "## Akzeptanzkriterien",
        "Acceptance criteria\n---",
    ],
)
def test_the_section_is_known_by_its_title(heading: str) -> None:
    assert [criterion.text for criterion in _criteria(f"{heading}\n\n- a\n")] == ["a"]


@pytest.mark.parametrize(
    "text",
    [
        "## Criteria\n- a\n",
        "## Acceptance criteria\n> - a\n",
        "## Acceptance criteria\n```\n- a\n```\n",
        "## Acceptance criteria\n<!--\n- a\n-->\n",
        "## Acceptance criteria\n\n    - a\n",
        "- a\n## Acceptance criteria\n",
        "```\n## Acceptance criteria\n```\n- a\n",
    ],
)
def test_nothing_else_is_a_criterion(text: str) -> None:
    assert _criteria(text) == ()


def test_entries_of_nested_criteria_sections_count_once() -> None:
    text = "# Acceptance criteria\n- a\n## Acceptance criteria\n- b\n# Acceptance criteria\n- c\n"
    assert [criterion.text for criterion in _criteria(text)] == ["a", "b", "c"]


# ---- references and placeholders --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("See [[REQ-1]].", [("REQ-1", "", 1, 5)]),
        ("See [[ REQ-1 | the text ]].", [("REQ-1", "the text", 1, 5)]),
        ("# A [[REQ-1]]\n\nB\n=\n[[REQ-2]]\n", [("REQ-1", "", 1, 5), ("REQ-2", "", 5, 1)]),
        ("- [[REQ-1]]\n  - [[REQ-2]]\n", [("REQ-1", "", 1, 3), ("REQ-2", "", 2, 5)]),
        ("> a\n> [[REQ-1]]\n", [("REQ-1", "", 2, 3)]),
        ("| a | b |\n|---|---|\n| x | [[REQ-1]] [[REQ-2\\|y]] |\n", [("REQ-1", "", 3, 7), ("REQ-2", "y", 3, 17)]),
        ("[[STY-1/AC2]]", [("STY-1/AC2", "", 1, 1)]),
        ("*[[A-1]]* **b [[A-2]]**[[A-3]]", [("A-1", "", 1, 2), ("A-2", "", 1, 15), ("A-3", "", 1, 24)]),
        ("`[[A-1]]` [[A-2]] ``` [[A-3]] ```", [("A-2", "", 1, 11)]),
        ("`a\n[[A-1]]` [[A-2]]", [("A-2", "", 2, 10)]),
        ("`a\n\n[[A-1]]` [[A-2]]", [("A-1", "", 3, 1), ("A-2", "", 3, 10)]),
        ("\\`[[A-1]] \\\\`[[A-2]]`", [("A-1", "", 1, 3)]),
        ("\\[[A-1]] [[A-2]](x) [[A-3]][y] [[]] [[|x]] [[a\nb]]", []),
        ("```\n[[A-1]]\n```\n[[A-2]]", [("A-2", "", 4, 1)]),
        ("- a\n\n  ```\n  [[A-1]]\n  ```\n- [[A-2]]", [("A-2", "", 6, 3)]),
        ("    [[A-1]]\n\n[[A-2]]\n    [[A-3]]", [("A-2", "", 3, 1), ("A-3", "", 4, 5)]),
        ("- a\n\n      [[A-1]]\n", []),
        (">     [[A-1]]\n", []),
        ("<!-- [[A-1]] --> [[A-2]] <!--\n[[A-3]]\n--> x", [("A-2", "", 1, 18), ("A-3", "", 2, 1)]),
        ("a <!-- [[A-1]]\n[[A-2]] --> [[A-3]]", [("A-3", "", 2, 13)]),
        ("<div>[[A-1]]</div>", [("A-1", "", 1, 6)]),
        ("<pre>\n[[A-1]]\n</pre>", []),
        ("é😀 [[Ä-1]]", [("Ä-1", "", 1, 4)]),
    ],
)
def test_references_are_found_outside_code_only(text: str, references: list[tuple[str, str, int, int]]) -> None:
    assert [tuple(reference) for reference in body.read(text).references] == references


@pytest.mark.parametrize(
    ("text", "placeholders"),
    [
        ("TBD TODO FIXME XXX TBC", ["TBD", "TODO", "FIXME", "XXX", "TBC"]),
        ("Really??? ???? ??", ["???", "????"]),
        ("[NEEDS CLARIFICATION: who?] [NEEDS CLARIFICATION]", ["[NEEDS CLARIFICATION: who?]", "[NEEDS CLARIFICATION]"]),
        ("todo Tbd TODOS XTODO XXXX TODO_LIST", []),
        ("`TODO` <!-- TODO -->", []),
        ("```\nTBD\n```\n    TBD\n", []),
        ("# TBD\n- (TODO)\n| ??? |\n", ["TBD", "TODO", "???"]),
    ],
)
def test_placeholders_are_whole_words_outside_code(text: str, placeholders: list[str]) -> None:
    assert [placeholder.text for placeholder in body.read(text).placeholders] == placeholders


def test_places_count_from_the_line_where_the_body_starts() -> None:
    read = body.read("# A\n\nTBD by [[A-1]]\n\n## Acceptance criteria\n- **AC1** a\n", line=20)
    assert read.line == 20
    assert [section.line for section in read.sections] == [20, 24]
    assert read.placeholders == (Placeholder("TBD", 22, 1),)
    assert read.references == (Reference("A-1", "", 22, 8),)
    assert read.criteria == (Criterion("AC1", "a", 25, 1),)


# ---- files of many items ----------------------------------------------------------------------------------------


def test_a_file_of_many_is_split_at_its_items() -> None:
    text = (
        "# Billing\n\nIntro.\n\n"
        "## REQ-004 Well *costs*\n\n```yaml item\nkind: functional\nsupports: [GOAL-1]\n```\n\nThe system shall.\n\n"
        "### Notes\n\nx\n\n"
        "### REQ-005: Split\n~~~ yaml   item\n~~~\nBy office.\n"
        "## REL-mvp – The MVP\n```yaml item\nstatus: draft\n```\n"
        "# Else\n\nNot an item's.\n"
    )
    intro, items = body.split_items(text, 5, _ANY_ID)
    lines = intro.split("\n")
    assert lines[:5] == ["# Billing", "", "Intro.", "", "<!--tpo:item REQ-004-->"]
    assert lines[-4:] == ["# Else", "", "Not an item's.", ""]
    assert [line for line in lines[5:-4] if line] == ["<!--tpo:item REQ-005-->", "<!--tpo:item REL-mvp-->"]
    assert len(lines) == len(text.split("\n"))
    assert items == (
        BundleItem(
            "REQ-004",
            "Well costs",
            2,
            9,
            4,
            "kind: functional\nsupports: [GOAL-1]",
            12,
            "\nThe system shall.\n\n### Notes\n\nx\n",
            15,
        ),
        BundleItem("REQ-005", "Split", 3, 22, 5, "", 24, "By office.", 25),
        BundleItem("REL-mvp", "The MVP", 2, 26, 4, "status: draft", 28, "", 30),
    )


@pytest.mark.parametrize(
    "text",
    [
        "## REQ-1 A\n```yaml\nkind: x\n```\n",
        "## REQ-1 A\ntext\n```yaml item\nkind: x\n```\n",
        "## A REQ-1\n```yaml item\nkind: x\n```\n",
        "## REQ-1x\n```yaml item\nkind: x\n```\n",
        "````\n## REQ-1 A\n```yaml item\nkind: x\n```\n````\n",
        "<!--\n## REQ-1 A\n```yaml item\nkind: x\n```\n-->\n",
        "REQ-1 A\n```yaml item\nkind: x\n```\n",
    ],
)
def test_anything_else_starts_no_item(text: str) -> None:
    assert body.split_items(text, 1, _ANY_ID) == (text, ())


def test_an_item_may_be_left_open_at_the_end() -> None:
    _, items = body.split_items("REQ-1 A\n---\n```yaml item\nkind: x\ntags: [a]", 1, _ANY_ID)
    assert items == (BundleItem("REQ-1", "A", 2, 1, 1, "kind: x\ntags: [a]", 4, "", 6),)


# ---- the two ways of reading are one ----------------------------------------------------------------------------


def _found(text: str, outline: body._Outline) -> tuple[object, ...]:
    fences = [
        (fence.start, fence.info, "\n".join(outline.lines[fence.start + 1 : fence.inner_stop]).strip())
        for fence in outline.fences
    ]
    headings = [heading._replace(text=" ".join(heading.text.split())) for heading in outline.headings]
    return headings, " ".join(outline.paragraph.split()), fences, outline.entries, body._marks(text, outline, 1)


def _assert_both_agree(text: str) -> bool:
    scan = body._Scan(text)
    if not scan.is_sure():
        return False
    assert _found(text, scan.outline()) == _found(text, body._parsed(text)), text
    return True


_LINES = (
    *(
        "",
        "",
        "",
        "text",
        "text [[A-1]] x",
        "# H",
        "## Acceptance criteria",
        "### h3 #",
        "#no",
        "####### seven",
        "- item",
    ),
    *(
        "- [ ] **AC1** x",
        "* item",
        "+ i",
        "1. one",
        "2. two",
        "10) ten",
        "  cont",
        "    deep [[B]]",
        "      deeper",
        "\ttab",
    ),
    *(
        "   three",
        "> quote",
        "> - q",
        "```",
        "```yaml item",
        "~~~",
        "````",
        "  ```",
        "    ```",
        "<!-- c -->",
        "<!-- open",
    ),
    *(
        "--> end [[C]]",
        "<div>",
        "</div>",
        "<b>x",
        "| a | b |",
        "|---|---|",
        "| 1 | 2 |",
        "a | b",
        "--- | ---",
        "---",
        "===",
    ),
    *(
        "***",
        "* * *",
        "- - -",
        "___",
        "[a]: http://x",
        "[a]: <",
        "[x] y",
        "[[D|t]]",
        "`code [[E]]`",
        "`open",
        "close` [[F]]",
    ),
    *(
        "``a` [[G]]``",
        "TODO",
        "??? TBD",
        "\\`",
        "\\[[H]]",
        "- ```",
        "- > q",
        "-",
        "- ",
        "-\tx",
        "1.",
        "1.\tx",
        "  - nested",
    ),
    *(
        "    - nest2",
        "   - three",
        "-   - x",
        "-     code",
        "  - ```",
        "  # h",
        "    # h",
        ":--",
        "|",
        "=",
        "-5",
        "1986. A",
    ),
    *(
        "+",
        "*",
        "**b**",
        "_x_",
        "    ",
        "  ",
        "\t",
        "\x0b",
        "\xa0",
        "a  ",
        "a\\",
        "# `c` [[I]]",
        "- [[J]] `x`",
        "]] b",
        "\0",
    ),
    *(
        "<!-- a --> [[K]]",
        "> [[L]]",
        "| [[M]] | `|` |",
        "[NEEDS CLARIFICATION: x]",
        "- a [[N",
        ">     [[O]]",
        "- <!-- [[P]]",
    ),
)


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(_LINES), max_size=10).map("\n".join))
@example("|a|\n|-|\nx")
@example("|a\n|-|")
@example("- a\n|b|")
@example("a\n|-|")
@example("|a|\n|-|\n1. b")
@example("|a|\n|-|\n- b")
@example("> a\n===")
@example("- a\n\n  b\n\tc")
@example("1. a\n\n b")
@example("> a\n b")
@example("a\n \tb")
@example("# a|\n---")
@example("```|b\n-|-\n```")
@example("- a|\n---")
@example("<!--|-->\n---")
@example("~~~\na\n    ~~~\n ~~~ \nb")
def test_a_scan_that_is_sure_finds_what_commonmark_finds(text: str) -> None:
    _assert_both_agree(text)


@settings(max_examples=1000, deadline=None)
@given(st.text(alphabet=" \t\n#-*+>`~<!|:=_[]()1.ax\\", max_size=40))
def test_a_scan_of_any_marks_agrees_with_commonmark(text: str) -> None:
    _assert_both_agree(text)


_WORDS = (
    *(
        "a",
        "b",
        " ",
        " ",
        "é",
        ".",
        ",",
        "!",
        "(",
        ")",
        ":",
        "-",
        "*",
        "**",
        "***",
        "_",
        "`",
        "``",
        "[",
        "]",
        "[[",
        "]]",
        "|",
    ),
    *(
        "<",
        ">",
        "&",
        "&amp;",
        "\\",
        "\n",
        "http://x.y/z",
        "![",
        "](u)",
        "](a)",
        "[x](y)",
        "**b**",
        "*c*",
        "`d`",
        "[[X]]",
    ),
    *("[[X|y]]", "'", '"', "#", "\xa0", "1", "x_y", "_z_", "😀", "\u0301", "[z]", "<b>", "\0", "](javascript:x)"),
)


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=10).map("".join))
@example("` a `b` `c")
@example("[[X]]`(`")
@example("*a**b*")
@example("**a*b**")
@example("[a](b:c) [d](https://e)")
def test_simple_inline_marks_mean_what_they_do_in_commonmark(markdown: str) -> None:
    markdown = "\n".join(line.strip() for line in markdown.strip().split("\n"))
    plain = body._simple_plain(markdown)
    if plain is not None:
        assert plain == body._parsed_plain(markdown)


def _bodies(shared: Path) -> Iterator[str]:
    for path in sorted((shared / "corpora").rglob("*.md")):
        yield frontmatter.read(path.read_bytes(), "a.md").body


def test_real_bodies_are_read_as_commonmark_reads_them(shared: Path) -> None:
    texts = list(_bodies(shared))
    sure = sum(_assert_both_agree(text) for text in texts)
    assert sure > 0.9 * len(texts)


def test_every_numbered_criterion_of_backlog_md_is_found(shared: Path) -> None:
    expected = found = 0
    for path in sorted((shared / "corpora" / "backlog-md" / "data").rglob("*.md")):
        text = frontmatter.read(path.read_bytes(), "a.md").body
        block = re.search(r"<!-- AC:BEGIN -->(.*?)<!-- AC:END -->", text, re.DOTALL)
        numbers = re.findall(r"^- \[[ x]\] #([0-9]+)", block[1], re.MULTILINE) if block else []
        expected += len(numbers)
        if numbers:
            found += sum(bool(criterion.id) for criterion in body.read(text).criteria)
    assert found == expected == 2381


# ---- whatever the text is ---------------------------------------------------------------------------------------


def _assert_all_inside(text: str) -> None:
    read = body.read(text)
    lines = text.split("\n")
    places = [(section.line, 1) for section in read.sections]
    places += [(found.line, found.column) for found in read.criteria]
    places += [(found.line, found.column) for found in read.references]
    places += [(found.line, found.column) for found in read.placeholders]
    for line, column in places:
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1
    for reference in read.references:
        assert lines[reference.line - 1][reference.column - 1 :].startswith("[[")
    for placeholder in read.placeholders:
        assert lines[placeholder.line - 1][placeholder.column - 1 :].startswith(placeholder.text)
    body.title(body.read(text))
    intro, items = body.split_items(text, 1, _ANY_ID)
    assert len(intro.split("\n")) == len(text.split("\n"))
    for item in items:
        assert lines[item.line - 1][item.column - 1 :].startswith(item.id)
        assert item.yaml in text
        assert item.body in text


def test_damaged_bodies_are_read_and_every_place_is_inside_them(shared: Path) -> None:
    chance = random.Random(20270301)
    texts = list(_bodies(shared))
    for _ in range(1500):
        lines = chance.choice(texts).split("\n")
        start = chance.randrange(len(lines))
        lines = lines[start : start + chance.randrange(2, 40)]
        for _ in range(chance.randrange(4)):
            at = chance.randrange(len(lines))
            lines[at : at + chance.randrange(2)] = [
                chance.choice((*_LINES, "## REQ-1", "```yaml item")) + lines[at][:30]
            ]
        text = "\n".join(lines)
        _assert_both_agree(text)
        _assert_all_inside(text)


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=60) | st.lists(st.sampled_from((*_LINES, "# REQ-1 a")), max_size=8).map("\n".join))
def test_any_text_is_read_and_every_place_is_inside_it(text: str) -> None:
    _assert_all_inside(text)


_SIZE = 50_000


@pytest.mark.parametrize(
    "piece",
    [
        *(
            ">",
            "> ",
            "- ",
            "1. ",
            "a\n",
            "[[A-1]] TODO ",
            "[[A-1]] TODO\n",
            "[[",
            "[[a ",
            "[",
            "]",
            "`",
            "` ",
            "\\",
            "\\`",
            "***",
        ),
        *(
            "<!--",
            "[[A]] <!--\n",
            "a <!-- [[A]] -->",
            "<",
            "<a\n",
            "<div>\n\n",
            "#",
            "# a\n",
            "# a\n## b\n",
            "*a ",
            "_a",
            "**a",
        ),
        *(
            "|",
            "|\n",
            "|a|\n|-|\n\n",
            "a|b\n-|-\n",
            "```\n",
            "~~~",
            "- a\n",
            "- a\nb\n",
            " - a\n",
            "- a\n\n\n  b\n",
            "1. a\n",
        ),
        *(
            "# Acceptance criteria\n- **AC1** a\n",
            "[a]: b\n",
            "[a\n",
            '[a]: b "\n',
            "\n",
            " ",
            "   \n",
            "\t",
            "    [[a]]\n",
        ),
        *(
            "?",
            "??? ",
            "TODO",
            "X",
            "[NEEDS CLARIFICATION ",
            "\0",
            "---\n",
            "a\n***\n",
            "* ",
            "-",
            "a\n=\n",
            "&amp;",
            "[a](b",
            "![",
        ),
        *(
            "# REQ-1\n```yaml item\na: b\n```\n",
            "# REQ-1\n\n",
            "😀[[é]]\n",
            "\x0b\u2028",
            "<a@b.c> ",
            "> a\nb\n",
            "\xa0\n",
            "=\n",
        ),
    ],
)
def test_a_long_text_of_anything_is_read_in_time(piece: str) -> None:
    started = time.perf_counter()
    for text in (piece * (_SIZE // len(piece)), f"# {piece * 1000} [[A-1]] `"):
        body.read(text)
        body.title(body.read(text))
        body.split_items(f"{text}\nyaml item", 1, _ANY_ID)
    assert time.perf_counter() - started < 20  # a quadratic reader takes minutes


@pytest.mark.parametrize(
    "text",
    [
        ">" * 5000 + " [[A-1]]",
        "\n".join(" " * depth + "- [[A-1]]" for depth in range(600)),
        "\n".join(">" * (depth % 100) + " TBD" for depth in range(2000)),
        " ".join("`" * length for length in range(1, 600)) + " [[A-1]]",
        "|" + "a|" * 20_000 + "\n|" + "-|" * 20_000 + "\n" + "|[[A-1]]\n" * 50,
        "".join("#" * (number % 6 + 1) + " Acceptance criteria\n- a\n" for number in range(20_000)),
    ],
    ids=range(6),
)
def test_deep_nesting_is_read_in_time(text: str) -> None:
    started = time.perf_counter()
    body.read(text)
    assert time.perf_counter() - started < 20


def test_an_ordinary_body_does_not_load_a_markdown_parser() -> None:
    text = (
        "# REQ-1 A\n\nThe *system* shall `do` it, see [[REQ-2]].\n\n## Acceptance criteria\n\n"
        "- **AC1** a\n  - b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```\n\nTBD\n"
    )
    program = f"import sys\nfrom tpo_docs import body\nbody.read({text!r})\nsys.exit('markdown_it' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_nothing_in_a_body_gives_the_empty_body() -> None:
    assert body.read("") == Body("", 1)
