/** What every page of the site has: hover cards, the jump to an id, copy buttons; and whatever else a page asks for. */

import { load, shared } from "../shared/site";
import { enhanceChain } from "./chain";
import { enhanceIds } from "./copy";
import { watchLinks } from "./hover";
import { watchKeys } from "./jump";
import { watchMenus } from "./menus";
import { enhanceScrollers, watchScrollers } from "./scroll";
import { enhanceSearch } from "./search";
import { showVersions } from "./versions";

declare global {
  interface Window {
    /** The theme tells here of each page that it shows. */
    document$?: { subscribe: (act: () => void) => void };
  }
}

/** What a page holds, and the scripts that bring it to life. */
const NEEDS: [string, string[]][] = [
  ["[data-tpo-explorer], [data-tpo-items]", ["assets/tpo-items.js", "assets/tpo-explorer.js"]],
  ["[data-tpo-matrix]", ["assets/tpo-items.js", "assets/tpo-links.js", "assets/tpo-matrix.js"]],
  ["pre.tpo-mermaid, .language-mermaid", ["assets/vendor/mermaid.min.js", "assets/tpo-diagrams.js"]],
  [
    "[data-tpo-graph]",
    [
      "assets/tpo-items.js",
      "assets/tpo-links.js",
      "assets/tpo-places.js",
      "assets/vendor/cytoscape.min.js",
      "assets/tpo-graph.js",
    ],
  ],
];

function enhance(): void {
  enhanceIds();
  enhanceScrollers();
  enhanceChain();
  enhanceSearch();
  void showVersions();
  for (const [selector, [...scripts]] of NEEDS) {
    if (!document.querySelector(selector)) continue;
    const last = scripts.pop() ?? "";
    void Promise.all(scripts.map(load)).then(() => load(last));
  }
}

const own = document.currentScript;
if (own instanceof HTMLScriptElement) shared().base = new URL("../", own.src).href;
watchLinks();
watchKeys();
watchMenus();
watchScrollers();
if (window.document$) {
  let first = true;
  window.document$.subscribe(() => {
    enhance();
    if (!first) for (const act of shared().acts ?? []) act();
    first = false;
  });
} else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", enhance);
else enhance();
