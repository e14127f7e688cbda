/** The explorer: all items (or those of one type) in a table to filter, sort and hand on. */

import { edited, type Query, sorted } from "../query/parse";
import { needsLinks, test } from "../query/select";
import { csv, download } from "../shared/csv";
import { calm, fill, h } from "../shared/dom";
import * as hash from "../shared/hash";
import { type Items, items } from "../shared/items";
import { type Links, links } from "../shared/links";
import { onEveryPage } from "../shared/site";
import { figure, t } from "../shared/words";
import { type ColumnView, columnsOf, DEFAULT, names, showsLinks, titleOf, view } from "./columns";
import { Facets } from "./facets";
import { queryField } from "./field";
import { List } from "./list";
import { type Facet, isOf, Model, ticked } from "./model";
import { Table } from "./table";

const NARROW = ["id", "title", "status"];

class Explorer {
  private readonly model: Model;
  private readonly table: Table;
  private readonly facets: Facets;
  private readonly input: HTMLInputElement;
  private readonly count: HTMLElement;
  private readonly problem: HTMLElement;
  private readonly boxes = new Map<string, HTMLInputElement>();
  private readonly total: number;
  private readonly standard: string[];
  private text = "";
  private columns: string[];
  private views: ColumnView[] = [];
  private found: number[] = [];
  private links: Links | undefined;
  private readonly remember = calm(200, () => hash.replace(this.state()));

  constructor(
    private readonly place: HTMLElement,
    private readonly items: Items,
  ) {
    const scope = place.dataset["tpoScope"] ?? "";
    const asked = columnsOf(place.dataset["tpoColumns"] ?? "", items);
    const wide = asked.length ? asked : DEFAULT;
    this.standard = window.matchMedia("(max-width: 44em)").matches ? NARROW : wide;
    this.columns = this.standard;
    const first = new Model(items);
    const terms = scope ? first.parse(scope).terms.map((term) => test(term, items)) : [];
    this.model = scope
      ? new Model(
          items,
          (index) => terms.every((passes) => passes(index)),
          first.parse(scope).terms.map((term) => term.field),
        )
      : first;
    this.total = this.model.total();
    const label = place.dataset["tpoLabel"] ?? t("Items");
    this.table = new Table(label, this.total, (column) => this.sortBy(column));
    this.facets = new Facets(this.model.facets, items, (facet, term) => this.tick(facet, term));
    this.input = queryField((text) => this.change(text));
    this.count = h("p", { class: "tpo-x__count", role: "status" });
    this.problem = h("p", { class: "tpo-x__problem", role: "alert" });
    this.build();
    window.addEventListener("hashchange", () => this.place.isConnected && this.read());
    this.read();
    const steps = this.model.prepare(this.columns);
    const step = () => {
      if (!steps.next().done) window.setTimeout(step, 8);
    };
    window.setTimeout(step, 300);
  }

  private build(): void {
    const narrow = h(
      "details",
      { class: "tpo-x__narrow", open: window.matchMedia("(min-width: 60em)").matches },
      h("summary", {}, t("Narrow down")),
      this.facets.element,
    );
    fill(
      this.place,
      h(
        "div",
        { class: "tpo-x__bar" },
        this.input,
        this.help(),
        this.chooser(),
        h("button", { type: "button", class: "tpo-button", onclick: () => this.export() }, t("CSV")),
        h(
          "button",
          { type: "button", class: "tpo-button", onclick: (event) => void this.copy(event) },
          t("Copy link"),
        ),
        h(
          "button",
          { type: "button", class: "tpo-button tpo-x__clear", onclick: () => this.clear() },
          t("Clear"),
        ),
      ),
      this.problem,
      this.count,
      h("div", { class: "tpo-x__body" }, narrow, this.table.element),
    );
    this.place.classList.add("tpo-x--ready");
  }

  /** What can be written into the filter. */
  private help(): HTMLElement {
    const line = (code: string, text: string) => [h("dt", {}, h("code", {}, code)), h("dd", {}, text)];
    return h(
      "details",
      { class: "tpo-x__menu" },
      h("summary", { class: "tpo-button" }, t("Help")),
      h(
        "div",
        { class: "tpo-x__panel" },
        h(
          "dl",
          {},
          ...line("invoice", t("the word in id, title, owner or tags")),
          ...line("status:draft,proposed", t("one of these values; * stands for anything")),
          ...line("-owner:billing-team", t("not this one")),
          ...line("priority>=should", t("at least; also <, <=, >")),
          ...line("missing:test", t("what needs a test and has none")),
          ...line("has:error", t("with such a finding; also warning, info, a rule's code")),
          ...line("up:GOAL-001", t("all that serves it, directly or not; down: the other way")),
          ...line("covered:no", t("something that it needs is not there")),
          ...line("sort:-priority", t("the order; - turns it round")),
        ),
      ),
    );
  }

  private chooser(): HTMLElement {
    const options = names(this.items)
      .filter((name) => this.items.has(name) || name === "id" || name === "title")
      .map((name) => {
        const box = h("input", { type: "checkbox", onchange: () => this.choose(name) });
        this.boxes.set(name, box);
        return h("li", {}, h("label", {}, box, h("span", {}, titleOf(name, this.items))));
      });
    return h(
      "details",
      { class: "tpo-x__menu" },
      h("summary", { class: "tpo-button" }, t("Columns")),
      h(
        "div",
        { class: "tpo-x__panel" },
        h("ul", { class: "tpo-x__columns" }, ...options),
        h(
          "button",
          { type: "button", class: "tpo-button", onclick: () => this.show(this.standard) },
          t("As at first"),
        ),
      ),
    );
  }

  private state(): hash.State {
    const columns = this.columns.join(",");
    return { q: this.text, cols: columns === this.standard.join(",") ? "" : columns };
  }

  /** Takes over what the address says. */
  private read(): void {
    const state = hash.read(location.hash);
    const chosen = columnsOf(state["cols"] ?? "", this.items);
    this.columns = chosen.length ? chosen : this.standard;
    this.input.value = state["q"] ?? "";
    this.text = this.input.value;
    this.refresh(true);
  }

  private change(text: string): void {
    this.text = text.trim();
    if (this.input.value.trim() !== this.text) this.input.value = this.text;
    this.refresh(false);
    this.remember();
  }

  private clear(): void {
    this.change("");
    this.input.value = "";
    this.input.focus();
  }

  private tick(facet: Facet, term: string): void {
    this.change(edited(this.text, this.model.known, (one) => isOf(facet, one), term));
  }

  /** Ascending, descending, as at first. */
  private sortBy(column: string): void {
    const name = column === "coverage" ? "covered" : column;
    const now = this.model.parse(this.text).order[0];
    const next = now?.field !== name ? name : now.descending ? "" : `-${name}`;
    this.change(sorted(this.text, next));
  }

  private choose(name: string): void {
    const chosen = new Set(this.columns);
    if (chosen.has(name)) chosen.delete(name);
    else chosen.add(name);
    const order = names(this.items);
    const kept = this.columns.filter((one) => chosen.has(one));
    const added = [...chosen].filter((one) => !kept.includes(one));
    const inOrder =
      this.columns === this.standard ||
      kept.every((one, place) => place === 0 || before(order, kept[place - 1], one));
    const result = inOrder
      ? [...kept, ...added].sort((a, b) => order.indexOf(a) - order.indexOf(b))
      : [...kept, ...added];
    this.show(result.length ? result : ["id"]);
  }

  private show(columns: string[]): void {
    this.columns = columns;
    this.refresh(true);
    this.remember();
  }

  /** Answers the query and shows the answer. */
  private refresh(anew: boolean): void {
    const query = this.model.parse(this.text);
    const linksAsked =
      needsLinks(query, this.items) || this.columns.some((name) => showsLinks(name, this.items));
    if (linksAsked && !this.links) {
      void links(this.items.count).then((loaded) => {
        this.links = loaded;
        this.refresh(true);
      });
    }
    const { found, counts } = this.model.answer(query, this.links);
    this.found = found;
    const order = query.order.map((entry) => ({
      column: entry.field === "covered" ? "coverage" : entry.field,
      descending: entry.descending,
    }));
    if (anew) {
      this.views = this.columns.map((name) => view(name, this.items, this.links));
      this.table.setColumns(this.views, order);
      for (const [name, box] of this.boxes) box.checked = this.columns.includes(name);
    } else {
      this.table.setOrder(order);
    }
    this.table.setRows(found);
    this.facets.show(
      counts,
      this.model.facets.map((facet) => ticked(facet, query)),
    );
    this.say(query);
    this.mark();
  }

  private say(query: Query): void {
    const values = { count: figure(this.found.length), total: figure(this.total) };
    const all = this.total === 1 ? t("1 item") : t("{total} items", values);
    const text = this.found.length === this.total ? all : t("{count} of {total} items", values);
    if (this.count.textContent !== text) this.count.textContent = text;
    const problem = query.problems.join(" ");
    if (this.problem.textContent !== problem) this.problem.textContent = problem;
    this.problem.hidden = !problem;
    this.place.classList.toggle("tpo-x--empty", this.found.length === 0);
  }

  /** Marks the saved view that is shown. */
  private mark(): void {
    const now = hash.write(this.state());
    for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-tpo-view]")) {
      const state = hash.read(link.hash);
      if (this.sameView(state, now)) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  private sameView(state: hash.State, now: string): boolean {
    const cols = columnsOf(state["cols"] ?? "", this.items).join(",");
    return hash.write({ q: state["q"] ?? "", cols: cols === this.standard.join(",") ? "" : cols }) === now;
  }

  private export(): void {
    const rows = [
      this.views.map((column) => column.title),
      ...this.found.map((index) => this.views.map((column) => column.text(index))),
    ];
    download("items.csv", csv(rows));
  }

  private async copy(event: Event): Promise<void> {
    hash.replace(this.state());
    const button = event.currentTarget as HTMLElement;
    const done = await navigator.clipboard?.writeText(location.href).then(
      () => true,
      () => false,
    );
    button.textContent = done ? t("Copied") : t("It stands in the address bar");
    window.setTimeout(() => {
      button.textContent = t("Copy link");
    }, 2000);
  }
}

function before(order: readonly string[], one: string | undefined, other: string): boolean {
  return order.indexOf(one ?? "") < order.indexOf(other);
}

async function start(): Promise<void> {
  for (const place of document.querySelectorAll<HTMLElement>("[data-tpo-explorer]:not(.tpo-x--ready)")) {
    new Explorer(place, await items());
  }
  for (const table of document.querySelectorAll<HTMLTableElement>("table[data-tpo-items]")) {
    const place = table.closest(".tpo-scroll")?.previousElementSibling;
    if (place instanceof HTMLElement && place.matches("[data-tpo-filters]:empty"))
      new List(table, place, await items());
  }
}

onEveryPage(() => void start());
