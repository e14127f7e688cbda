/** The jump: `g` from anywhere (and `/` where the theme has no search), an id or words of a title, Enter. */

import { calm, fill, h, isTyping } from "../shared/dom";
import { type Lookup, lookup } from "../shared/lookup";
import { shared } from "../shared/site";
import { t } from "../shared/words";

export function watchKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
      return;
    const hasSearch = document.querySelector('[data-md-component="search-query"]') !== null;
    if (event.key === "g" || (event.key === "/" && !hasSearch)) {
      event.preventDefault();
      void open();
    }
  });
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-tpo-jump]")) {
      event.preventDefault();
      void open();
    }
  });
}

let dialog: HTMLDialogElement | undefined;

async function open(): Promise<void> {
  if (dialog?.open) return;
  const opener = new Jump();
  dialog = opener.element;
  document.body.append(dialog);
  dialog.showModal();
  try {
    opener.use(await lookup());
  } catch {
    opener.fail();
  }
}

class Jump {
  readonly element: HTMLDialogElement;
  private readonly input: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly status: HTMLElement;
  private readonly facets = h("div", { class: "tpo-jump__facets", role: "group", hidden: true });
  private readonly soon = calm(150, () => void this.texts());
  private all: Lookup | undefined;
  private chosen = -1;

  constructor() {
    this.input = h("input", {
      type: "text",
      class: "tpo-jump__input",
      role: "combobox",
      "aria-label": t("Go to an item: id or words of its title"),
      "aria-expanded": "false",
      "aria-controls": "tpo-jump-list",
      "aria-autocomplete": "list",
      placeholder: t("Id or words of a title"),
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      oninput: () => this.search(),
    });
    this.list = h("div", {
      class: "tpo-jump__list",
      id: "tpo-jump-list",
      role: "listbox",
      "aria-label": t("Items"),
    });
    this.status = h("p", { class: "tpo-jump__status", role: "status" });
    this.element = h(
      "dialog",
      {
        class: "tpo-jump md-typeset",
        "aria-label": t("Go to an item"),
        role: "dialog",
        "aria-modal": "true",
      },
      h(
        "div",
        { class: "tpo-jump__top" },
        this.input,
        h(
          "button",
          {
            type: "button",
            class: "tpo-jump__close",
            "aria-label": t("Close"),
            onclick: () => this.element.close(),
          },
          "×",
        ),
      ),
      this.facets,
      this.list,
      this.status,
    );
    this.element.addEventListener("close", () => this.element.remove());
    this.element.addEventListener("click", (event) => {
      if (event.target === this.element) this.element.close();
    });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", () => this.element.close());
  }

  use(all: Lookup): void {
    this.all = all;
    this.search();
  }

  fail(): void {
    this.status.textContent = t("The list of items cannot be loaded.");
  }

  private search(): void {
    if (!this.all) return;
    const found = this.all.options(this.input.value);
    this.chosen = found.length ? 0 : -1;
    fill(this.list, ...found);
    this.input.setAttribute("aria-expanded", String(found.length > 0));
    const empty = this.input.value.trim() && !found.length;
    this.status.textContent = empty ? t("Nothing is called so.") : t("Enter opens it, Esc closes this.");
    this.mark();
    if (shared().search === "pagefind") this.soon();
  }

  /** Below what is called so: what says so. */
  private async texts(): Promise<void> {
    const text = this.input.value.trim();
    const found = text.length > 1 ? await this.all?.texts(text, () => this.search()) : undefined;
    if (text !== this.input.value.trim()) return;
    for (const old of this.list.querySelectorAll(".tpo-jump__option--text")) old.remove();
    fill(this.facets, ...(found?.facets ?? []));
    this.facets.hidden = !found?.facets.length;
    if (!found) return;
    this.list.append(...found.options);
    if (found.note) this.status.textContent = found.note;
    else if (found.options.length) this.status.textContent = t("Enter opens it, Esc closes this.");
    if (this.chosen < 0 && found.options.length) this.chosen = 0;
    this.input.setAttribute("aria-expanded", String(this.list.children.length > 0));
    this.mark();
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing) return; // Enter and arrows choose a word of an input method
    const count = this.list.children.length;
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const step = steps[event.key];
    if (step !== undefined && count) {
      event.preventDefault();
      const next = this.chosen + step;
      this.chosen = Math.abs(step) === 1 ? (next + count) % count : Math.max(0, Math.min(count - 1, next));
      this.mark();
    } else if (event.key === "Enter" && this.chosen >= 0) {
      event.preventDefault();
      const option = this.list.children[this.chosen] as HTMLAnchorElement;
      if (event.ctrlKey || event.metaKey) window.open(option.href);
      else option.click();
    }
  }

  private mark(): void {
    [...this.list.children].forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === this.chosen));
    });
    const option = this.list.children[this.chosen];
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }
}
