/** Beside the id in a title: a button that copies it, and one that copies a link that stays. */

import { h } from "../shared/dom";
import { base } from "../shared/site";
import { t } from "../shared/words";

const COPY =
  "M19 21H8V7h11m0-2H8a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2V7a2 2 0 0 0-2-2m-3-4H4a2 2 0 0 0-2 2v14h2V3h12z";
const LINK =
  "M10.6 13.4a1 1 0 0 1 0 1.4 1 1 0 0 1-1.4 0 5 5 0 0 1 0-7.1l3.5-3.5a5 5 0 0 1 7.1 7.1l-1.5 1.4c0-.8-.1-1.6-.4-2.4l.5-.4a3 3 0 0 0-4.3-4.3l-3.5 3.5a3 3 0 0 0 0 4.3m2.8-4.2a1 1 0 0 1 1.4 0 5 5 0 0 1 0 7.1l-3.5 3.5a5 5 0 0 1-7.1-7.1l1.5-1.4c0 .8.1 1.6.4 2.4l-.5.4a3 3 0 0 0 4.3 4.3l3.5-3.5a3 3 0 0 0 0-4.3 1 1 0 0 1 0-1.4";
const ENTITIES = /[^\w.-]/;

export function enhanceIds(): void {
  for (const id of document.querySelectorAll<HTMLElement>("h1 .tpo-id, h2 .tpo-id, h3 .tpo-id")) {
    const name = id.textContent?.trim() ?? "";
    if (!name || id.nextElementSibling?.classList.contains("tpo-copy")) continue;
    const address = () =>
      ENTITIES.test(name) ? location.href.replace(/#.*/, "") : new URL(`id/${name}.html`, base()).href;
    id.after(
      h(
        "span",
        { class: "tpo-copy" },
        button(t("Copy the id"), COPY, () => name),
        button(t("Copy a link that stays"), LINK, address),
      ),
    );
  }
}

function button(label: string, path: string, text: () => string): HTMLElement {
  const made = h("button", { type: "button", class: "tpo-copy__button", title: label, "aria-label": label });
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  const said = h("span", { class: "tpo-copy__said", role: "status" });
  made.append(svg, said);
  made.addEventListener("click", () => {
    void copy(text()).then((done) => {
      said.textContent = done ? t("Copied") : t("Not copied");
      window.setTimeout(() => {
        said.textContent = "";
      }, 1600);
    });
  });
  return made;
}

/** Into the clipboard; pages that browsers do not trust with it (plain http) take the old way. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = h("textarea", { class: "tpo-sr", "aria-hidden": "true" });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
