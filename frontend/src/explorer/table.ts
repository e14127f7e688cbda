/** A table of items. Long ones show only the rows in sight, as a real table with its full count of rows. */

import { h } from "../shared/dom";
import { t } from "../shared/words";
import type { ColumnView } from "./columns";

const ALL_AT_ONCE = 500;
/** How many rows are drawn above and below those in sight: few in a new answer, more while it is scrolled. */
const AT_FIRST = 2;
const MARGIN = 12;
const GUESS = 30;

export interface Head {
  column: string;
  descending: boolean;
}

export class Table {
  readonly element: HTMLElement;
  private readonly table: HTMLTableElement;
  private readonly group: HTMLElement;
  private readonly head: HTMLElement;
  private readonly body: HTMLElement;
  private readonly above: HTMLTableRowElement;
  private readonly below: HTMLTableRowElement;
  private columns: ColumnView[] = [];
  private rows: readonly number[] = [];
  private made = new Map<number, HTMLTableRowElement>();
  private height = 0;
  private shown: [number, number] = [0, -1];
  private printing = false;
  /** The columns and the order that the head shows. */
  private heads = "";

  constructor(
    label: string,
    total: number,
    private readonly sort: (column: string) => void,
  ) {
    this.long = total > ALL_AT_ONCE;
    this.group = h("colgroup");
    this.head = h("thead");
    this.body = h("tbody");
    this.above = this.spacer();
    this.below = this.spacer();
    this.table = h(
      "table",
      { class: "tpo-table tpo-x__table" },
      h("caption", { class: "tpo-sr" }, label),
      this.group,
      this.head,
      this.body,
    );
    this.element = h(
      "div",
      { class: "tpo-scroll tpo-x__scroll", role: "region", tabindex: 0, "aria-label": label },
      this.table,
    );
    if (this.long) this.element.classList.add("tpo-x__scroll--long");
    let waiting = false;
    this.element.addEventListener(
      "scroll",
      () => {
        if (waiting || !this.long) return;
        waiting = true;
        requestAnimationFrame(() => {
          waiting = false;
          this.draw();
        });
      },
      { passive: true },
    );
    new ResizeObserver(() => (this.long ? this.draw() : this.fit())).observe(this.element);
    this.body.addEventListener("keydown", (event) => this.key(event));
    window.addEventListener("beforeprint", () => this.print(true));
    window.addEventListener("afterprint", () => this.print(false));
  }

  /** Whether only the rows in sight are shown. */
  private readonly long: boolean;

  setColumns(columns: ColumnView[], order: readonly Head[]): void {
    this.columns = columns;
    this.made.clear();
    this.group.replaceChildren(
      ...columns.map((column) => h("col", { class: `tpo-x__col tpo-x__col--${column.name}` })),
    );
    this.setOrder(order);
    this.shown = [0, -1];
    this.draw();
  }

  setOrder(order: readonly Head[]): void {
    const heads = JSON.stringify([this.columns.map((column) => column.name), order]);
    if (heads === this.heads) return;
    this.heads = heads;
    const focused = document.activeElement?.closest<HTMLElement>("th[data-column]")?.dataset["column"];
    this.head.replaceChildren(
      h("tr", { "aria-rowindex": 1 }, ...this.columns.map((column) => this.heading(column, order))),
    );
    if (focused && this.element.contains(this.head)) {
      this.head.querySelector<HTMLElement>(`th[data-column="${CSS.escape(focused)}"] button`)?.focus();
    }
  }

  setRows(rows: readonly number[]): void {
    this.rows = rows;
    this.table.setAttribute("aria-rowcount", String(rows.length + 1));
    this.shown = [0, -1];
    if (this.long && this.element.scrollTop) this.element.scrollTop = 0;
    this.draw(AT_FIRST);
  }

  private heading(column: ColumnView, order: readonly Head[]): HTMLElement {
    const sorted = order[0]?.column === column.name ? order[0] : undefined;
    const sign = sorted ? (sorted.descending ? " ↓" : " ↑") : "";
    return h(
      "th",
      {
        scope: "col",
        "data-column": column.name,
        class: column.number ? "tpo-number" : undefined,
        "aria-sort": sorted ? (sorted.descending ? "descending" : "ascending") : undefined,
      },
      h(
        "button",
        {
          type: "button",
          class: "tpo-x__sort",
          title: t("Sort by this column"),
          onclick: () => this.sort(column.name),
        },
        column.title,
        h("span", { "aria-hidden": "true", class: "tpo-x__sign" }, sign),
      ),
    );
  }

  /** Shows the rows in sight, or all of a short table. */
  private draw(margin = MARGIN): void {
    if (!this.columns.length) return;
    const total = this.rows.length;
    let start = 0;
    let end = total;
    if (this.long && !this.printing) {
      const height = this.height || GUESS;
      const inSight = Math.ceil((this.element.clientHeight || 600) / height);
      const top = Math.floor(this.element.scrollTop / height);
      if (top >= this.shown[0] && Math.min(total, top + inSight) <= this.shown[1]) return;
      start = Math.max(0, top - margin);
      end = Math.min(total, top + inSight + margin);
    } else if (this.shown[0] === start && this.shown[1] === end) return;
    const had = this.body.contains(document.activeElement);
    const rows: Node[] = [];
    for (let place = start; place < end; place++) rows.push(this.row(place));
    if (this.long) {
      const height = this.height || GUESS;
      this.stretch(this.above, start * height);
      this.stretch(this.below, (total - end) * height);
      this.body.replaceChildren(this.above, ...rows, this.below);
      if (this.made.size > 400) this.forget(start, end);
    } else {
      this.body.replaceChildren(...rows);
      this.fit();
    }
    this.shown = [start, end];
    if (had && !this.body.contains(document.activeElement)) this.element.focus({ preventScroll: true });
    if (this.long && !this.height && rows.length) {
      this.height = (rows[0] as HTMLElement).getBoundingClientRect().height;
      if (this.height && this.height !== GUESS) {
        this.shown = [0, -1];
        this.draw(margin);
      }
    }
  }

  /** Says whether a short table needs no scrolling of its own. */
  private fit(): void {
    const fits = this.table.offsetWidth <= this.element.clientWidth + 1;
    this.element.classList.toggle("tpo-x__scroll--fits", fits);
  }

  private row(place: number): HTMLTableRowElement {
    const index = this.rows[place] ?? 0;
    let row = this.made.get(index);
    if (!row) {
      row = h("tr");
      for (const column of this.columns) {
        const cell = h(column.name === "id" ? "th" : "td", column.name === "id" ? { scope: "row" } : {});
        if (column.number) cell.className = "tpo-number";
        cell.append(...column.cell(index));
        if (this.long && column.name === "title") cell.title = column.text(index);
        row.append(cell);
      }
      this.made.set(index, row);
    }
    row.setAttribute("aria-rowindex", String(place + 2));
    return row;
  }

  /** Lets go of rows that were made and are out of sight. */
  private forget(start: number, end: number): void {
    const kept = new Set(this.rows.slice(start, end));
    for (const index of this.made.keys()) if (!kept.has(index)) this.made.delete(index);
  }

  private spacer(): HTMLTableRowElement {
    return h("tr", { class: "tpo-x__space", "aria-hidden": "true" }, h("td"));
  }

  private stretch(row: HTMLTableRowElement, height: number): void {
    const cell = row.firstElementChild as HTMLTableCellElement;
    cell.colSpan = this.columns.length;
    cell.style.height = `${height}px`;
    row.hidden = height === 0;
  }

  /** Up and down go from row to row, also to those that are not in sight. */
  private key(event: KeyboardEvent): void {
    const row = (event.target as Element).closest("tr");
    const place = Number(row?.getAttribute("aria-rowindex")) - 2;
    if (!row || Number.isNaN(place) || event.altKey || event.ctrlKey || event.metaKey) return;
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step === undefined || place + step < 0 || place + step >= this.rows.length) return;
    event.preventDefault();
    this.focus(place + step);
  }

  private focus(place: number): void {
    if (this.long) {
      const height = this.height || GUESS;
      const head = this.head.getBoundingClientRect().height;
      const top = place * height;
      const { scrollTop, clientHeight } = this.element;
      if (top < scrollTop) this.element.scrollTop = top;
      else if (top + height > scrollTop + clientHeight - head)
        this.element.scrollTop = top + height - clientHeight + head;
      this.draw();
    }
    const row = this.body.querySelector<HTMLElement>(`tr[aria-rowindex="${place + 2}"]`);
    row?.querySelector<HTMLElement>("a")?.focus({ preventScroll: this.long });
  }

  private print(on: boolean): void {
    if (!this.long || this.rows.length > 20000) return;
    this.printing = on;
    this.shown = [0, -1];
    this.draw();
  }
}
