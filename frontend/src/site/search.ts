/** The theme's search: items whose id is typed come before all its own hits. */

import { fill, h } from "../shared/dom";
import { items } from "../shared/items";
import { statusChip, typeBadge } from "../shared/look";
import { base } from "../shared/site";
import { find } from "./find";

const MOST = 5;

export function enhanceSearch(): void {
  const input = document.querySelector<HTMLInputElement>('[data-md-component="search-query"]');
  const results = document.querySelector<HTMLElement>('[data-md-component="search-result"]');
  if (!input || !results || results.querySelector(".tpo-hits")) return;
  const hits = h("div", { class: "tpo-hits md-typeset", hidden: true });
  results.prepend(hits);
  const update = async () => {
    const text = input.value;
    if (!text.trim()) {
      hits.hidden = true;
      return;
    }
    const all = await items();
    if (text !== input.value) return;
    // The theme opens the link with the highest score when Enter is pressed; an id that was typed whole is meant.
    fill(
      hits,
      ...find(text, all, MOST).map((index) => {
        const exact = (all.id[index] ?? "").toLowerCase() === text.trim().toLowerCase();
        return h(
          "a",
          { class: "tpo-hits__link", href: base() + all.path(index) },
          h(
            "span",
            { class: "tpo-hits__line", "data-md-score": exact ? 1e6 : 0 },
            typeBadge(all, index),
            " ",
            h("strong", {}, all.id[index] ?? ""),
            " ",
            all.title[index] ?? "",
            " ",
            statusChip(all, index),
          ),
        );
      }),
    );
    hits.hidden = hits.childElementCount === 0;
  };
  input.addEventListener("input", () => void update());
  input.addEventListener("focus", () => void update());
}
