/** Draws the diagrams of authors with Mermaid, which is vendored and loaded only where a page holds one. */

import { h } from "../shared/dom";
import { onEveryPage } from "../shared/site";
import { t } from "../shared/words";

interface Mermaid {
  initialize: (options: Record<string, unknown>) => void;
  render: (id: string, text: string) => Promise<{ svg: string }>;
}

declare global {
  var mermaid: Mermaid | undefined;
}

/** What a diagram may not choose for itself; the first four are Mermaid's own list. */
const SECURE = [
  "secure",
  "securityLevel",
  "startOnLoad",
  "maxTextSize",
  "suppressErrorRendering",
  "maxEdges",
  "themeCSS",
  "fontFamily",
  "altFontFamily",
  "dompurifyConfig",
];
/** A diagram may name pictures; none is fetched from another host, whether or not the server sends our policy. */
const POLICY =
  "img-src 'self' data: blob: file:; font-src 'self' data: file:; frame-src 'none'; media-src 'none'";

/** A fence of Mermaid: as the theme would have it, coloured as code, or plain, as the user's mkdocs.yml has it. */
const SOURCES = "pre.tpo-mermaid, div.language-mermaid, pre:has(> code.language-mermaid)";

let count = 0;

class Diagram {
  private readonly figure = h("figure", { class: "tpo-diagram" });
  private readonly picture = h("div", { class: "tpo-diagram__picture" });
  private readonly text: string;

  constructor(private readonly source: HTMLElement) {
    this.text = (source.querySelector("code") ?? source).textContent ?? "";
  }

  async draw(): Promise<void> {
    const id = `tpo-diagram-${++count}`;
    try {
      const { svg } = (await globalThis.mermaid?.render(id, this.text)) ?? { svg: "" };
      const drawn = new DOMParser().parseFromString(svg, "text/html").querySelector("svg");
      if (!drawn) throw new Error("");
      this.show(document.importNode(drawn, true));
    } catch (problem) {
      this.fail(problem instanceof Error ? problem.message : String(problem));
    } finally {
      document.getElementById(`d${id}`)?.remove(); // what it was measured in, where that went wrong
    }
  }

  private show(svg: SVGSVGElement): void {
    if (!this.figure.isConnected) {
      this.source.before(this.figure);
      this.figure.append(
        this.picture,
        h("details", { class: "tpo-diagram__text" }, h("summary", {}, t("The diagram as text")), this.source),
      );
    }
    svg.setAttribute("role", svg.getAttribute("role") ?? "img");
    this.picture.replaceChildren(svg);
    // Wide ones are scrolled, by keyboard too.
    const wide = this.picture.scrollWidth > this.picture.clientWidth + 1;
    this.picture.tabIndex = wide ? 0 : -1;
  }

  /** The text stays, with the reason below. */
  private fail(reason: string): void {
    const said = t("This diagram cannot be drawn.");
    this.source.after(
      h("p", { class: "tpo-diagram__problem", role: "note" }, `${said} `, h("code", {}, reason)),
    );
  }
}

function isDark(): boolean {
  return (document.body.getAttribute("data-md-color-scheme") ?? "").includes("slate");
}

function setUp(): void {
  globalThis.mermaid?.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    secure: SECURE,
    suppressErrorRendering: true,
    theme: isDark() ? "dark" : "neutral",
    fontFamily: getComputedStyle(document.body).fontFamily,
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    class: { htmlLabels: false },
  });
}

async function drawAll(diagrams: Diagram[]): Promise<void> {
  setUp();
  for (const diagram of diagrams) await diagram.draw(); // one by one: Mermaid has one state for all
}

if (!document.querySelector("meta[data-tpo-diagrams]")) {
  document.head.append(
    h("meta", { "http-equiv": "Content-Security-Policy", content: POLICY, "data-tpo-diagrams": true }),
  );
}
let shown: Diagram[] = [];
let dark = isDark();
let last = Promise.resolve();
onEveryPage(() => {
  shown = [...document.querySelectorAll<HTMLElement>(SOURCES)]
    .filter((source) => !source.closest(".tpo-diagram"))
    .map((source) => new Diagram(source));
  last = last.then(() => drawAll(shown));
});
new MutationObserver(() => {
  if (dark === isDark()) return;
  dark = isDark();
  last = last.then(() => drawAll(shown));
}).observe(document.body, { attributes: true, attributeFilter: ["data-md-color-scheme"] });
