/** The theme's search: items whose id is typed come before all its own hits. */

import { fill, h } from "../shared/dom";
import { lookup } from "../shared/lookup";

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
    const found = (await lookup()).hits(text);
    if (text !== input.value) return;
    fill(hits, ...found);
    hits.hidden = hits.childElementCount === 0;
  };
  input.addEventListener("input", () => void update());
  input.addEventListener("focus", () => void update());
}
