/** What the picture shows, as a list: by type, by the steps to it, and who is to be told. */

import { csv, download } from "../shared/csv";
import { h } from "../shared/dom";
import type { Items } from "../shared/items";
import type { Links } from "../shared/links";
import { idLink, statusChip } from "../shared/look";
import { figure, t } from "../shared/words";
import type { Picture, Step } from "./model";

/** Types whose items are rows of a page of them all: a picture leaves them out at first, a list their titles. */
export const NO_PLACE_OF_THEIR_OWN = ["party", "term"];

/** Items by their index, each with how many steps it is away. */
type Others = readonly [number, number][];

export class Listing {
  constructor(
    private readonly items: Items,
    private readonly links: Links,
  ) {}

  heading(index: number): HTMLElement {
    return h("h2", { class: "tpo-g__head" }, ...this.line(index));
  }

  byType(picture: Picture, start?: number): HTMLElement[] {
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

  byDepth(others: Others): HTMLElement[] {
    const depths = [...new Set(others.map(([, depth]) => depth))].sort((one, other) => one - other);
    return depths.map((depth) => {
      const some = others.filter(([, far]) => far === depth).map(([index]) => index);
      const title = depth === 1 ? t("Suspect at once") : t("{count} steps away", { count: figure(depth) });
      return this.group(title, some, true);
    });
  }

  step({ trace, from, to }: Step): HTMLElement {
    const role = this.links.roleOf(trace);
    const says = role.says[this.links.sourceOf(trace) === from ? 0 : 1];
    return h("li", {}, h("span", { class: "tpo-how" }, says), " ", ...this.line(to));
  }

  /** Who owns what rests on an item that is to change, and how much of it. */
  owners(start: number, others: Others): HTMLElement {
    const owners = new Map<string, number>();
    for (const [index] of others) {
      const owner = this.items.column("owner").text(index);
      owners.set(owner, (owners.get(owner) ?? 0) + 1);
    }
    const told = [...owners].sort((one, other) => other[1] - one[1]);
    return h(
      "div",
      { class: "tpo-g__owners" },
      h("h3", {}, t("Who to talk to")),
      h("ul", {}, ...told.map(([owner, count]) => h("li", {}, ...this.owner(owner), ` (${figure(count)})`))),
      h(
        "button",
        { type: "button", class: "tpo-button", onclick: () => this.export(start, others) },
        t("CSV"),
      ),
    );
  }

  /** Where to begin in a large project: the items of the first type that has any. */
  suggestions(choose: (index: number) => void): HTMLElement[] {
    const { items } = this;
    const first = items.typeNames().find((type) => items.column("type").words.includes(type));
    const some: number[] = [];
    for (let index = 0; index < items.count && some.length < 30; index++) {
      if (items.type(index) === first) some.push(index);
    }
    return some.map((index) =>
      h(
        "button",
        { type: "button", class: "tpo-button tpo-g__suggestion", onclick: () => choose(index) },
        `${items.id[index]} ${items.title[index]}`,
      ),
    );
  }

  private owner(name: string): (Node | string)[] {
    if (!name) return [t("nobody")];
    const index = this.items.find(name);
    return [index === undefined ? name : idLink(this.items, index)];
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

  private line(index: number): (Node | string)[] {
    const { items } = this;
    const isRow = NO_PLACE_OF_THEIR_OWN.includes(items.type(index));
    return [idLink(items, index), isRow ? "" : ` ${items.title[index] ?? ""} `, statusChip(items, index)];
  }

  private export(start: number, others: Others): void {
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
