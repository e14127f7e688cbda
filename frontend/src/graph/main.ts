/** The graph explorer: search, depth, roles, the way between two items, and impact; each with its list. */

import { csv, download } from "../shared/csv";
import { fill, h } from "../shared/dom";
import { find } from "../shared/find";
import * as hash from "../shared/hash";
import { type Items, items } from "../shared/items";
import { type Links, links } from "../shared/links";
import { idLink, statusChip } from "../shared/look";
import { base, type GraphData, onEveryPage, shared } from "../shared/site";
import { figure, t } from "../shared/words";
import { Canvas } from "./canvas";
import { layout } from "./layout";
import { type Choice, Graph, MOST, type Picture, type Step } from "./model";

const MODES = ["around", "path", "impact"] as const;
type Mode = (typeof MODES)[number];
const NO_PLACE_OF_THEIR_OWN = ["party", "term"];
const ALL_DEPTHS = 9;

class GraphPage {
  private readonly graph: Graph;
  private readonly canvas: Canvas;
  private readonly start: Picker;
  private readonly end: Picker;
  private readonly depth: HTMLSelectElement;
  private readonly modes: Map<Mode, HTMLButtonElement>;
  private readonly roles: Ticks;
  private readonly types: Ticks;
  private readonly status: HTMLElement;
  private readonly list: HTMLElement;
  private readonly endField: HTMLElement;
  private readonly depthField: HTMLElement;
  private mode: Mode = "around";

  constructor(
    private readonly place: HTMLElement,
    private readonly items: Items,
    private readonly links: Links,
    private readonly data: GraphData,
  ) {
    this.graph = new Graph(items, links);
    const redraw = () => this.draw();
    this.start = new Picker(items, t("Item"), t("Id or words of a title"), redraw);
    this.end = new Picker(items, t("Second item"), t("Id or words of a title"), redraw);
    this.depth = h(
      "select",
      { class: "tpo-m__select", onchange: redraw },
      ...[1, 2, 3, 4].map((value) => h("option", { value }, figure(value))),
      h("option", { value: ALL_DEPTHS }, t("all")),
    );
    this.modes = new Map(
      MODES.map((mode) => [
        mode,
        h(
          "button",
          { type: "button", class: "tpo-button", onclick: () => this.turn(mode) },
          { around: t("Neighbourhood"), path: t("Path between two"), impact: t("Impact") }[mode],
        ),
      ]),
    );
    this.roles = new Ticks(
      t("Links"),
      links.roles.map((role, number) => [String(number), role.says[0]]),
      links.roles.map((_, number) => String(number)),
      redraw,
    );
    const types = items.typeNames().filter((type) => items.column("type").words.includes(type));
    this.types = new Ticks(
      t("Types"),
      types.map((type) => [type, items.plural(type)]),
      types.filter((type) => !NO_PLACE_OF_THEIR_OWN.includes(type)),
      redraw,
    );
    this.status = h("p", { class: "tpo-x__count", role: "status" });
    this.list = h("div", {
      class: "tpo-g__list",
      role: "region",
      "aria-label": t("What the picture shows, as a list"),
    });
    this.endField = this.end.element;
    this.depthField = h("label", { class: "tpo-m__field" }, h("span", {}, t("Depth")), this.depth);
    const canvas = h("div", { class: "tpo-g__canvas" });
    this.build(canvas);
    this.canvas = new Canvas(
      canvas,
      items,
      links,
      (index) => this.choose(index),
      (index) => {
        location.href = base() + items.path(index);
      },
    );
    window.addEventListener("hashchange", () => this.place.isConnected && this.read());
    this.read();
  }

  private build(canvas: HTMLElement): void {
    const button = (label: string, text: string, act: () => void) =>
      h(
        "button",
        { type: "button", class: "tpo-button", title: label, onclick: act },
        h("span", { "aria-hidden": "true" }, text),
        h("span", { class: "tpo-sr" }, label),
      );
    fill(
      this.place,
      h(
        "div",
        { class: "tpo-x__bar tpo-m__bar" },
        h(
          "div",
          { class: "tpo-g__modes", role: "group", "aria-label": t("What to show") },
          ...this.modes.values(),
        ),
        this.start.element,
        this.endField,
        this.depthField,
        this.roles.element,
        this.types.element,
        button(t("Show the whole picture"), t("Fit"), () => this.canvas.fit()),
        button(t("Closer"), "+", () => this.canvas.zoom(1.3)),
        button(t("Farther"), "−", () => this.canvas.zoom(1 / 1.3)),
      ),
      this.status,
      h(
        "div",
        { class: "tpo-g__body" },
        h(
          "div",
          {
            class: "tpo-g__frame",
            role: "img",
            "aria-label": t("Picture of the links; the list says the same"),
          },
          canvas,
        ),
        this.list,
      ),
    );
    this.place.classList.add("tpo-g--ready");
  }

  private turn(mode: Mode): void {
    this.mode = mode;
    this.draw();
  }

  /** A node was clicked: it becomes the start, or the end of a path. */
  private choose(index: number): void {
    const picker = this.mode === "path" && this.start.index !== undefined ? this.end : this.start;
    picker.set(index);
    this.draw();
  }

  private read(): void {
    const { items } = this;
    const state = hash.read(location.hash);
    this.mode = MODES.find((mode) => mode === state["mode"]) ?? "around";
    this.start.set(items.find(state["item"] ?? ""));
    this.end.set(items.find(state["to"] ?? ""));
    this.depth.value = [...this.depth.options].some((option) => option.value === state["depth"])
      ? (state["depth"] ?? "2")
      : "2";
    const roles = (state["roles"] ?? "").split(",").filter((name) => name);
    if (roles.length) {
      this.roles.set(
        this.links.roles.flatMap((role, number) => (roles.includes(role.name) ? [String(number)] : [])),
      );
    }
    const types = (state["types"] ?? "").split(",").filter((name) => name);
    if (types.length) this.types.set(types);
    this.draw();
  }

  private remember(): void {
    const id = (index: number | undefined) => (index === undefined ? "" : (this.items.id[index] ?? ""));
    const roles = this.roles.isAsAtFirst
      ? []
      : [...this.choice().roles].map((number) => this.links.roles[number]?.name);
    hash.replace({
      mode: this.mode === "around" ? "" : this.mode,
      item: id(this.start.index),
      to: this.mode === "path" ? id(this.end.index) : "",
      depth: this.depth.value === "2" ? "" : this.depth.value,
      roles: roles.join(","),
      types: this.types.isAsAtFirst ? "" : [...this.types.ticked].join(","),
    });
  }

  private choice(): Choice {
    return { roles: new Set([...this.roles.ticked].map(Number)), types: this.types.ticked };
  }

  private draw(): void {
    for (const [mode, button] of this.modes) button.setAttribute("aria-pressed", String(mode === this.mode));
    this.endField.hidden = this.mode !== "path";
    this.depthField.hidden = this.mode !== "around";
    this.remember();
    const start = this.start.index;
    if (this.mode === "path") this.drawPath();
    else if (start === undefined) this.drawWhole();
    else if (this.mode === "impact") this.drawImpact(start);
    else this.drawAround(start);
  }

  private drawWhole(): void {
    const picture = this.graph.whole(this.choice());
    if (picture.cut) {
      this.show({ nodes: new Map(), edges: [], cut: false });
      this.status.textContent = t("More than {count} items: choose one to see what is around it.", {
        count: figure(MOST),
      });
      fill(this.list, ...this.suggestions());
      return;
    }
    this.show(picture);
    this.say(picture);
    const text =
      this.mode === "impact"
        ? t("Choose the item that is to change.")
        : t("Choose an item to see what is around it.");
    fill(this.list, h("p", {}, text), ...this.byType(picture));
  }

  private drawAround(start: number): void {
    const picture = this.graph.around(start, Number(this.depth.value), this.choice());
    this.show(picture, start);
    this.say(picture);
    fill(this.list, this.heading(start), ...this.byType(picture, start));
  }

  private drawPath(): void {
    const { start, end } = this;
    if (start.index === undefined || end.index === undefined) {
      if (start.index === undefined) this.drawWhole();
      else this.drawAround(start.index);
      fill(this.list, h("p", {}, t("Choose two items to see how they are linked.")));
      return;
    }
    const steps = this.graph.path(start.index, end.index, this.choice());
    if (!steps) {
      this.show(
        {
          nodes: new Map([
            [start.index, 0],
            [end.index, 0],
          ]),
          edges: [],
          cut: false,
        },
        start.index,
      );
      this.status.textContent = t("No links lead from {one} to {other}.", this.ends());
      this.list.replaceChildren();
      return;
    }
    const nodes = new Map([[start.index, 0]]);
    for (const [place, step] of steps.entries()) nodes.set(step.to, place + 1);
    this.show({ nodes, edges: steps.map((step) => step.trace), cut: false }, start.index);
    this.status.textContent = t("{count} links lead from {one} to {other}.", {
      count: figure(steps.length),
      ...this.ends(),
    });
    fill(
      this.list,
      this.heading(start.index),
      h("ol", { class: "tpo-g__steps" }, ...steps.map((step) => this.step(step))),
    );
  }

  private ends(): Record<string, string> {
    const id = (index: number | undefined) => this.items.id[index ?? -1] ?? "";
    return { one: id(this.start.index), other: id(this.end.index) };
  }

  private step({ trace, from, to }: Step): HTMLElement {
    const role = this.links.roleOf(trace);
    const says = role.says[this.links.sourceOf(trace) === from ? 0 : 1];
    return h("li", {}, h("span", { class: "tpo-how" }, says), " ", ...this.line(to));
  }

  /** What becomes suspect when an item changes: first what links to it, then what rests on that; and who to tell. */
  private drawImpact(start: number): void {
    const picture = this.graph.impact(start, this.choice());
    const others = [...picture.nodes].filter(([index]) => index !== start);
    const near = new Set(others.filter(([, depth]) => depth === 1).map(([index]) => index));
    const direct = near.size;
    this.show(picture, start, near);
    const owners = new Map<string, number>();
    for (const [index] of others) {
      const owner = this.items.column("owner").text(index);
      owners.set(owner, (owners.get(owner) ?? 0) + 1);
    }
    this.status.textContent = t(
      "A change of {id} makes {direct} items suspect, and {further} more behind them.",
      {
        id: this.items.id[start] ?? "",
        direct: figure(direct),
        further: figure(others.length - direct),
      },
    );
    const told = [...owners].sort((one, other) => other[1] - one[1]);
    fill(
      this.list,
      this.heading(start),
      others.length
        ? h(
            "div",
            { class: "tpo-g__owners" },
            h("h3", {}, t("Who to talk to")),
            h(
              "ul",
              {},
              ...told.map(([owner, count]) => h("li", {}, ...this.owner(owner), ` (${figure(count)})`)),
            ),
            h(
              "button",
              { type: "button", class: "tpo-button", onclick: () => this.export(start, others) },
              t("CSV"),
            ),
          )
        : h("p", {}, t("Nothing rests on it.")),
      ...this.byDepth(others),
    );
  }

  private owner(name: string): (Node | string)[] {
    if (!name) return [t("nobody")];
    const index = this.items.find(name);
    return [index === undefined ? name : idLink(this.items, index)];
  }

  private byDepth(others: readonly [number, number][]): HTMLElement[] {
    const depths = [...new Set(others.map(([, depth]) => depth))].sort((one, other) => one - other);
    return depths.map((depth) => {
      const some = others.filter(([, far]) => far === depth).map(([index]) => index);
      const title = depth === 1 ? t("Suspect at once") : t("{count} steps away", { count: figure(depth) });
      return this.group(title, some, true);
    });
  }

  private byType(picture: Picture, start?: number): HTMLElement[] {
    const found = new Map<string, number[]>();
    for (const index of [...picture.nodes.keys()].sort((one, other) => one - other)) {
      if (index === start) continue;
      const type = this.items.type(index);
      const some = found.get(type);
      if (some) some.push(index);
      else found.set(type, [index]);
    }
    return [...found].map(([type, some]) => this.group(this.items.plural(type), some, false));
  }

  private group(title: string, some: readonly number[], owners: boolean): HTMLElement {
    const lines = some.map((index) => {
      const owner = this.items.column("owner").text(index);
      return h("li", {}, ...this.line(index), ...(owners && owner ? [" – ", ...this.owner(owner)] : []));
    });
    return h(
      "details",
      { class: "tpo-x__facet", open: some.length <= 30 },
      h("summary", {}, `${title} `, h("span", { class: "tpo-count" }, figure(some.length))),
      h("ul", {}, ...lines),
    );
  }

  private heading(index: number): HTMLElement {
    return h("h2", { class: "tpo-g__head" }, ...this.line(index));
  }

  private line(index: number): (Node | string)[] {
    const { items } = this;
    const isRow = NO_PLACE_OF_THEIR_OWN.includes(items.type(index));
    return [idLink(items, index), isRow ? "" : ` ${items.title[index] ?? ""} `, statusChip(items, index)];
  }

  /** Where to begin in a large project: the items of the first type that has any. */
  private suggestions(): HTMLElement[] {
    const { items } = this;
    const first = items.typeNames().find((type) => items.column("type").words.includes(type));
    const some: number[] = [];
    for (let index = 0; index < items.count && some.length < 30; index++) {
      if (items.type(index) === first) some.push(index);
    }
    return some.map((index) =>
      h(
        "button",
        { type: "button", class: "tpo-button tpo-g__suggestion", onclick: () => this.choose(index) },
        `${items.id[index]} ${items.title[index]}`,
      ),
    );
  }

  private show(picture: Picture, start?: number, near: ReadonlySet<number> = new Set()): void {
    this.canvas.show(layout(picture.nodes.keys(), this.data), picture.edges, { start, near });
  }

  private say(picture: Picture): void {
    const values = { count: figure(picture.nodes.size), links: figure(picture.edges.length) };
    const text = t("{count} items, {links} links", values);
    this.status.textContent = picture.cut ? `${text} ${t("(only the nearest are shown)")}` : text;
  }

  private export(start: number, others: readonly [number, number][]): void {
    const { items } = this;
    const rows = others.map(([index, depth]) => [
      items.id[index] ?? "",
      items.title[index] ?? "",
      items.singular(items.type(index)),
      items.label(items.column("status").text(index)),
      items.column("owner").text(index),
      String(depth),
    ]);
    const head = [t("Id"), t("Title"), t("Type"), t("Status"), t("Owner"), t("Steps away")];
    download(`impact-${items.id[start]}.csv`, csv([head, ...rows]));
  }
}

/** A field to name an item. */
class Picker {
  readonly element: HTMLElement;
  index: number | undefined;
  private readonly input: HTMLInputElement;
  private readonly options: HTMLElement;
  private found: number[] = [];
  private chosen = 0;
  private static count = 0;

  constructor(
    private readonly items: Items,
    label: string,
    placeholder: string,
    private readonly changed: () => void,
  ) {
    const id = `tpo-g-options-${Picker.count++}`;
    this.options = h("div", {
      class: "tpo-g__options",
      id,
      role: "listbox",
      "aria-label": label,
      hidden: true,
    });
    this.input = h("input", {
      type: "text",
      class: "tpo-x__input tpo-g__input",
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": id,
      "aria-autocomplete": "list",
      autocomplete: "off",
      spellcheck: "false",
      placeholder,
      oninput: () => this.suggest(),
      onblur: () => this.close(),
    });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.element = h(
      "div",
      { class: "tpo-m__field tpo-g__picker" },
      h("label", {}, h("span", {}, label), this.input),
      this.options,
    );
  }

  set(index: number | undefined): void {
    this.index = index;
    this.input.value = index === undefined ? "" : (this.items.id[index] ?? "");
  }

  private suggest(): void {
    this.found = find(this.input.value, this.items, 8);
    this.chosen = 0;
    fill(
      this.options,
      ...this.found.map((index, place) =>
        h(
          "div",
          {
            role: "option",
            id: `${this.options.id}-${place}`,
            class: "tpo-g__option",
            onpointerdown: (event) => {
              event.preventDefault();
              this.take(index);
            },
          },
          h("strong", {}, this.items.id[index] ?? ""),
          ` ${this.items.title[index] ?? ""}`,
        ),
      ),
    );
    this.options.hidden = !this.found.length;
    this.input.setAttribute("aria-expanded", String(this.found.length > 0));
    this.mark();
    if (!this.input.value.trim() && this.index !== undefined) {
      this.index = undefined;
      this.changed();
    }
  }

  private key(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && this.found.length) {
      event.preventDefault();
      this.chosen = (this.chosen + step + this.found.length) % this.found.length;
      this.mark();
    } else if (event.key === "Enter") {
      const index = this.found[this.chosen];
      if (index !== undefined) this.take(index);
    } else if (event.key === "Escape") {
      this.close();
    }
  }

  private take(index: number): void {
    this.set(index);
    this.close();
    this.changed();
  }

  private close(): void {
    this.found = [];
    this.options.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.set(this.index);
  }

  private mark(): void {
    [...this.options.children].forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === this.chosen));
    });
    const option = this.options.children[this.chosen];
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
  }
}

/** A menu of things to tick. */
class Ticks {
  readonly element: HTMLElement;
  private readonly boxes = new Map<string, HTMLInputElement>();

  constructor(
    label: string,
    options: readonly (readonly [string, string])[],
    private readonly first: readonly string[],
    changed: () => void,
  ) {
    const lines = options.map(([value, name]) => {
      const box = h("input", { type: "checkbox", onchange: changed });
      this.boxes.set(value, box);
      return h("li", {}, h("label", {}, box, h("span", {}, name)));
    });
    this.element = h(
      "details",
      { class: "tpo-x__menu" },
      h("summary", { class: "tpo-button" }, label),
      h("div", { class: "tpo-x__panel" }, h("ul", { class: "tpo-x__columns" }, ...lines)),
    );
    this.set(first);
  }

  get ticked(): Set<string> {
    return new Set([...this.boxes].filter(([, box]) => box.checked).map(([value]) => value));
  }

  get isAsAtFirst(): boolean {
    return [...this.boxes].every(([value, box]) => box.checked === this.first.includes(value));
  }

  set(values: readonly string[]): void {
    for (const [value, box] of this.boxes) box.checked = values.includes(value);
  }
}

async function start(): Promise<void> {
  for (const place of document.querySelectorAll<HTMLElement>("[data-tpo-graph]:not(.tpo-g--ready)")) {
    const all = await items();
    const data = shared().graph;
    if (data) new GraphPage(place, all, await links(all.count), data);
  }
}

onEveryPage(() => void start());
