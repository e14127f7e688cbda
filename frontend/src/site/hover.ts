/** A card on every link to an item: by mouse and by keyboard, never by touch. */

import { h } from "../shared/dom";
import { lookup } from "../shared/lookup";
import { base } from "../shared/site";

const SHOW_AFTER = 250;
const HIDE_AFTER = 200;
const PLACES = ".md-content, .md-search__output, .tpo-hits, .tpo-x";

let shown: HTMLElement | undefined;
let link: Element | undefined;
let timer = 0;

export function watchLinks(): void {
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse" && event.pointerType !== "pen") return;
    const target = event.target as Element;
    if (shown?.contains(target)) {
      window.clearTimeout(timer);
      return;
    }
    const found = linkAt(target);
    if (found && found !== link) later(SHOW_AFTER, () => void show(found));
    else if (found) window.clearTimeout(timer);
    else if (link || timer) later(HIDE_AFTER, hide);
  });
  document.addEventListener("pointerdown", () => later(0, hide));
  document.addEventListener("focusin", (event) => {
    const target = event.target as Element;
    const found = target.matches(":focus-visible") ? linkAt(target) : undefined;
    if (found) later(SHOW_AFTER, () => void show(found));
    else if (link && !shown?.contains(target)) hide();
  });
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !shown) return;
      event.stopPropagation();
      hide();
    },
    true,
  );
  document.addEventListener("scroll", () => link && later(0, hide), { passive: true, capture: true });
}

function later(milliseconds: number, act: () => void): void {
  window.clearTimeout(timer);
  timer = window.setTimeout(act, milliseconds);
}

/** The link to an item that an element belongs to: one with its id, or one within the content to a page of the site. */
function linkAt(target: Element): Element | undefined {
  const found = target.closest("a[data-tpo-id]") ?? target.closest(".md-content a[href]");
  if (!found?.closest(PLACES) || found.closest(".tpo-siblings, .headerlink, .md-path")) return undefined;
  return found.hasAttribute("data-tpo-id") || pathOf(found) ? found : undefined;
}

/** The path below the site's root that a link leads to; empty for other hosts and for the page itself. */
function pathOf(found: Element): string {
  const written = found.getAttribute("href") ?? "";
  if (written.startsWith("#")) return "";
  const url = new URL(written, location.href).href;
  const root = base();
  if (!url.startsWith(root) || !/\.html(?:#|$)/.test(url)) return "";
  return url.slice(root.length);
}

async function show(found: Element): Promise<void> {
  link = found;
  let content: Node[] | undefined;
  try {
    content = (await lookup()).card(found.getAttribute("data-tpo-id"), pathOf(found));
  } catch {
    return; // a page alone, without the site's data
  }
  if (link !== found || !found.isConnected) return;
  hideCard();
  if (!content) return;
  // The browser's own tooltip would lie over the card and say less.
  found.closest("[title]")?.removeAttribute("title");
  shown = h("div", { class: "tpo-hover md-typeset", id: "tpo-hover", role: "tooltip" }, ...content);
  document.body.append(shown);
  place(shown, found);
  found.setAttribute("aria-describedby", "tpo-hover");
}

/** Below the part of the link that is first in reading order, above where there is no room. */
function place(element: HTMLElement, found: Element): void {
  const box = found.getClientRects()[0] ?? found.getBoundingClientRect();
  const { width, height } = element.getBoundingClientRect();
  const room = document.documentElement;
  const left = Math.max(8, Math.min(box.left, room.clientWidth - width - 8));
  const below = box.bottom + 6;
  const top = below + height < room.clientHeight || box.top < height + 12 ? below : box.top - height - 6;
  element.style.left = `${left + window.scrollX}px`;
  element.style.top = `${top + window.scrollY}px`;
}

function hide(): void {
  link = undefined;
  timer = 0;
  hideCard();
}

function hideCard(): void {
  shown?.remove();
  shown = undefined;
  for (const described of document.querySelectorAll('[aria-describedby="tpo-hover"]')) {
    described.removeAttribute("aria-describedby");
  }
}
