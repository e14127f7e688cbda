"""A pack on paper, as PDF: to be read, ticked, signed and filed. It is made by Typst; texts come to it as data, so that
nothing an author wrote is taken for its language. The same pack gives the same bytes."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from tpo_docs.awaited import Why
from tpo_docs.proof.words_changed import GONE, NEW, Piece
from tpo_docs.schema import Schema
from tpo_docs.signoff import wording
from tpo_docs.signoff.answers import CHECKS, VERDICTS
from tpo_docs.signoff.pack import Entry, Pack
from tpo_docs.titles import title_text
from tpo_docs.words import Words

_SOURCE = r"""
#let d = json(bytes(sys.inputs.at("data")))
#set document(title: d.heading, author: "tpo-docs", date: datetime(year: d.on.at(0), month: d.on.at(1), day: d.on.at(2)))
#set page(paper: "a4", margin: (x: 2cm, top: 2cm, bottom: 2.2cm), footer: context [
  #set text(8pt, fill: luma(90))
  #d.about #h(1fr) #counter(page).display("1 / 1", both: true)
])
#set text(10pt, lang: d.language, hyphenate: true)
#set par(leading: 0.6em)
#let quiet(body) = text(fill: luma(90), body)
#let box_ = box(width: 0.85em, height: 0.85em, stroke: 0.8pt + black, baseline: 0.1em)
#let lines(words) = words.split("\n").map(line => [#line]).join(linebreak())
#let tick(words) = [#box_ #h(0.35em) #words #h(1.4em)]
#let writing(label, height) = block(above: 0.5em, width: 100%, [
  #text(8pt, fill: luma(90), label)
  #block(above: 0.2em, width: 100%, height: height, stroke: (bottom: 0.5pt + luma(150)))
])
#let piece(p) = if p.kind == "gone" { strike(lines(p.text)) } else if p.kind == "new" { underline(strong(lines(p.text))) } else { lines(p.text) }

#text(18pt, weight: "bold", d.heading)

#quiet(d.about)

#if d.entries.len() == 0 [#d.nothing]

#for e in d.entries {
  block(above: 1.6em, below: 0.4em, width: 100%, sticky: true, stroke: (top: 1pt + luma(60)), inset: (top: 0.6em), [
    #text(8.5pt, fill: luma(70), [#raw(e.id) #h(0.6em) #e.kind #h(0.6em) #if e.changed [*#e.why*] else [#e.why]])
    #linebreak() #text(13pt, weight: "bold", e.title)
  ])
  if e.plain != "" { block(text(10.5pt, style: "italic", e.plain)) }
  if e.changes.len() > 0 or e.unknown != "" {
    block(above: 0.8em, strong(d.changed))
    if e.unknown != "" { block(e.unknown) }
    table(columns: (3.2cm, 1fr), stroke: (x: none, y: 0.4pt + luma(180)),
      ..e.changes.map(c => (strong(c.name), c.pieces.map(piece).join(" "))).flatten())
  }
  if e.said != "" { block(quiet(e.said)) }
  for part in e.says { block(lines(part)) }
  if e.facts.len() > 0 {
    table(columns: (3.2cm, 1fr), stroke: (x: none, y: 0.4pt + luma(180)), ..e.facts.map(f => (strong(f.name), f.value)).flatten())
  }
  if e.parts.len() > 0 {
    table(columns: (2.6cm, 1fr, 4.2cm), stroke: (x: none, y: 0.4pt + luma(180)),
      table.header([], strong(d.criterion), strong(d.shown)),
      ..e.parts.map(p => (raw(p.name), p.text, p.proof)).flatten())
  }
  if e.steps.len() > 0 and not e.expects {
    enum(..e.steps.map(s => s.do))
  }
  if e.steps.len() > 0 and e.expects {
    table(columns: (0.8cm, 1fr, 1fr), stroke: (x: none, y: 0.4pt + luma(180)),
      table.header([], strong(d.todo), strong(d.expect)),
      ..e.steps.enumerate(start: 1).map(((n, s)) => (str(n), s.do, s.expect)).flatten())
  }
  if e.serves != "" { block(text(8.5pt, fill: luma(90), e.serves)) }
  if e.proof != "" { block([*#d.proof:* #e.proof]) }
  for c in e.checks {
    block(above: 0.9em, breakable: false, width: 100%, inset: 0.6em, stroke: 0.7pt + black, radius: 3pt, [
      #if c.text != "" [#raw(c.address) #c.text #linebreak() #v(0.2em)]
      #c.choices.map(tick).join()
      #writing(d.comment, 1.3cm)
    ])
  }
}

#if d.approved.len() > 0 {
  block(above: 2em, text(13pt, weight: "bold", d.already))
  list(..d.approved.map(a => [#raw(a.id) #a.title #quiet(a.on)]))
}

#v(2.2cm, weak: true)
#block(breakable: false, grid(columns: (1fr, 1fr, 1fr), gutter: 1cm,
  ..d.sign.map(s => block(width: 100%, stroke: (top: 0.7pt + black), inset: (top: 0.3em), text(8.5pt, s)))))
"""


def printed(pack: Pack, schema: Schema, say: Words) -> bytes:
    """The bytes of a PDF. Needs typst."""
    import typst  # noqa: PLC0415 - an extra

    data = json.dumps(_data(pack, schema, say), ensure_ascii=False)
    found: bytes = typst.compile(_SOURCE.encode(), sys_inputs={"data": data})
    return found


def _data(pack: Pack, schema: Schema, say: Words) -> dict[str, Any]:
    day = date.fromisoformat(pack.on)
    return {
        "language": say.language,
        "heading": wording.heading(pack, say),
        "about": wording.about(pack, say),
        "on": [day.year, day.month, day.day],
        "nothing": say("Nothing waits for your word."),
        "changed": say("What has changed since"),
        "criterion": say("Acceptance criterion"),
        "shown": say("Shown by"),
        "todo": say("What to do"),
        "expect": say("What should happen"),
        "proof": say("Proof"),
        "comment": say("Comment"),
        "already": say("Approved by you already"),
        "sign": [pack.party_title, say("Place and date"), say("Signature")],
        "entries": [_entry(entry, schema, say) for entry in pack.entries],
        "approved": [{"id": one.item, "title": one.title, "on": one.on} for one in pack.approved],
    }


def _entry(entry: Entry, schema: Schema, say: Words) -> dict[str, Any]:
    item = entry.item
    changed = entry.why in (Why.CHANGED, Why.ASKED)
    comment = entry.word.line.comment if entry.word is not None else ""
    return {
        "id": item.id,
        "kind": wording.kind(item, say),
        "why": wording.why(entry, say),
        "changed": entry.why is not Why.NEW,
        "title": title_text(item.title),
        "plain": " ".join(item.text("plain").split()),
        "unknown": say("The text of then is not at hand any more.") if changed and not entry.known else "",
        "changes": [
            {"name": wording.change_name(one, say), "pieces": [_piece(piece) for piece in wording.pieces(one)]}
            for one in entry.changes
        ],
        "said": f"{say('You said')}: {comment}" if comment else "",
        "says": [part for part in (wording.statement(item), wording.body(item)) if part],
        "facts": [{"name": fact.name, "value": fact.value} for fact in wording.facts(item, schema, say)],
        "parts": [
            {"name": part.name, "text": wording.plain(part.text), "proof": wording.shown_by(part, say)}
            for part in entry.parts
        ],
        "expects": any(step.expect for step in entry.script),
        "steps": [{"do": wording.plain(step.do), "expect": wording.plain(step.expect)} for step in entry.script],
        "serves": "; ".join(f"{say(one.says)} {one.item} {one.title}" for one in entry.serves),
        "proof": wording.proof(entry, say),
        "checks": [
            {"address": check.address, "text": wording.plain(check.text), "choices": [say(word) for word in CHECKS]}
            for check in entry.checks
        ]
        or [{"address": "", "text": "", "choices": [say(word) for word in VERDICTS]}],
    }


def _piece(piece: Piece) -> dict[str, str]:
    kind = {GONE: "gone", NEW: "new"}.get(piece.kind, "same")
    return {"kind": kind, "text": piece.text.replace("¶", "\n")}
