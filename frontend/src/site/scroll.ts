/** Tables that are wider than the page can be scrolled by keyboard. */

import { t } from "../shared/words";

export function enhanceScrollers(): void {
  const look = () => {
    for (const element of document.querySelectorAll<HTMLElement>(
      ".tpo-scroll, .md-typeset__scrollwrap, .tpo-graph-frame, .highlight > pre, .highlight code",
    )) {
      if (element.hasAttribute("tabindex") || element.scrollWidth <= element.clientWidth + 1) continue;
      element.tabIndex = 0;
      if (element.tagName !== "DIV") continue;
      element.setAttribute("role", "region");
      const caption = element.querySelector("caption")?.textContent?.trim();
      if (!element.hasAttribute("aria-label")) element.setAttribute("aria-label", caption || t("Table"));
    }
  };
  look();
  window.addEventListener("load", look);
  window.addEventListener("resize", look, { passive: true });
}
