"""Bodies: statement, sections, criteria, references and placeholders."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tpo_docs import body
from tpo_docs.model import Body, Criterion, Placeholder, Reference, Section

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


def test_an_ordinary_body_does_not_load_a_markdown_parser() -> None:
    text = (
        "# REQ-1 A\n\nThe *system* shall `do` it, see [[REQ-2]].\n\n## Acceptance criteria\n\n"
        "- **AC1** a\n  - b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```\n\nTBD\n"
    )
    program = f"import sys\nfrom tpo_docs import body\nbody.read({text!r})\nsys.exit('markdown_it' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_nothing_in_a_body_gives_the_empty_body() -> None:
    assert body.read("") == Body("", 1)
