/** The matrix: items of any type by items of any other, chosen on the page. */

import { csv, download } from "../shared/csv";
import { fill, h } from "../shared/dom";
import * as hash from "../shared/hash";
import { type Items, items } from "../shared/items";
import { type Links, links } from "../shared/links";
import { glyph, glyphOf, idLink, statusChip } from "../shared/look";
import { base, onEveryPage } from "../shared/site";
import { figure, t } from "../shared/words";
import { Axis, GROUPINGS, type Grouping, type Slot } from "./axis";
import { Grid, type HeadShown, type Shown, type Source, type Spot } from "./grid";
import { type Cell, gravity, Joins, type State } from "./joins";

const MOST_IN_A_FILE = 500000;

function words(state: State): string {
  const known: Record<State, string> = {
    missing: t("missing"),
    failed: t("a test has failed"),
    stale: t("a test is stale or has not run"),
    suspect: t("suspect: the other end has changed"),
    advice: t("worth a thought"),
    exempt: t("allowed to lack it"),
    later: t("not asked yet"),
    ok: t("linked"),
    derived: t("through another item"),
    none: t("nothing, and nothing asked"),
  };
  return known[state];
}

class MatrixPage {
  private readonly selects: Record<"rows" | "cols" | "group" | "groupcols" | "sort", HTMLSelectElement>;
  private readonly only: HTMLInputElement;
  private readonly count: HTMLElement;
  private readonly detail: HTMLElement;
  private readonly grid: Grid;
  private readonly folds: HTMLElement;
  private joins: Joins;
  private rows!: Axis;
  private columns!: Axis;
  private standings = new Map<number, State>();
  private cache = new Map<number, Map<number, Shown>>();

  constructor(
    private readonly place: HTMLElement,
    private readonly items: Items,
    private readonly links: Links,
  ) {
    const types = this.types();
    const named = types.map((name): [string, string] => [name, items.plural(name)]);
    const groups: [string, string][] = [
      ["", t("nothing")],
      ...GROUPINGS.filter((name) => types.includes(name)).map((name): [string, string] => [
        name,
        items.singular(name),
      ]),
    ];
    this.selects = {
      rows: select(named, () => this.change(false)),
      cols: select(named, () => this.change(false)),
      group: select(groups, () => this.change(false)),
      groupcols: select(groups, () => this.change(false)),
      sort: select(
        [
          ["", t("gaps first")],
          ["id", t("by id")],
        ],
        () => this.change(false),
      ),
    };
    this.only = h("input", { type: "checkbox", onchange: () => this.change(false) });
    this.count = h("p", { class: "tpo-x__count", role: "status" });
    this.detail = h("div", { class: "tpo-m__detail", role: "status" });
    this.detail.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.grid.focus(this.grid.current);
    });
    this.folds = h(
      "span",
      { class: "tpo-m__folds" },
      h(
        "button",
        { type: "button", class: "tpo-button", onclick: () => this.openAll(true) },
        t("Unfold all"),
      ),
      h("button", { type: "button", class: "tpo-button", onclick: () => this.openAll(false) }, t("Fold all")),
    );
    this.grid = new Grid(
      t("Matrix"),
      (spot) => this.tell(spot),
      (spot) => this.open(spot),
    );
    this.build();
    this.joins = new Joins(items, links, types[0] ?? "", types[0] ?? "");
    window.addEventListener("hashchange", () => this.place.isConnected && this.read());
    this.read();
  }

  private build(): void {
    const field = (label: string, control: HTMLElement) =>
      h("label", { class: "tpo-m__field" }, h("span", {}, label), control);
    const { rows, cols, group, groupcols, sort } = this.selects;
    fill(
      this.place,
      h(
        "div",
        { class: "tpo-x__bar tpo-m__bar" },
        field(t("Rows"), rows),
        field(t("Columns"), cols),
        h(
          "button",
          {
            type: "button",
            class: "tpo-button",
            title: t("Swap rows and columns"),
            onclick: () => this.swap(),
          },
          "⇄",
        ),
        field(t("Group rows by"), group),
        field(t("Group columns by"), groupcols),
        field(t("Order"), sort),
        h("label", { class: "tpo-m__check" }, this.only, h("span", {}, t("Only gaps"))),
        this.folds,
        h("button", { type: "button", class: "tpo-button", onclick: () => this.export() }, t("CSV")),
      ),
      this.count,
      this.grid.element,
      this.detail,
      h(
        "ul",
        { class: "tpo-legend" },
        ...(
          ["ok", "derived", "suspect", "stale", "failed", "missing", "exempt", "advice", "later"] as State[]
        ).map((state) => h("li", {}, glyph(state), " ", words(state))),
      ),
    );
    this.place.classList.add("tpo-m--ready");
  }

  /** The types that have living items. */
  private types(): string[] {
    const { items } = this;
    const found = new Set<string>();
    for (let index = 0; index < items.count; index++) if (items.living(index)) found.add(items.type(index));
    return items.typeNames().filter((name) => found.has(name));
  }

  private read(): void {
    const state = hash.read(location.hash);
    const types = this.types();
    const pick = (wanted: string | undefined, ...others: string[]) =>
      [wanted, ...others].find((name) => name !== undefined && types.includes(name)) ?? types[0] ?? "";
    this.selects.rows.value = pick(state["rows"], "requirement", "story");
    this.selects.cols.value = pick(state["cols"], "test", "story");
    for (const name of ["group", "groupcols", "sort"] as const) {
      const control = this.selects[name];
      control.value = state[name] ?? "";
      if (control.selectedIndex < 0) control.value = "";
    }
    this.only.checked = state["only"] === "gaps";
    this.change(false);
  }

  private state(): hash.State {
    const { rows, cols, group, groupcols, sort } = this.selects;
    return {
      rows: rows.value,
      cols: cols.value,
      group: group.value,
      groupcols: groupcols.value,
      sort: sort.value,
      only: this.only.checked ? "gaps" : "",
    };
  }

  private swap(): void {
    const { rows, cols, group, groupcols } = this.selects;
    [rows.value, cols.value] = [cols.value, rows.value];
    [group.value, groupcols.value] = [groupcols.value, group.value];
    this.change(false);
  }

  /** Computes anew what is shown. */
  private change(keep: boolean): void {
    const { items, links } = this;
    const { rows, cols, group, groupcols, sort } = this.selects;
    this.joins = new Joins(items, links, rows.value, cols.value);
    this.standings = new Map(this.joins.rows.map((row) => [row, this.joins.standing(row)]));
    let shown = this.joins.rows;
    if (this.only.checked) shown = shown.filter((row) => this.standings.get(row) === "missing");
    if (!sort.value) {
      const weight = (row: number) => gravity(this.standings.get(row) ?? "none");
      shown = shown.slice().sort((a, b) => weight(a) - weight(b) || a - b);
    }
    this.rows = new Axis(shown, group.value as Grouping, items, links);
    this.columns = new Axis(this.joins.columns, groupcols.value as Grouping, items, links);
    this.folds.hidden = !this.rows.groups.length && !this.columns.groups.length;
    this.say();
    this.draw(keep);
    hash.replace(this.state());
  }

  private draw(keep: boolean): void {
    this.cache.clear();
    this.grid.show(this.source(), keep);
    this.detail.replaceChildren();
  }

  private say(): void {
    const gaps = this.joins.rows.filter((row) => this.standings.get(row) === "missing").length;
    this.count.textContent = t("{rows} × {columns} · direct links: {links} · gaps: {gaps}", {
      rows: figure(this.joins.rows.length),
      columns: figure(this.joins.columns.length),
      links: figure(this.joins.linkCount()),
      gaps: figure(gaps),
    });
  }

  private source(): Source {
    return {
      rows: this.rows.length,
      columns: this.columns.length,
      corner: () => [
        h("span", { class: "tpo-m__cornerrow" }, `${this.items.plural(this.joins.rowType)} ↓`),
        h("span", { class: "tpo-m__cornercol" }, `${this.items.plural(this.joins.columnType)} →`),
      ],
      rowHead: (row) => this.head(this.rows.slot(row), true),
      columnHead: (column) => this.head(this.columns.slot(column), false),
      cells: (row) => this.cells(row),
      rowClass: (row) => {
        const { item } = this.rows.slot(row);
        return item !== undefined && this.standings.get(item) === "missing" ? "tpo-m__lack" : "";
      },
    };
  }

  private head(slot: Slot, isRow: boolean): HeadShown {
    const { items } = this;
    if (slot.group) {
      const { group } = slot;
      const name = group.item === undefined ? t("(none)") : (items.id[group.item] ?? "");
      const gaps = isRow ? group.members.filter((row) => this.standings.get(row) === "missing").length : 0;
      const content: (Node | string)[] = [
        h("span", { class: "tpo-m__fold", "data-fold": true, "aria-hidden": "true" }, group.open ? "▾" : "▸"),
        h("span", { class: "tpo-m__group", "data-fold": true }, name),
        " ",
        h("span", { class: "tpo-count" }, figure(group.members.length)),
      ];
      if (isRow && group.item !== undefined) {
        content.push(" ", h("span", { class: "tpo-m__title" }, items.title[group.item] ?? ""));
      }
      if (gaps) content.push(" ", this.mark("missing", figure(gaps)));
      return { content, className: "tpo-m__grouphead", expanded: group.open };
    }
    const index = slot.item ?? 0;
    const link = idLink(items, index);
    link.tabIndex = -1;
    if (!isRow) return { content: [link], className: "" };
    const standing = this.standings.get(index) ?? "none";
    const content: (Node | string)[] = [link];
    if (standing !== "none") content.push(" ", this.mark(standing, ""));
    if (items.type(index) !== "party")
      content.push(" ", h("span", { class: "tpo-m__title" }, items.title[index] ?? ""));
    return { content, className: "" };
  }

  private mark(state: State, text: string): HTMLElement {
    const made = h("span", { class: `tpo-mark tpo-mark--${state}` });
    made.append(glyph(state), h("span", { class: text ? "" : "tpo-sr" }, text || words(state)));
    return made;
  }

  /** What a row shows, by column: a state where item meets item, else how many links there are. */
  private cells(row: number): Map<number, Shown> {
    let found = this.cache.get(row);
    if (found) return found;
    found = new Map();
    const slot = this.rows.slot(row);
    const sums = new Map<number, [number, State]>();
    for (const member of this.rows.membersOf(slot)) {
      for (const [column, cell] of this.joins.cells(member)) {
        for (const place of this.columns.placesOf(column)) {
          if (slot.item !== undefined && this.columns.slot(place).item !== undefined) {
            found.set(place, { glyph: glyphOf(cell.state), state: cell.state, label: words(cell.state) });
            continue;
          }
          const [count, state] = sums.get(place) ?? [0, "none" as State];
          sums.set(place, [count + 1, gravity(cell.state) < gravity(state) ? cell.state : state]);
        }
      }
    }
    for (const [place, [count, state]] of sums) {
      const label = count === 1 ? t("1 link") : t("{count} links", { count: figure(count) });
      found.set(place, { glyph: figure(count), state, label });
    }
    if (this.cache.size > 2000) this.cache.clear();
    this.cache.set(row, found);
    return found;
  }

  /** Says below the grid what the cell with the focus is about. */
  private tell(spot: Spot): void {
    const row = spot.row >= 0 ? this.rows.slot(spot.row) : undefined;
    const column = spot.column >= 0 ? this.columns.slot(spot.column) : undefined;
    const parts: (Node | string)[] = [];
    if (row) parts.push(this.line(row));
    if (row && column) {
      const cell =
        row.item !== undefined && column.item !== undefined
          ? this.joins.cells(row.item).get(column.item)
          : undefined;
      if (row.item !== undefined && column.item !== undefined)
        parts.push(this.how(row.item, column.item, cell));
      else parts.push(h("div", {}, this.cells(spot.row).get(spot.column)?.label ?? t("no links")));
    }
    if (column) parts.push(this.line(column));
    if (row?.item !== undefined && !column) {
      const standing = this.standings.get(row.item) ?? "none";
      if (standing !== "none") parts.push(h("div", {}, glyph(standing), " ", words(standing)));
    }
    this.detail.replaceChildren(...parts);
  }

  private line(slot: Slot): HTMLElement {
    const { items } = this;
    const index = slot.item ?? slot.group?.item;
    if (index === undefined) return h("div", {}, t("(none)"));
    return h("div", {}, idLink(items, index), " ", items.title[index] ?? "", " ", statusChip(items, index));
  }

  /** How two items are linked, in words. */
  private how(row: number, column: number, cell: Cell | undefined): HTMLElement {
    const { items, links } = this;
    if (!cell) return h("div", { class: "tpo-m__how" }, t("not linked"));
    const made = h("div", { class: "tpo-m__how" }, glyph(cell.state), " ", words(cell.state));
    for (const trace of cell.traces) {
      const forward = links.sourceOf(trace) === row;
      const role = links.roleOf(trace);
      const criterion = links.criterionOf(trace);
      made.append(` · ${role.says[forward ? 0 : 1]}${criterion ? ` (${criterion})` : ""}`);
    }
    if (cell.via !== undefined && cell.via !== column) made.append(" ", idLink(items, cell.via));
    return made;
  }

  /** Enter: a group folds, a head opens its item, a cell hands the focus to the links below. */
  private open(spot: Spot): void {
    const axis = spot.column < 0 ? this.rows : spot.row < 0 ? this.columns : undefined;
    const slot = axis?.slot(spot.column < 0 ? spot.row : spot.column);
    if (axis && slot?.group) {
      axis.toggle(slot.group);
      this.draw(true);
      this.grid.focus(spot);
    } else if (slot?.item !== undefined) {
      location.href = base() + this.items.path(slot.item);
    } else {
      this.tell(spot);
      this.detail.querySelector<HTMLElement>("a")?.focus();
    }
  }

  private openAll(open: boolean): void {
    this.rows.openAll(open);
    this.columns.openAll(open);
    this.draw(false);
  }

  /** The view as it stands: a grid, or a list of links where a grid would be too large for any spreadsheet. */
  private export(): void {
    const name = (slot: Slot) => this.items.id[slot.item ?? slot.group?.item ?? -1] ?? t("(none)");
    const columns = Array.from({ length: this.columns.length }, (_, place) => this.columns.slot(place));
    const rows = Array.from({ length: this.rows.length }, (_, place) => place);
    const lines: string[][] = [];
    if (rows.length * columns.length <= MOST_IN_A_FILE) {
      lines.push(["", t("State"), ...columns.map(name)]);
      for (const row of rows) {
        const cells = this.cells(row);
        const slot = this.rows.slot(row);
        const state = slot.item === undefined ? "" : words(this.standings.get(slot.item) ?? "none");
        lines.push([name(slot), state, ...columns.map((_, place) => written(cells.get(place)))]);
      }
    } else {
      lines.push([t("Row"), t("Column"), t("State")]);
      for (const row of rows) {
        for (const [place, cell] of this.cells(row)) {
          lines.push([name(this.rows.slot(row)), name(this.columns.slot(place)), written(cell)]);
        }
      }
    }
    download(`${this.joins.rowType}-${this.joins.columnType}.csv`, csv(lines));
  }
}

function written(cell: Shown | undefined): string {
  return cell ? (/^\d/.test(cell.glyph) ? cell.glyph : cell.label) : "";
}

function select(options: [string, string][], changed: () => void): HTMLSelectElement {
  return h(
    "select",
    { class: "tpo-m__select", onchange: changed },
    ...options.map(([value, name]) => h("option", { value }, name)),
  );
}

async function start(): Promise<void> {
  for (const place of document.querySelectorAll<HTMLElement>("[data-tpo-matrix]:not(.tpo-m--ready)")) {
    const all = await items();
    new MatrixPage(place, all, await links(all.count));
  }
}

onEveryPage(() => void start());
