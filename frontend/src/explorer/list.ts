/** A list by type as the page brings it, made to be filtered and sorted where it stands. */

import { parse, sorted } from "../query/parse";
import { knownNames, needsLinks, sortKeys, type Test, test } from "../query/select";
import { calm, fill, h } from "../shared/dom";
import * as hash from "../shared/hash";
import type { Items } from "../shared/items";
import { type Links, links } from "../shared/links";
import { compareNatural } from "../shared/natural";
import { base } from "../shared/site";
import { figure, t } from "../shared/words";
import { queryField } from "./field";

const FEW = 8;

export class List {
  private readonly known: Set<string>;
  private readonly body: HTMLTableSectionElement;
  private readonly rows: { row: HTMLTableRowElement; index: number }[];
  private readonly input: HTMLInputElement;
  private readonly count: HTMLElement;
  private readonly problem: HTMLElement;
  private links: Links | undefined;
  private readonly remember = calm(200, () => hash.replace({ q: this.input.value.trim() }));

  constructor(
    private readonly table: HTMLTableElement,
    place: HTMLElement,
    private readonly items: Items,
  ) {
    this.known = knownNames(items);
    this.body = table.tBodies[0] as HTMLTableSectionElement;
    this.rows = [...this.body.rows].map((row) => ({ row, index: items.find(row.dataset["id"] ?? "") ?? -1 }));
    this.input = queryField(() => {
      this.refresh();
      this.remember();
    });
    this.count = h("p", { class: "tpo-x__count", role: "status" });
    this.problem = h("p", { class: "tpo-x__problem", role: "alert", hidden: true });
    const link = h("a", { class: "tpo-button" }, t("Open in the explorer"));
    link.addEventListener("pointerenter", () => this.aim(link));
    link.addEventListener("focus", () => this.aim(link));
    this.aim(link);
    fill(place, h("div", { class: "tpo-x__bar" }, this.input, link), this.problem, this.count);
    place.classList.add("tpo-x");
    for (const head of table.tHead?.rows[0]?.cells ?? []) this.sortable(head);
    const asked = hash.read(location.hash)["q"];
    if (asked !== undefined) this.input.value = asked;
    place.hidden = this.rows.length < FEW && !asked;
    this.refresh();
  }

  /** The same question, asked of all items. */
  private aim(link: HTMLAnchorElement): void {
    const types = new Set(this.rows.map(({ row }) => row.dataset["type"] ?? ""));
    const scope = types.size === 1 ? `type:${[...types][0]}` : "";
    link.href = `${base()}explore.html#${hash.write({ q: `${scope} ${this.input.value}`.trim() })}`;
  }

  private sortable(head: HTMLTableCellElement): void {
    const column = head.dataset["column"] ?? "";
    const name = column === "coverage" ? "covered" : column;
    head.replaceChildren(
      h(
        "button",
        {
          type: "button",
          class: "tpo-x__sort tpo-x__sort--plain",
          title: t("Sort by this column"),
          onclick: () => {
            const now = parse(this.input.value, this.known).order[0] ?? this.odd;
            const next = now?.field !== name ? name : now.descending ? "" : `-${name}`;
            this.odd = undefined;
            if (this.known.has(name)) this.input.value = sorted(this.input.value, next);
            else if (next) this.odd = { field: name, descending: next.startsWith("-") };
            this.refresh();
            this.remember();
          },
        },
        ...head.childNodes,
        h("span", { "aria-hidden": "true", class: "tpo-x__sign" }),
      ),
    );
  }

  /** An order by a column that only this table has. */
  private odd: { field: string; descending: boolean } | undefined;

  private refresh(): void {
    const { items } = this;
    const query = parse(this.input.value, this.known);
    if (needsLinks(query, items) && !this.links) {
      void links(items.count).then((loaded) => {
        this.links = loaded;
        this.refresh();
      });
    }
    const tests: Test[] = query.terms.map((term) => test(term, items, this.links));
    let shown = 0;
    for (const { row, index } of this.rows) {
      row.hidden = index >= 0 && !tests.every((passes) => passes(index));
      if (!row.hidden) shown++;
    }
    const order = query.order[0] ?? this.odd;
    const sort = order ? this.ordered(order.field, order.descending) : this.rows;
    this.body.append(...sort.map(({ row }) => row));
    for (const head of this.table.tHead?.rows[0]?.cells ?? []) {
      const column = head.dataset["column"] === "coverage" ? "covered" : head.dataset["column"];
      const on = order?.field === column;
      if (on) head.setAttribute("aria-sort", order?.descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
      const sign = head.querySelector(".tpo-x__sign");
      if (sign) sign.textContent = on ? (order?.descending ? " ↓" : " ↑") : "";
    }
    const total = this.rows.length;
    const values = { count: figure(shown), total: figure(total) };
    this.count.textContent = shown === total ? "" : t("{count} of {total} items", values);
    this.problem.textContent = query.problems.join(" ");
    this.problem.hidden = !query.problems.length;
  }

  private ordered(field: string, descending: boolean): { row: HTMLTableRowElement; index: number }[] {
    const sign = descending ? -1 : 1;
    if (this.known.has(field)) {
      const keys = sortKeys(field, this.items);
      return this.rows.slice().sort((one, other) => {
        const [a, b] = [keys[one.index] ?? 0, keys[other.index] ?? 0];
        if (!a || !b) return a ? -1 : b ? 1 : 0;
        return sign * (a - b);
      });
    }
    const place = [...(this.table.tHead?.rows[0]?.cells ?? [])].findIndex(
      (head) => head.dataset["column"] === field,
    );
    const text = (row: HTMLTableRowElement) => row.cells[place]?.textContent?.trim() ?? "";
    return this.rows.slice().sort((one, other) => {
      const [a, b] = [text(one.row), text(other.row)];
      if (!a || !b) return a ? -1 : b ? 1 : 0;
      const numbers = [Number.parseFloat(a), Number.parseFloat(b)] as const;
      const order = numbers.some(Number.isNaN) ? compareNatural(a, b) : numbers[0] - numbers[1];
      return sign * order;
    });
  }
}
