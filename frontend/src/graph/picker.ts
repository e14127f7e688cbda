/** A field to name an item. */

import { fill, h } from "../shared/dom";
import { find } from "../shared/find";
import type { Items } from "../shared/items";

export class Picker {
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
