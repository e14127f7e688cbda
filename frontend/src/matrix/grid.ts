/** A grid of which only what is in sight exists, and of that only filled cells: heads stay in sight, arrows walk it.
 *
 * A table would need an element for each empty cell too, which costs most of the time of a redraw. Empty cells are lines
 * drawn behind; the one that has the focus is made for it. Rows and cells say their place (`aria-rowindex`,
 * `aria-colindex`), as ARIA wants it where not all are there.
 */

import { h } from "../shared/dom";
import { t } from "../shared/words";

export interface Shown {
  glyph: string;
  state: string;
  /** What a screen reader says. */
  label: string;
}

export interface HeadShown {
  content: (Node | string)[];
  className: string;
  expanded?: boolean;
}

export interface Source {
  rows: number;
  columns: number;
  corner: () => (Node | string)[];
  rowHead: (row: number) => HeadShown;
  columnHead: (column: number) => HeadShown;
  /** The filled cells of a row, by column. */
  cells: (row: number) => ReadonlyMap<number, Shown>;
  rowClass: (row: number) => string;
}

export interface Spot {
  /** -1 for the head. */
  row: number;
  column: number;
}

const ROW = 25;
const COLUMN = 27;
const MARGIN = 4;

export class Grid {
  readonly element: HTMLElement;
  private readonly canvas: HTMLElement;
  private readonly corner: HTMLElement;
  private readonly headRow: HTMLElement;
  private readonly columnHeads = new Map<number, HTMLElement>();
  private readonly lines = new Map<number, Line>();
  private source: Source | undefined;
  private spot: Spot = { row: 0, column: 0 };
  private drawn = { top: 0, bottom: -1, left: 0, right: -1 };

  constructor(
    label: string,
    private readonly selected: (spot: Spot) => void,
    private readonly opened: (spot: Spot) => void,
  ) {
    this.corner = h("div", { role: "columnheader", class: "tpo-m__corner", "aria-colindex": 1 });
    this.headRow = h("div", { role: "row", class: "tpo-m__headrow", "aria-rowindex": 1 }, this.corner);
    this.canvas = h("div", { class: "tpo-m__grid", role: "grid", "aria-label": label }, this.headRow);
    this.element = h("div", { class: "tpo-m__scroll" }, this.canvas);
    let waiting = false;
    const later = () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        this.draw(false);
      });
    };
    this.element.addEventListener("scroll", later, { passive: true });
    new ResizeObserver(later).observe(this.element);
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("click", (event) => this.click(event));
    this.canvas.addEventListener("focusin", (event) => {
      const spot = this.spotOf(event.target as Element);
      if (!spot) return;
      this.spot = spot;
      this.mark();
      this.selected(spot);
    });
  }

  /** Shows something else; stays where it is if asked to. */
  show(source: Source, keep: boolean): void {
    this.source = source;
    this.canvas.setAttribute("aria-rowcount", String(source.rows + 1));
    this.canvas.setAttribute("aria-colcount", String(source.columns + 1));
    this.canvas.style.width = `calc(var(--tpo-m-head) + ${source.columns * COLUMN}px)`;
    this.canvas.style.height = `calc(var(--tpo-m-top) + ${source.rows * ROW}px)`;
    this.corner.replaceChildren(...source.corner());
    for (const line of this.lines.values()) line.element.remove();
    for (const head of this.columnHeads.values()) head.remove();
    this.lines.clear();
    this.columnHeads.clear();
    this.drawn = { top: 0, bottom: -1, left: 0, right: -1 };
    if (!keep) {
      this.spot = { row: 0, column: 0 };
      this.element.scrollTo(0, 0);
    }
    this.spot = this.within(this.spot);
    this.draw(true);
  }

  /** Puts the focus on a cell, wherever it is. */
  focus(spot: Spot): void {
    if (!this.source) return;
    this.spot = this.within(spot);
    this.reveal();
    this.draw(false);
    this.mark();
    this.cell(this.spot)?.focus({ preventScroll: true });
  }

  get current(): Spot {
    return this.spot;
  }

  private within(spot: Spot): Spot {
    const { rows, columns } = this.source ?? { rows: 0, columns: 0 };
    return { row: clamp(spot.row, -1, rows - 1), column: clamp(spot.column, -1, columns - 1) };
  }

  private reveal(): void {
    const { element, spot, corner } = this;
    const height = element.clientHeight - corner.offsetHeight;
    const width = element.clientWidth - corner.offsetWidth;
    const top = spot.row * ROW;
    const left = spot.column * COLUMN;
    if (spot.row >= 0 && (top < element.scrollTop || top + ROW > element.scrollTop + height)) {
      element.scrollTop = top < element.scrollTop ? top : top + ROW - height;
    }
    if (spot.column >= 0 && (left < element.scrollLeft || left + COLUMN > element.scrollLeft + width)) {
      element.scrollLeft = left < element.scrollLeft ? left : left + COLUMN - width;
    }
  }

  /** Draws what is in sight and a little more; again only when that no longer reaches. */
  private draw(anew: boolean): void {
    const { source, element, drawn } = this;
    if (!source) return;
    const top = clamp(Math.floor(element.scrollTop / ROW), 0, source.rows);
    const left = clamp(Math.floor(element.scrollLeft / COLUMN), 0, source.columns);
    const bottom = Math.min(source.rows, top + Math.ceil(element.clientHeight / ROW) + 1);
    const right = Math.min(source.columns, left + Math.ceil(element.clientWidth / COLUMN) + 1);
    const inside = top >= drawn.top && bottom <= drawn.bottom && left >= drawn.left && right <= drawn.right;
    if (inside && !anew) return;
    const sideways = left < drawn.left || right > drawn.right;
    this.drawn = {
      top: Math.max(0, top - MARGIN),
      bottom: Math.min(source.rows, bottom + MARGIN),
      left: sideways || anew ? Math.max(0, left - MARGIN) : drawn.left,
      right: sideways || anew ? Math.min(source.columns, right + MARGIN) : drawn.right,
    };
    const focused = this.canvas.contains(document.activeElement);
    this.drawColumnHeads(source);
    this.drawRows(source);
    this.mark();
    if (focused && !this.canvas.contains(document.activeElement)) {
      (this.cell(this.spot) ?? this.entry())?.focus({ preventScroll: true });
    }
  }

  private drawColumnHeads(source: Source): void {
    const { left, right } = this.drawn;
    for (const [column, head] of this.columnHeads) {
      if (column >= left && column < right) continue;
      head.remove();
      this.columnHeads.delete(column);
    }
    for (let column = left; column < right; column++) {
      if (this.columnHeads.has(column)) continue;
      const { content, className, expanded } = source.columnHead(column);
      const head = h(
        "div",
        {
          role: "columnheader",
          class: `tpo-m__colhead ${className}`,
          "aria-colindex": column + 2,
          "aria-expanded": expanded === undefined ? undefined : String(expanded),
        },
        h("span", { class: "tpo-m__turn" }, ...content),
      );
      head.style.left = toTheLeft(column);
      this.columnHeads.set(column, head);
      this.headRow.append(head);
    }
  }

  private drawRows(source: Source): void {
    const { top, bottom, left, right } = this.drawn;
    for (const [place, line] of this.lines) {
      if (place >= top && place < bottom) continue;
      line.element.remove();
      this.lines.delete(place);
    }
    for (let place = top; place < bottom; place++) {
      let line = this.lines.get(place);
      if (!line) {
        line = new Line(source, place);
        this.lines.set(place, line);
        this.canvas.append(line.element);
      }
      line.show(left, right);
    }
  }

  private cell({ row, column }: Spot): HTMLElement | undefined {
    if (row < 0) return this.columnHeads.get(column);
    const line = this.lines.get(row);
    if (column < 0 || !line) return line?.head;
    const { left, right } = this.drawn;
    return column >= left && column < right ? line.cell(column) : undefined;
  }

  /** Where the focus goes in when the cell that had it is far away. */
  private entry(): HTMLElement | undefined {
    const first = Math.min(...this.lines.keys());
    return Number.isFinite(first) ? this.lines.get(first)?.head : undefined;
  }

  /** One cell can be reached by the tab key, the others by arrows from there. */
  private mark(): void {
    const cell = this.cell(this.spot) ?? this.entry();
    cell?.setAttribute("tabindex", "0");
    for (const other of this.canvas.querySelectorAll('[tabindex="0"]')) {
      if (other !== cell) other.removeAttribute("tabindex");
    }
  }

  private spotOf(element: Element): Spot | undefined {
    const cell = element.closest("[aria-colindex]");
    const row = element.closest("[aria-rowindex]");
    if (!cell || !row || cell === this.corner) return undefined;
    return {
      row: Number(row.getAttribute("aria-rowindex")) - 2,
      column: Number(cell.getAttribute("aria-colindex")) - 2,
    };
  }

  private click(event: MouseEvent): void {
    const target = event.target as Element;
    if (target.closest("a")) return;
    let spot = this.spotOf(target);
    if (!spot && target.matches(".tpo-m__row")) {
      const left = this.canvas.getBoundingClientRect().left + this.corner.offsetWidth;
      const column = Math.floor((event.clientX - left) / COLUMN);
      spot = { row: Number(target.getAttribute("aria-rowindex")) - 2, column };
    }
    if (!spot) return;
    this.focus(spot);
    if (target.closest("[data-fold]")) this.opened(spot);
  }

  private key(event: KeyboardEvent): void {
    const { source, spot } = this;
    if (!source || event.altKey) return;
    const page = Math.max(1, Math.floor((this.element.clientHeight - this.corner.offsetHeight) / ROW) - 1);
    const all = event.ctrlKey || event.metaKey;
    const { row, column } = spot;
    const last = { row: source.rows - 1, column: source.columns - 1 };
    const moves: Record<string, Spot> = {
      ArrowDown: { row: all ? last.row : row + 1, column },
      ArrowUp: { row: all ? 0 : row - 1, column },
      ArrowRight: { row, column: all ? last.column : column + 1 },
      ArrowLeft: { row, column: all ? 0 : column - 1 },
      Home: { row: all ? 0 : row, column: column < 0 || all ? 0 : -1 },
      End: { row: all ? last.row : row, column: last.column },
      PageDown: { row: Math.min(row + page, last.row), column },
      PageUp: { row: Math.max(row - page, 0), column },
    };
    const next = moves[event.key];
    if (next) {
      event.preventDefault();
      if (next.row >= 0 || next.column >= 0) this.focus(next);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.opened(spot);
    }
  }
}

/** A row that is in sight. */
class Line {
  readonly element: HTMLElement;
  readonly head: HTMLElement;
  private readonly cells = new Map<number, HTMLElement>();
  private readonly filled: ReadonlyMap<number, Shown>;
  private range = "";

  constructor(source: Source, place: number) {
    const { content, className, expanded } = source.rowHead(place);
    this.head = h(
      "div",
      {
        role: "rowheader",
        class: `tpo-m__rowhead ${className}`,
        "aria-colindex": 1,
        "aria-expanded": expanded === undefined ? undefined : String(expanded),
      },
      ...content,
    );
    this.element = h(
      "div",
      { role: "row", class: `tpo-m__row ${source.rowClass(place)}`, "aria-rowindex": place + 2 },
      this.head,
    );
    this.element.style.top = `calc(var(--tpo-m-top) + ${place * ROW}px)`;
    this.filled = source.cells(place);
  }

  /** The filled cells between two columns. */
  show(left: number, right: number): void {
    const range = `${left} ${right}`;
    if (this.range === range) return;
    this.range = range;
    for (const [column, cell] of this.cells) {
      if (column >= left && column < right) continue;
      cell.remove();
      this.cells.delete(column);
    }
    for (const column of this.filled.keys()) if (column >= left && column < right) this.cell(column);
  }

  /** A cell; an empty one is made when it is asked for. */
  cell(column: number): HTMLElement {
    let cell = this.cells.get(column);
    if (!cell) {
      const shown = this.filled.get(column);
      cell = h(
        "div",
        {
          role: "gridcell",
          class: shown ? `tpo-m__cell tpo-cell tpo-cell--${shown.state}` : "tpo-m__cell",
          "aria-colindex": column + 2,
          "aria-label": shown?.label ?? t("not linked"),
        },
        shown?.glyph ?? "",
      );
      cell.style.left = toTheLeft(column);
      this.cells.set(column, cell);
      this.element.append(cell);
    }
    return cell;
  }
}

function toTheLeft(column: number): string {
  return `calc(var(--tpo-m-head) + ${column * COLUMN}px)`;
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
