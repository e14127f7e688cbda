/** The graph explorer: search, depth, roles, the way between two items, and impact; each with its list. */

import { fill, h } from "../shared/dom";
import * as hash from "../shared/hash";
import { type Items, items } from "../shared/items";
import { type Links, links } from "../shared/links";
import { base, type GraphData, onEveryPage, shared } from "../shared/site";
import { figure, t } from "../shared/words";
import { Canvas } from "./canvas";
import { layout } from "./layout";
import { Listing, NO_PLACE_OF_THEIR_OWN } from "./listing";
import { type Choice, Graph, MOST, type Picture } from "./model";
import { Picker } from "./picker";
import { Ticks } from "./ticks";

const MODES = ["around", "path", "impact"] as const;
type Mode = (typeof MODES)[number];
const ALL_DEPTHS = 9;

class GraphPage {
  private readonly graph: Graph;
  private readonly listing: Listing;
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
    this.listing = new Listing(items, links);
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
    this.roles.choose(
      this.links.roles.flatMap((role, number) => (roles.includes(role.name) ? [String(number)] : [])),
    );
    this.types.choose((state["types"] ?? "").split(","));
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
      fill(this.list, ...this.listing.suggestions((index) => this.choose(index)));
      return;
    }
    this.show(picture);
    this.say(picture);
    const text =
      this.mode === "impact"
        ? t("Choose the item that is to change.")
        : t("Choose an item to see what is around it.");
    fill(this.list, h("p", {}, text), ...this.listing.byType(picture));
  }

  private drawAround(start: number): void {
    const picture = this.graph.around(start, Number(this.depth.value), this.choice());
    this.show(picture, start);
    this.say(picture);
    fill(this.list, this.listing.heading(start), ...this.listing.byType(picture, start));
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
    const values = { count: figure(steps.length), ...this.ends() };
    this.status.textContent =
      steps.length === 1
        ? t("1 link leads from {one} to {other}.", values)
        : t("{count} links lead from {one} to {other}.", values);
    fill(
      this.list,
      this.listing.heading(start.index),
      h("ol", { class: "tpo-g__steps" }, ...steps.map((step) => this.listing.step(step))),
    );
  }

  private ends(): Record<string, string> {
    const id = (index: number | undefined) => this.items.id[index ?? -1] ?? "";
    return { one: id(this.start.index), other: id(this.end.index) };
  }

  /** What becomes suspect when an item changes: first what links to it, then what rests on that; and who to tell. */
  private drawImpact(start: number): void {
    const picture = this.graph.impact(start, this.choice());
    const others = [...picture.nodes].filter(([index]) => index !== start);
    const near = new Set(others.filter(([, depth]) => depth === 1).map(([index]) => index));
    const direct = near.size;
    this.show(picture, start, near);
    const values = {
      id: this.items.id[start] ?? "",
      direct: figure(direct),
      further: figure(others.length - direct),
    };
    const text =
      direct === 1
        ? t("A change of {id} makes 1 item suspect, and {further} more behind it.", values)
        : t("A change of {id} makes {direct} items suspect, and {further} more behind them.", values);
    this.status.textContent = whole(text, picture);
    fill(
      this.list,
      this.listing.heading(start),
      others.length ? this.listing.owners(start, others) : h("p", {}, t("Nothing rests on it.")),
      ...this.listing.byDepth(others),
    );
  }

  private show(picture: Picture, start?: number, near: ReadonlySet<number> = new Set()): void {
    this.canvas.show(layout(picture.nodes.keys(), this.data), picture.edges, { start, near });
  }

  private say(picture: Picture): void {
    const nodes = picture.nodes.size;
    const edges = picture.edges.length;
    const text = [
      nodes === 1 ? t("1 item") : t("{total} items", { total: figure(nodes) }),
      edges === 1 ? t("1 link") : t("{count} links", { count: figure(edges) }),
    ].join(", ");
    this.status.textContent = whole(text, picture);
  }
}

/** What is said of a picture, and that it is not all of it. */
function whole(text: string, picture: Picture): string {
  return picture.cut ? `${text} ${t("(only the nearest are shown)")}` : text;
}

async function start(): Promise<void> {
  for (const place of document.querySelectorAll<HTMLElement>("[data-tpo-graph]:not(.tpo-g--ready)")) {
    const all = await items();
    const data = shared().graph;
    if (data) new GraphPage(place, all, await links(all.count), data);
  }
}

onEveryPage(() => void start());
