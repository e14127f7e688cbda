/** The theme's search: items whose id is typed come before all its own hits. Or a button for ours, in its place. */

import { fill, h } from "../shared/dom";
import { lookup } from "../shared/lookup";
import { shared } from "../shared/site";
import { t } from "../shared/words";

export function enhanceSearch(): void {
  addButton();
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

/** Where Pagefind searches words, the jump is the way to it. */
function addButton(): void {
  const header = document.querySelector(".md-header__inner");
  if (shared().search !== "pagefind" || !header || header.querySelector(".tpo-search")) return;
  const button = h(
    "button",
    { type: "button", class: "tpo-search", "data-tpo-jump": true },
    h("span", { class: "tpo-search__text" }, t("Search")),
    h("kbd", { "aria-hidden": "true" }, "/"),
  );
  const source = header.querySelector(".md-header__source");
  if (source) source.before(button);
  else header.append(button);
}
