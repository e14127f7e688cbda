"""What leads to what: matrices and chains."""

from __future__ import annotations

from html import escape

from tpo_docs import matrix as matrices
from tpo_docs import query
from tpo_docs.config import Block
from tpo_docs.coverage import coverage
from tpo_docs.matrix import Row, Standing
from tpo_docs.model import (
    Item,
)
from tpo_docs.pages import chips, text
from tpo_docs.pages.matrix import exempt, lack_of, need_words, title_of
from tpo_docs.pages.page_blocks.canvas import Canvas, Drawn, scrolled
from tpo_docs.query import Branch


def trace_matrix(block: Block, canvas: Canvas) -> Drawn:
    """Items with those of another sort that they are linked to, and what is lacking."""
    project, say = canvas.project, canvas.say
    pair = matrices.pair_of(project.schema, block.text("rows"), block.text("columns"))
    if pair is None:
        return Drawn("", 0, 0)
    found = matrices.matrix(project, pair, exempt(canvas.review))
    wanted = canvas.about(block.text("query"))
    rows = [
        row
        for row in found.rows
        if (wanted is None or row.item.id in wanted)
        and (row.standing is not Standing.NONE or row.parts or wanted is not None)
        and (block.text("only") != "gaps" or _is_open(row))
    ]
    shown = rows[: block.number("limit", 50)]
    names = title_of(pair.rows, project, say), title_of(pair.columns, project, say)
    lack = lack_of(pair.columns, say)
    only = block.text("only") == "gaps"
    body = "".join(_matrix_row(row, lack, canvas, only=only) for row in shown)
    html = scrolled(
        f'<table class="tpo-table tpo-stack tpo-matrix"><thead><tr><th scope="col">{escape(names[0])}</th>'
        f'<th scope="col">{escape(names[1])}</th></tr></thead><tbody>{body}</tbody></table>',
        f"{names[0]} × {names[1]}",
    )
    return Drawn(html, len(shown), len(rows))


def _is_open(row: Row) -> bool:
    return row.standing is Standing.MISSING or any(part.standing is Standing.MISSING for part in row.parts)


def _matrix_row(row: Row, lack: str, canvas: Canvas, *, only: bool) -> str:
    cells = [_matrix_cell(cell, canvas) for cell in row.cells]
    parts: dict[str, list[str]] = {}
    for part in row.parts:
        if part.standing is Standing.MISSING or not only:
            name = part.criterion.id if part.criterion is not None else ""
            fragment = text.criterion_anchor(row.item, name)
            link = f'<a class="tpo-part__id" href="{escape(canvas.links.href(row.item, fragment))}">{escape(name)}</a>'
            ends = " ".join(canvas.links.ref(cell.item) for cell in part.cells)
            parts.setdefault(ends or _mark(part.standing, lack, canvas), []).append(link)
    cells += (f"<li>{' '.join(links)} {said}</li>" for said, links in parts.items())
    if not any(cells) or (row.standing is Standing.MISSING and not row.parts):
        what = ", ".join(need_words(need, canvas.say) for need in row.lacks) or lack
        cells.insert(0, f"<li>{_mark(row.standing, what, canvas)}</li>")
    return f'<tr><th scope="row">{canvas.links.line(row.item)}</th><td><ul class="tpo-lines">{"".join(cells)}</ul></td></tr>'


def _matrix_cell(cell: matrices.Cell, canvas: Canvas) -> str:
    aside = ""
    if cell.via is not None:
        aside = f' <span class="tpo-via"><span aria-hidden="true">↳</span> {escape(canvas.say("through {id}", id=cell.via.id))}</span>'
    elif cell.standing is Standing.DEAD:
        aside = (
            f' <span class="tpo-via"><span aria-hidden="true">†</span> {escape(canvas.say(cell.item.status))}</span>'
        )
    return f"<li>{canvas.links.titled(cell.item)}{aside}</li>"


def _mark(standing: Standing, lack: str, canvas: Canvas) -> str:
    words_ = {
        Standing.MISSING: lack,
        Standing.ADVICE: lack,
        Standing.EXEMPT: canvas.say("Allowed to lack it"),
        Standing.LATER: canvas.say("Not asked yet"),
        Standing.NONE: "–",
    }.get(standing, lack)
    glyph = {"missing": "○", "advice": "◇", "exempt": "⊘", "later": "◌"}.get(standing.value, "")
    sign = f'<span class="tpo-mark__glyph" aria-hidden="true">{glyph}</span> ' if glyph else ""
    return f'<span class="tpo-mark tpo-mark--{standing.value}">{sign}{escape(words_)}</span>'


def trace_chain(block: Block, canvas: Canvas) -> Drawn:
    """Items with what serves them, or what they serve, below one another."""
    project = canvas.project
    up = block.text("direction") == "up"
    if block.text("query"):
        items = canvas.select(block.text("query"))
    else:
        items = tuple(item for item in project.of_type("goal") if item.living)
    shown = items[: block.number("limit", 10)]
    depth = block.number("depth", 3)
    trees = "".join(
        f"<li>{canvas.links.line(item)}{_lacks(item, canvas)}{_branches(query.tree(project, item, up=up), depth, canvas)}</li>"
        for item in shown
    )
    return Drawn(f'<ul class="tpo-tree">{trees}</ul>', len(shown), len(items))


def _branches(branches: tuple[Branch, ...], depth: int, canvas: Canvas) -> str:
    living = [branch for branch in branches if branch.item.living]
    if not living or not depth:
        count = len(living)
        return f'<span class="tpo-via"> {escape(canvas.say("+{count} more", count=count))}</span>' if count else ""
    entries = []
    for branch in living:
        role = canvas.project.schema.roles[branch.role]
        how = canvas.say(role.says[1] if branch.inverse else role.says[0])
        criteria = f" {escape(', '.join(branch.criteria))}" if branch.criteria else ""
        lacks = "" if branch.again else _lacks(branch.item, canvas)
        below = "" if branch.again else _branches(branch.branches, depth - 1, canvas)
        entries.append(
            f'<li><span class="tpo-via">{escape(how)}{criteria}</span> {canvas.links.line(branch.item)}{lacks}{below}</li>'
        )
    return f"<ul>{''.join(entries)}</ul>"


def _lacks(item: Item, canvas: Canvas) -> str:
    """What an item lacks itself, as a mark."""
    found = coverage(canvas.project).get(item.id)
    if found is None or found.covered or not item.committed:
        return ""
    said = ", ".join(chips.missing_words(missing, canvas.say, of=item.id) for missing in found.missing[:3])
    return f" {_mark(Standing.MISSING, said, canvas)}"
