/** Folds of the chain: the rows below a goal can be put away, one by one or all. */

import { decoded, h } from "../shared/dom";
import { t } from "../shared/words";

export function enhanceChain(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>("table.tpo-chain")) enhance(table);
}

function enhance(table: HTMLTableElement): void {
  if (table.dataset["tpoFolds"]) return;
  table.dataset["tpoFolds"] = "ready";
  const groups = [...table.tBodies].filter((body) => body.rows.length > 1);
  if (!groups.length) return;
  const folds = groups.map((body) => new Fold(body));
  if (folds.length < 2) return;
  const all = (folded: boolean) => () => {
    for (const fold of folds) fold.set(folded);
  };
  const place = table.closest(".tpo-scroll") ?? table;
  place.before(
    h(
      "p",
      { class: "tpo-folds" },
      h("button", { type: "button", class: "tpo-button", onclick: all(true) }, t("Fold all")),
      h("button", { type: "button", class: "tpo-button", onclick: all(false) }, t("Unfold all")),
    ),
  );
}

/** A group of rows whose first row stays when it is folded: its cells then span one row only. */
class Fold {
  private readonly button: HTMLButtonElement;
  private readonly spans: [HTMLTableCellElement, number][];
  private folded = false;

  constructor(private readonly body: HTMLTableSectionElement) {
    const first = body.rows[0] as HTMLTableRowElement;
    this.spans = [...first.cells].map((cell) => [cell, cell.rowSpan]);
    this.button = h(
      "button",
      {
        type: "button",
        class: "tpo-fold__button",
        "aria-expanded": "true",
        onclick: () => this.set(!this.folded),
      },
      h("span", { class: "tpo-fold__sign", "aria-hidden": "true" }, "▾"),
      h("span", { class: "tpo-sr" }, t("Fold")),
    );
    const head = first.cells[0];
    (head?.firstElementChild ?? head)?.prepend(this.button);
    // A link into a folded group unfolds it.
    window.addEventListener("hashchange", () => this.reveal());
  }

  set(folded: boolean): void {
    this.folded = folded;
    const [head, ...others] = [...(this.body.rows[0]?.cells ?? [])];
    for (const row of [...this.body.rows].slice(1)) row.hidden = folded;
    for (const [cell, span] of this.spans) cell.rowSpan = folded ? 1 : span;
    for (const cell of others) cell.classList.toggle("tpo-fold__away", folded);
    head?.classList.toggle("tpo-fold--folded", folded);
    this.button.setAttribute("aria-expanded", String(!folded));
    const sign = this.button.querySelector(".tpo-fold__sign");
    if (sign) sign.textContent = folded ? "▸" : "▾";
  }

  private reveal(): void {
    const target = document.getElementById(decoded(location.hash.slice(1)));
    if (this.folded && target && this.body.contains(target)) {
      this.set(false);
      target.scrollIntoView();
    }
  }
}
