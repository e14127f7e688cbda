/** A menu of things to tick. */

import { h } from "../shared/dom";

export class Ticks {
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

  /** Ticks what is known of these; what was ticked at first where that is nothing. */
  choose(values: readonly string[]): void {
    this.set(values.some((value) => this.boxes.has(value)) ? values : this.first);
  }

  set(values: readonly string[]): void {
    for (const [value, box] of this.boxes) box.checked = values.includes(value);
  }
}
