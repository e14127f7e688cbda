"""A pack as one HTML file: it needs nothing else, asks no server, can be read without its script and printed.

With the script, answers are kept in the browser while they are given, and saved as a small file that `unpack` reads.
What authors wrote is Markdown without HTML, pictures and links, so nothing in the file can lead elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from tpo_docs.awaited import Why
from tpo_docs.proof.words_changed import GONE, NEW, Piece
from tpo_docs.schema import Schema
from tpo_docs.signoff import wording
from tpo_docs.signoff.answers import CHECKS, VERDICTS
from tpo_docs.signoff.pack import ANSWERS, SCHEMA, Entry, Pack, ends
from tpo_docs.signoff.script import SCRIPT
from tpo_docs.titles import title_html
from tpo_docs.verdicts import Verdict
from tpo_docs.words import Words

_TONES = {
    Verdict.OK: "good",
    Verdict.EXEMPT: "good",
    Verdict.FAILED: "bad",
    Verdict.BROKEN: "bad",
    Verdict.NONE: "",
}
_STYLE = """
:root{color-scheme:light dark;--line:#8885;--soft:#8881;--new:#1a7f37;--gone:#cf222e;--accent:#0550ae;--warn:#9a6700}
*{box-sizing:border-box}
body{font:16px/1.55 system-ui,sans-serif;max-width:52rem;margin:0 auto;padding:1.5rem 1.25rem 7rem}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .25rem}h2{font-size:1.25rem;line-height:1.3;margin:0}
h3{font-size:.95rem;margin:1.25rem 0 .25rem}p{margin:.5rem 0}
.quiet{opacity:.75}.how{background:var(--soft);border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem;margin:1rem 0}
.how ol{margin:.25rem 0;padding-left:1.25rem}
nav ol{columns:2 18rem;padding-left:1.25rem;margin:.5rem 0}nav li{break-inside:avoid}
article{border:1px solid var(--line);border-radius:.6rem;padding:1rem 1.25rem;margin:1.5rem 0;scroll-margin-top:1rem}
.tags{display:flex;flex-wrap:wrap;gap:.35rem .6rem;align-items:center;font-size:.85rem;margin-bottom:.25rem}
.tag{border:1px solid var(--line);border-radius:1rem;padding:0 .6rem}.tag.changed{border-color:var(--warn);color:var(--warn);font-weight:600}
.plain{font-size:1.05rem}td:first-child code{white-space:nowrap}.good{color:var(--new)}.bad{color:var(--gone)}
table{border-collapse:collapse;width:100%;margin:.25rem 0}th,td{text-align:left;vertical-align:top;padding:.4rem .5rem;border-top:1px solid var(--line)}
th{font-weight:600}table.facts th{width:11rem}td,th{overflow-wrap:anywhere}
code{font:.9em ui-monospace,monospace}pre{overflow:auto;padding:.75rem;background:var(--soft)}
ins{color:var(--new);text-decoration:underline}del{color:var(--gone)}
fieldset{border:2px solid var(--accent);border-radius:.5rem;margin:1.25rem 0 0;padding:.75rem 1rem}
legend{font-weight:600;padding:0 .4rem}
.choice{display:inline-flex;gap:.45rem;align-items:center;margin:.15rem 1.5rem .15rem 0;min-height:2.25rem;cursor:pointer}
.checks .choice{margin-right:1rem}.checks legend{float:left;width:100%;padding:0;margin-bottom:.25rem;font-weight:500}.checks legend+*{clear:both}input[type=radio]{width:1.15rem;height:1.15rem;margin:0}
textarea,input[type=text]{font:inherit;width:100%;border:1px solid var(--line);border-radius:.35rem;padding:.4rem .5rem;background:transparent;color:inherit}
textarea{min-height:3.5rem;resize:vertical}label.comment{display:block;font-size:.9rem;margin-top:.4rem}
.answered{border-color:var(--new)}
#bar{position:fixed;left:0;right:0;bottom:0;display:flex;gap:.75rem;flex-wrap:wrap;align-items:center;justify-content:center;padding:.6rem 1rem;background:Canvas;border-top:1px solid var(--line)}
#bar[hidden]{display:none}
button{font:inherit;padding:.45rem 1rem;border-radius:.4rem;border:1px solid var(--accent);background:transparent;color:var(--accent);cursor:pointer}
button.main{background:var(--accent);color:#fff}.sign{display:none}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
@media (prefers-color-scheme:dark){:root{--new:#57d364;--gone:#ff8b85;--accent:#6cb0ff;--warn:#e3b341}button.main{color:#000}}
@media (max-width:36rem){.stack thead{display:none}.stack tr,.stack td{display:block}.stack td{border:0;padding:.15rem 0}.stack tr{border-top:1px solid var(--line);padding:.5rem 0}.steps td:nth-child(3)::before{content:"→ "}table.facts th{width:7rem}}
@media print{body{max-width:none;padding:0;font-size:11pt}#bar,.how,nav{display:none}article{break-inside:avoid-page;border-color:#888}
fieldset{border-color:#000;break-inside:avoid}textarea{min-height:4rem}.sign{display:flex;gap:2rem;margin-top:2rem}.sign p{flex:1;border-top:1px solid #000;padding-top:.25rem}}
"""


def page(pack: Pack, schema: Schema, say: Words) -> str:
    """The whole file."""
    title = escape(wording.heading(pack, say))
    body = "".join(_entry(number, entry, pack, schema, say) for number, entry in enumerate(pack.entries, 1))
    texts = {
        "count": say("{done} of {all} answered"),
        "saved": say("Saved: send the file back to whoever sent you this one."),
        "name": f"{'uat-' if pack.uat else ''}answers-{pack.party}-{pack.on}",
    }
    meta = {"schema": ANSWERS, "pack": pack.id, "party": pack.party, "on": pack.on}
    return (
        f'<!doctype html>\n<html lang="{escape(say.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">"
        f'<meta name="generator" content="{SCHEMA}"><title>{title}</title><style>{_STYLE}</style></head><body>\n'
        f'<header><h1>{title}</h1>\n<p class="quiet">{escape(wording.about(pack, say))}</p>\n{_how(pack, say)}{_index(pack, say)}</header>\n'
        f"<main>\n{body or _nothing(say)}</main>\n{_approved(pack, say)}{_sign(say)}"
        f'<div id="bar" hidden><span id="count" role="status"></span><button type="button" class="main" id="save">'
        f'{escape(say("Save my answers"))}</button><button type="button" id="keep">{escape(say("Save this page with my answers"))}</button></div>\n'
        f'<script type="application/json" id="meta">{_json(meta)}</script>\n'
        f'<script type="application/json" id="texts">{_json(texts)}</script>\n'
        f'<script type="application/json" id="answers">null</script>\n<script>{SCRIPT}</script>\n</body></html>\n'
    )


def _how(pack: Pack, say: Words) -> str:
    if not pack.entries:
        return ""
    first = (
        "Do the steps of each test, and say for each point whether it passed."
        if pack.uat
        else "Read each text, and choose: you approve it, or you want changes."
    )
    steps = (
        first,
        "A comment may go with each answer. What you leave empty stays open.",
        "Save your answers below, and send the file back. Without a button: print this page, sign it and send it.",
    )
    rows = "".join(f"<li>{escape(say(text))}</li>" for text in steps)
    return f'<section class="how"><ol>{rows}</ol></section>\n'


def _index(pack: Pack, say: Words) -> str:
    if len(pack.entries) < 4:
        return ""
    rows = "".join(
        f'<li><a href="#e{number}">{escape(entry.item.id)}</a> {title_html(entry.item.title)}</li>'
        for number, entry in enumerate(pack.entries, 1)
    )
    return f'<nav aria-label="{escape(say("Contents"))}"><ol>{rows}</ol></nav>\n'


def _nothing(say: Words) -> str:
    return f"<p>{escape(say('Nothing waits for your word.'))}</p>\n"


def _entry(number: int, entry: Entry, pack: Pack, schema: Schema, say: Words) -> str:
    item = entry.item
    changed = " changed" if entry.why is not Why.NEW else ""
    head = (
        f'<article id="e{number}" aria-labelledby="t{number}"><div class="tags"><code>{escape(item.id)}</code>'
        f'<span class="tag">{escape(wording.kind(item, say))}</span>'
        f'<span class="tag{changed}">{escape(wording.why(entry, say))}</span></div>\n'
        f'<h2 id="t{number}">{title_html(item.title)}</h2>\n'
    )
    parts = [head]
    if item.text("plain"):
        parts.append(f'<p class="plain">{escape(" ".join(item.text("plain").split()))}</p>\n')
    parts += (_changes(entry, say), _said(entry, say))
    if text := wording.statement(item):
        parts.append(f"<p>{escape(text)}</p>\n")
    if body := wording.body_markdown(item):
        parts.append(f"<div>{markdown(body)}</div>\n")
    parts += (_facts(entry, schema, say), _criteria(entry, say), _script(entry, say))
    if entry.serves:
        rows = "; ".join(
            f"{escape(say(one.says))} <code>{escape(one.item)}</code> {title_html(one.title)}" for one in entry.serves
        )
        parts.append(f'<p class="quiet">{rows}</p>\n')
    if text := wording.proof(entry, say):
        tone = _TONES.get(entry.verdict, "")
        parts.append(f'<p><strong>{escape(say("Proof"))}:</strong> <span class="{tone}">{escape(text)}</span></p>\n')
    parts.append(_verdicts(number, entry, pack, say))
    return "".join((*parts, "</article>\n"))


def _changes(entry: Entry, say: Words) -> str:
    if entry.why not in (Why.CHANGED, Why.ASKED):
        return ""
    title = f"<h3>{escape(say('What has changed since'))}</h3>\n"
    if not entry.known:
        return f"{title}<p>{escape(say('The text of then is not at hand any more.'))}</p>\n"
    rows = "".join(
        f'<tr><th scope="row">{escape(wording.change_name(change, say))}</th><td>{wording.marked(change, _piece)}</td></tr>\n'
        for change in entry.changes
    )
    return f'{title}<table class="facts">\n{rows}</table>\n' if rows else ""


def _said(entry: Entry, say: Words) -> str:
    comment = entry.word.line.comment if entry.word is not None else ""
    return f'<p class="quiet">{escape(say("You said"))}: {escape(comment)}</p>\n' if comment else ""


def _facts(entry: Entry, schema: Schema, say: Words) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(fact.name)}</th><td>{escape(fact.value)}</td></tr>\n'
        for fact in wording.facts(entry.item, schema, say)
    )
    return f'<table class="facts">\n{rows}</table>\n' if rows else ""


def _criteria(entry: Entry, say: Words) -> str:
    if not entry.parts:
        return ""
    rows = "".join(
        f"<tr><td><code>{escape(part.name)}</code></td><td>{inline(part.text)}</td>"
        f'<td><span class="{_TONES.get(part.verdict, "")}">{escape(wording.shown_by(part, say))}</span></td></tr>\n'
        for part in entry.parts
    )
    head = f"<th></th><th>{escape(say('Acceptance criterion'))}</th><th>{escape(say('Shown by'))}</th>"
    return f'<table class="stack"><thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table>\n'


def _script(entry: Entry, say: Words) -> str:
    if not entry.script:
        return ""
    expects = any(step.expect for step in entry.script)
    rows = "".join(
        f"<tr><td>{number}</td><td>{inline(step.do)}</td>{f'<td>{inline(step.expect)}</td>' if expects else ''}</tr>\n"
        for number, step in enumerate(entry.script, 1)
    )
    more = f"<th>{escape(say('What should happen'))}</th>" if expects else ""
    head = f"<th></th><th>{escape(say('What to do'))}</th>{more}"
    return f'<h3>{escape(say("Steps"))}</h3>\n<table class="stack steps"><thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table>\n'


def _verdicts(number: int, entry: Entry, pack: Pack, say: Words) -> str:
    if not entry.checks:
        row = _row(f"v{number}", entry, pack, "")
        legend = escape(say("Your verdict"))
        return f"<fieldset {row}><legend>{legend}</legend>{_choices(f'v{number}', VERDICTS, say)}{_comment(f'v{number}', say)}</fieldset>\n"
    parts = [f"<h3>{escape(say('Your verdict'))}</h3>\n"]
    for place, check in enumerate(entry.checks, 1):
        name = f"v{number}-{place}"
        legend = f"<code>{escape(check.address)}</code> {inline(check.text)}"
        parts.append(
            f'<fieldset class="checks" {_row(name, entry, pack, check.address)}><legend>{legend}</legend>'
            f"{_choices(name, CHECKS, say)}{_comment(name, say)}</fieldset>\n"
        )
    return "".join(parts)


def _row(name: str, entry: Entry, pack: Pack, check: str) -> str:
    values = {
        "name": name,
        "item": entry.item.id,
        "check": check,
        "fingerprint": entry.fingerprint,
        "upstream": ends(entry.upstream),
        "seal": pack.seal(entry, check),
    }
    return " ".join(f'data-{key}="{escape(value)}"' for key, value in values.items())


def _choices(name: str, verdicts: Iterable[str], say: Words) -> str:
    return "".join(
        f'<label class="choice"><input type="radio" name="{name}" value="{verdict}"> {escape(_choice(verdict, say))}</label>'
        for verdict in verdicts
    )


def _choice(verdict: str, say: Words) -> str:
    shown = {VERDICTS[0]: "I approve", VERDICTS[1]: "I want changes", CHECKS[0]: "passed", CHECKS[1]: "failed"}
    return say(shown.get(verdict, verdict))


def _comment(name: str, say: Words) -> str:
    return (
        f'<label class="comment">{escape(say("Comment"))}<textarea name="{name}-comment" rows="2"></textarea></label>'
    )


def _approved(pack: Pack, say: Words) -> str:
    if not pack.approved:
        return ""
    rows = "".join(
        f'<li><code>{escape(one.item)}</code> {title_html(one.title)} <span class="quiet">{escape(one.on)}</span></li>\n'
        for one in pack.approved
    )
    return f"<section><h2>{escape(say('Approved by you already'))}</h2>\n<ul>{rows}</ul></section>\n"


def _sign(say: Words) -> str:
    return f'<div class="sign"><p>{escape(say("Place and date"))}</p><p>{escape(say("Signature"))}</p></div>\n'


def _piece(piece: Piece) -> str:
    text = "<br>".join(escape(part) for part in piece.text.split("¶"))
    if piece.kind == GONE:
        return f"<del>{text}</del>"
    return f"<ins>{text}</ins>" if piece.kind == NEW else text


def _json(value: Any) -> str:
    """JSON that no `</script>` can end."""
    return (
        json.dumps(value, ensure_ascii=False)
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


# ---- Markdown that leads nowhere ------------------------------------------------------------------------------------


class _Renderer(RendererHTML):
    """HTML without links and pictures: their words stay."""

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """The words for a picture."""
        children = tokens[idx].children or []
        return escape(self.renderInlineAsText(children, options, env))

    def link_open(self, *_: Any) -> str:
        """Nothing."""
        return ""

    def link_close(self, *_: Any) -> str:
        """Nothing."""
        return ""

    def heading_open(self, *_: Any) -> str:
        """A heading below those of the pack."""
        return "<h3>"

    def heading_close(self, *_: Any) -> str:
        """Its end."""
        return "</h3>\n"


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")


def markdown(text: str) -> str:
    """Markdown as HTML that holds no address and no HTML of its author's; `[[ID|text]]` as its text."""
    found: str = _parser().render(_references(text))
    return found


def inline(text: str) -> str:
    """A line of Markdown as HTML."""
    found: str = _parser().renderInline(_references(text))
    return found


def _references(text: str) -> str:
    parts: list[str] = []
    rest = text
    while "[[" in rest:
        before, _, rest = rest.partition("[[")
        inside, closed, rest = rest.partition("]]")
        parts += (before, inside.rpartition("|")[2] if closed else f"[[{inside}")
    return "".join((*parts, rest))
