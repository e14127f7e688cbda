"""Authors' Markdown on our pages: what is resolved, what is taken out, and what stays as it was written."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import case
from tpo_docs.model import Edition, Review
from tpo_docs.pages import text
from tpo_docs.pages.inline import inline, safe_address
from tpo_docs.pages.seen import watched
from tpo_docs.pages.sentence import Story, story_from, story_of
from tpo_docs.pages.terms import definitions, mentioned, terms_in
from tpo_docs.places import Places
from tpo_docs.render import HTML_CLOSE, HTML_OPEN, neutral

_SOURCE = Edition(edit_url="https://git.example.org/edit/{ref}/{path}", branch="main")


def _shown(review: Review, item_id: str = "STY-001", edition: Edition = _SOURCE) -> text.Shown:
    item = review.project.items[item_id]
    return text.shown(item, item.docs_path, Places(review.project), edition)


def _body(body: str, head: str = "", edition: Edition = _SOURCE) -> text.Shown:
    """A story with that body, beside a requirement, a term and a file of many items."""
    files = f"""
`````markdown title="stories/STY-001.md"
---
id: STY-001
{head}
---
{body}
`````
```markdown title="requirements/REQ-001.md"
---
id: REQ-001
title: Costs | split
---
## Acceptance criteria
- **AC1** It is there.
```
````markdown title="quality.md"
# Quality

## REQ-010 Quick
```yaml item
```
- none

### Acceptance criteria
- **AC1** It is quick.
````
```yaml title="terms.yml"
cost-rule: {{title: "Cost [rule]", definition: How a cost is shared.}}
```
"""
    return _shown(case(files).review(), edition=edition)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("See [[REQ-001]].", '[REQ&#45;001](../requirements/REQ-001.md){: .tpo-ref .tpo-ref--requirement data-tpo-id="REQ-001" }'),
        ("See [[REQ-001|the *split*]].", '[the *split*](../requirements/REQ-001.md){: .tpo-ref data-tpo-id="REQ-001" }'),
        ("See [[REQ-001/AC1]].", "[REQ&#45;001/AC1](../requirements/REQ-001.md#ac1)"),
        ("See [[REQ-010]].", "[REQ&#45;010](../quality.md#REQ-010)"),
        ("See [[REQ-010/AC1]].", "[REQ&#45;010/AC1](../quality.md#REQ-010-ac1)"),
        ("See [[cost-rule]].", "[Cost &#91;rule&#93;](../glossary.md#cost-rule)"),
        ("See [[REQ-404]].", '<span class="tpo-ref tpo-ref--missing">REQ&#45;404</span>'),
        ("See [[<b>]].", '<span class="tpo-ref tpo-ref--missing">&#60;b&#62;</span>'),
        ("| a |\n|---|\n| [[REQ-001\\|b]] |", "| [b](../requirements/REQ-001.md)"),
    ],
)  # fmt: skip
def test_a_reference_becomes_a_link(written: str, shown: str) -> None:
    assert shown in _body(written).lead


def test_two_references_on_a_line_are_both_replaced_in_their_places() -> None:
    lead = _body("[[REQ-001]], then [x](y.png), then [[REQ-010|ten]].").lead
    assert "[[" not in lead
    assert lead.index("REQ-001.md") < lead.index("y.png") < lead.index("[ten](../quality.md#REQ-010)")


@pytest.mark.parametrize("written", ["`[[REQ-001]]`", "```\n[[REQ-001]]\n```", "\\[[REQ-001]]"])
def test_a_reference_in_code_stays(written: str) -> None:
    assert "[[REQ-001]]" in _body(written).lead


@pytest.mark.parametrize("title", ["# A title", "A title\n=======", "\n\n# A title #"])
def test_a_leading_title_is_taken_out(title: str) -> None:
    assert _body(f"{title}\n\nText.").lead == "Text."


def test_a_title_behind_some_text_stays() -> None:
    shown = _body("Text.\n\n# Later")
    assert (shown.lead, shown.rest) == ("Text.", "# Later")


def test_what_stands_before_the_first_heading_is_the_lead() -> None:
    shown = _body("# T\n\nOne.\n\nTwo.\n\n## Notes\n\nThree.\n")
    assert (shown.lead, shown.rest) == ("One.\n\nTwo.", "## Notes\n\nThree.")


def test_the_acceptance_criteria_are_taken_out_and_what_stands_beside_them_is_kept() -> None:
    shown = _body(
        "Lead.\n\n## Acceptance criteria\n\nOf the workshop:\n\n- **AC1** One\n  goes on\nlazily\n\n  and further.\n"
        "- **AC2** Two\n\nAfterwards.\n\n## Notes\n\nMore.\n"
    )
    assert shown.lead == "Lead."
    assert shown.rest == "## Notes\n\nMore."
    assert [line for line in shown.notes.split("\n") if line] == ["Of the workshop:", "Afterwards."]


@pytest.mark.parametrize("heading", ["## Akzeptanzkriterien", "### Acceptance Criteria:", "Acceptance criteria\n---"])
def test_the_heading_of_the_criteria_goes_with_them(heading: str) -> None:
    shown = _body(f"{heading}\n- **AC1** One\n")
    assert (shown.lead, shown.rest, shown.notes) == ("", "", "")


def test_criteria_of_the_field_leave_the_body_as_it_is() -> None:
    shown = _body("## Notes\n\n- AC1 is hard.", "acceptance: {AC1: One}")
    assert shown.rest == "## Notes\n\n- AC1 is hard."


@pytest.mark.parametrize("written", ["```python\nx = 1", "~~~~\nx\n~~~", "~~~\n```\n", "a\n\n```yaml\n- [[REQ-001]]"])
def test_a_fence_left_open_is_closed(written: str) -> None:
    lead = _body(written).lead
    fence = "~~~~" if "~~~~" in written else "~~~" if written.startswith("~~~") else "```"
    assert lead.split("\n")[-1] == fence


def test_a_closed_fence_stays_as_it_is() -> None:
    assert _body("```\nx\n```").lead == "```\nx\n```"


@pytest.mark.parametrize("text", ["Text <!-- and no end", "`<!--` and <!-- so on", "```\n-->\n```\n<!-- open"])
def test_a_comment_left_open_is_closed(text: str) -> None:
    assert _body(text).lead.endswith("-->")


@pytest.mark.parametrize(
    "text", ["Use `<!--` for it.", "Say ``<!--`` or `<!--`", "```html\n<!-- x\n```\n\nMore.", "~~~\n<!--\n~~~"]
)
def test_code_opens_no_comment(text: str) -> None:
    assert _body(text).lead == text


def test_our_marks_never_come_from_an_author() -> None:
    attack = f"{HTML_OPEN}<script>alert(1)</script>{HTML_CLOSE}"
    shown = _body(f"{attack}\n\n## Acceptance criteria\n- **AC1** One\n\n{attack}\n\n## N\n{attack}")
    for part in (shown.lead, shown.rest, shown.notes):
        assert "tpo:html" in part
        assert HTML_OPEN not in part
        assert HTML_CLOSE not in part
    assert text.neutral(attack) == neutral(attack)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[a](../x/y.markdown#z)", "[a](../x/y.md#z)"),
        ("[a](../contracts/b.yaml)", "[a](https://git.example.org/edit/main/specs/contracts/b.yaml)"),
        ("[a](<run.sh> \"t\")", "[a](https://git.example.org/edit/main/specs/stories/run.sh)"),
        ("![a](../pictures/b.png)", "![a](../pictures/b.png)"),
        ("[a](b.pdf)", "[a](b.pdf)"),
        ("[a](https://example.org/b.yaml)", "[a](https://example.org/b.yaml)"),
        ("[a](folder/)", "[a](folder/)"),
        ("[a](#here)", "[a](#here)"),
        ("```\n[a](b.yaml)\n```", "```\n[a](b.yaml)\n```"),
    ],
)  # fmt: skip
def test_a_link_leads_to_where_the_file_is_on_the_site_or_to_its_source(written: str, shown: str) -> None:
    assert _body(written).lead == shown


def test_a_link_to_a_file_that_nobody_can_see_is_only_its_text() -> None:
    assert _body("See [the contract](b.yaml).", edition=Edition()).lead == "See the contract."


def test_links_are_moved_with_the_page() -> None:
    review = case('```markdown title="a/page.md"\n[x](../b/c.md#d) ![y](e.png)\n\n[z]: f.md\n```').review()
    document = review.project.documents[0]
    origin = text.Origin(document.path, "a/page.md", "page.md", Places(review.project), Edition())
    assert text.whole(document.body, origin) == "[x](b/c.md#d) ![y](a/e.png)\n\n[z]: a/f.md"


def test_the_files_that_a_text_links_to_are_found() -> None:
    written = '[a](b%20c.pdf#p) ![d](../e.png) [f](https://x.org/g.png) [h](#i)\n\n[j]: k.csv\n<img src="l.svg">'
    assert list(text.links(written)) == ["b c.pdf", "../e.png", "k.csv", "l.svg"]
    assert list(text.links("no link")) == []


# ---- the sentence of a story ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("As a clerk, I want to see costs, so that disputes are caught.", ("clerk", "see costs", "disputes are caught", True)),
        ("As an office accountant I want a list.", ("office accountant", "a list", "", False)),
        ("**As a** clerk\n**I want to** see costs\n**so that** I know.", ("clerk", "see costs", "I know", True)),
        ("Als Sachbearbeiterin möchte ich die Kosten sehen, damit ich sie kenne.", ("Sachbearbeiterin", "die Kosten sehen", "ich sie kenne", False)),
    ],
)  # fmt: skip
def test_the_sentence_of_a_story_is_understood(written: str, told: tuple[str, str, str, bool]) -> None:
    assert story_of(written) == Story(*told)


@pytest.mark.parametrize(
    "written", ["As soon as possible.", "The clerk wants.", "As a clerk. I want", "As a " + "x" * 700, ""]
)
def test_another_paragraph_is_no_story(written: str) -> None:
    assert story_of(written) is None


@pytest.mark.parametrize(
    ("want", "told"),
    [
        ("see the costs", ("see the costs", True)),
        ("to see the costs.", ("see the costs", True)),
        ("a list of costs", ("a list of costs", False)),
        ("", ("", False)),
    ],
)
def test_a_wish_of_a_field_goes_on_with_to_unless_it_is_a_thing(want: str, told: tuple[str, bool]) -> None:
    found = story_from("clerk", want, "")
    assert (found.want, found.infinitive) == told


def test_the_paragraph_that_tells_the_story_is_taken_out() -> None:
    shown = _body("# T\n\nAs a clerk, I want to see costs.\n\nMore.")
    assert shown.story == Story("clerk", "see costs", "", infinitive=True)
    assert shown.lead == "More."


# ---- one line -----------------------------------------------------------------------------------------------------


def _resolve(target: str, shown: str) -> str:
    return f"<{target}|{shown}>"


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("plain & <simple>", "plain &amp; &lt;simple&gt;"),
        ("`a < b` and ``c`d``", "<code>a &lt; b</code> and <code>c`d</code>"),
        ("**bold *and* so**", "<strong>bold <em>and</em> so</strong>"),
        ("_it_ is snake_case_name", "<em>it</em> is snake_case_name"),
        ("2 * 3 * 4 ** 5", "2 * 3 * 4 ** 5"),
        ("[[REQ-001]] and [[REQ-001|one]]", "<REQ-001|> and <REQ-001|one>"),
        ("`[[REQ-001]]`", "<code>[[REQ-001]]</code>"),
        ("[a *b*](https://x.org/?a=1&b=2)", '<a href="https://x.org/?a=1&amp;b=2" rel="noopener noreferrer">a <em>b</em></a>'),
        ("[a](javascript:alert)", "a"),
        ("[a](relative.md)", "a"),
        ("<https://x.org>", '<a href="https://x.org" rel="noopener noreferrer">https://x.org</a>'),
        ("\\*not\\* \\[\\[x]]", "*not* [[x]]"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ],
)  # fmt: skip
def test_a_line_of_markdown_becomes_safe_html(written: str, html: str) -> None:
    assert inline(written, _resolve) == html


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@given(st.text(alphabet="ab <>\"'&`*_[]()|\\/:#\n", max_size=60) | st.text(max_size=60))
def test_a_line_makes_no_other_tags_than_these(written: str) -> None:
    parser = _Tags()
    parser.feed(inline(written, lambda _target, _shown: ""))
    for tag, attributes in parser.found:
        assert tag in {"code", "strong", "em", "a"}
        if tag == "a":
            assert set(attributes) == {"href", "rel"}
            assert safe_address(attributes["href"] or "")
        else:
            assert not attributes


@pytest.mark.parametrize("address", ["https://x.org", "http://x.org/a?b", "mailto:a@x.org"])
def test_an_address_of_the_web_or_for_mail_is_safe(address: str) -> None:
    assert safe_address(address)


@pytest.mark.parametrize(
    "address", ["javascript:x", "data:text/html,x", " https://x.org", "https://", "https://x\n.org", "//x.org", "x"]
)
def test_another_address_is_not(address: str) -> None:
    assert not safe_address(address)


@given(st.text(max_size=40))
def test_a_plain_text_has_nothing_left_that_markdown_or_html_would_read(written: str) -> None:
    plain = text.plain(written)
    assert not set(re.sub(r"&(?:#\d+|amp);", "", plain)) & set("\\`*_{}[]()#+!|~^=$:<>\"'-&\n")


def test_a_text_is_cut_between_words() -> None:
    assert text.shortened("one  two\nthree", 8) == "one …"
    assert text.shortened("one two", 9) == "one two"


# ---- words of the glossary ----------------------------------------------------------------------------------------

_TERMS = """
```yaml title="terms.yml"
rule: {title: Rule, definition: A short one.}
cost-rule: {title: Cost rule, definition: How the cost <is> shared., forms: [cost rules]}
it: {title: IT, kind: acronym, definition: Information technology.}
old: {title: Oldword, definition: Gone., status: former}
empty: {title: Emptyword}
```
"""


def test_terms_are_found_as_they_are_written_the_longest_first() -> None:
    project = case(_TERMS).review().project
    found = terms_in("Cost rules, a RULE, the cost rule; it is the IT. Oldword, cost-rule, ruler.", project)
    assert {surface: term.id for surface, term in found.items()} == {
        "Cost rules": "cost-rule",
        "RULE": "rule",
        "cost rule": "cost-rule",
        "IT": "it",
        "rule": "rule",
    }


def test_definitions_are_lines_that_markdown_understands() -> None:
    project = case(_TERMS).review().project
    assert definitions("The cost rule of IT, an Emptyword.", project) == (
        "*[cost rule]: How the cost &lt;is&gt; shared.\n*[IT]: Information technology."
    )


def test_without_a_glossary_there_are_no_definitions() -> None:
    project = case("").review().project
    assert definitions("The cost rule.", project) == ""
    assert mentioned(["The cost rule."], project) == ()


def test_a_term_is_mentioned_once() -> None:
    project = case(_TERMS).review().project
    assert [term.id for term in mentioned(["IT, cost rule", "cost rules"], project)] == ["it", "cost-rule"]


def test_a_source_can_be_shown_as_it_was_at_a_commit_also_where_the_edition_is_watched() -> None:
    review = case("").review()
    edition = watched(review, Places(review.project), replace(_SOURCE, commit="1a2b3c")).edition
    assert text.source_url(edition, "src/a.py", 3, edition.commit).endswith("/1a2b3c/src/a.py")
    assert text.source_url(edition, "src/a.py", 3).endswith("/main/src/a.py")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Nothing but words", "Nothing but words"),
        ("What **we** `want` and [a link](https://example.org)", "What we want and a link"),
        ("After [[REQ-001|the first]], ~~struck~~ ==marked== a[^1]", "After the first, struck marked a"),
        ("Words of a style {: .quiet } here", "Words of a style here"),
        ('!!! note "Mind"\n    the *gap*', "the gap"),
        ("???+ tip\n    look", "look"),
        ('--8<-- "part.md"', ""),
        ("1 < 2 = 3 and `a == b`", "1 < 2 = 3 and a == b"),
    ],
)
def test_what_previews_are_told_has_no_marks(written: str, said: str) -> None:
    assert text.described(written) == said
