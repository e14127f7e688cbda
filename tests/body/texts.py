"""Texts to read: lines that say what kind of block they are, and real bodies; both ways of reading find the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tpo_docs import frontmatter
from tpo_docs.body.commonmark import parsed
from tpo_docs.body.marks import marks
from tpo_docs.body.outline import Outline
from tpo_docs.body.scan import Scan

ANY_ID = re.compile(r"(?:[A-Z]+-[0-9]+|REL-[a-z0-9.]+)(?![A-Za-z0-9])")

LINES = (
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
        "[a](b.md) `[c](d.md)` [e](http://f) [g](<h i.md> 'j')",
        "- ![k](l.png) <!-- [m](n.md) -->",
        "[o]: p.md",
        "[O] [q][o]",
        "r](s.md)",
        '<img src="t.png"> <a class="u" href=\'v.md\'>',
        "| [[M]] | `|` |",
        "[NEEDS CLARIFICATION: x]",
        "- a [[N",
        ">     [[O]]",
        "- <!-- [[P]]",
    ),
)


def bodies(shared: Path) -> Iterator[str]:
    for path in sorted((shared / "corpora").rglob("*.md")):
        yield frontmatter.read(path.read_bytes(), "a.md").body


def _found(text: str, outline: Outline) -> tuple[object, ...]:
    fences = [
        (fence.start, fence.info, "\n".join(outline.lines[fence.start + 1 : fence.inner_stop]).strip())
        for fence in outline.fences
    ]
    headings = [heading._replace(text=" ".join(heading.text.split())) for heading in outline.headings]
    return headings, " ".join(outline.paragraph.split()), fences, outline.entries, marks(text, outline, 1)


def assert_both_agree(text: str) -> bool:
    scan = Scan(text)
    if not scan.is_sure():
        return False
    assert _found(text, scan.outline()) == _found(text, parsed(text)), text
    return True
