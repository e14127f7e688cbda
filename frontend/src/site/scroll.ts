/** Tables that are wider than the page can be scrolled by keyboard. */

import { t } from "../shared/words";

const SCROLLERS = ".tpo-scroll, .md-typeset__scrollwrap, .tpo-graph-frame, .highlight > pre, .highlight code";

export function watchScrollers(): void {
  window.addEventListener("load", enhanceScrollers);
  window.addEventListener("resize", enhanceScrollers, { passive: true });
}

export function enhanceScrollers(): void {
  for (const element of document.querySelectorAll<HTMLElement>(SCROLLERS)) {
    if (element.hasAttribute("tabindex") || element.scrollWidth <= element.clientWidth + 1) continue;
    element.tabIndex = 0;
    if (element.tagName !== "DIV") continue;
    element.setAttribute("role", "region");
    const caption = element.querySelector("caption")?.textContent?.trim();
    if (!element.hasAttribute("aria-label")) element.setAttribute("aria-label", caption || t("Table"));
  }
}
