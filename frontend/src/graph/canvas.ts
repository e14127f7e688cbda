/** The picture: Cytoscape.js draws it, with our colours and our positions. */

import type cytoscape from "cytoscape";
import type { Items } from "../shared/items";
import type { Links } from "../shared/links";
import type { Position } from "./layout";

declare global {
  interface Window {
    cytoscape?: typeof cytoscape;
  }
}

export interface Marks {
  start: number | undefined;
  /** What is to stand out. */
  near: ReadonlySet<number>;
}

const MANY = 300;

export class Canvas {
  private readonly graph: cytoscape.Core | undefined;

  constructor(
    readonly element: HTMLElement,
    private readonly items: Items,
    private readonly links: Links,
    chosen: (index: number) => void,
    opened: (index: number) => void,
  ) {
    this.graph = window.cytoscape?.({
      container: element,
      minZoom: 0.03,
      maxZoom: 3,
      boxSelectionEnabled: false,
      autoungrabify: true,
      hideEdgesOnViewport: true,
      pixelRatio: "auto",
      style: [],
    });
    this.graph?.on("onetap", "node", (event) => chosen(Number(event.target.id())));
    this.graph?.on("dbltap", "node", (event) => opened(Number(event.target.id())));
    this.graph?.on("mouseover", "node", () => {
      element.style.cursor = "pointer";
    });
    this.graph?.on("mouseout", "node", () => {
      element.style.cursor = "";
    });
    new MutationObserver(() => this.paint()).observe(document.body, {
      attributeFilter: ["data-md-color-scheme"],
    });
  }

  show(positions: ReadonlyMap<number, Position>, edges: readonly number[], marks: Marks): void {
    const { graph, items, links } = this;
    if (!graph) return;
    const many = positions.size > MANY;
    const nodes = [...positions].map(([index, position]) => ({
      group: "nodes" as const,
      data: { id: String(index), label: labelOf(items, index), type: items.type(index) },
      position: { ...position },
      classes: [
        index === marks.start ? "start" : "",
        marks.near.has(index) ? "near" : "",
        items.living(index) ? "" : "dead",
      ].join(" "),
    }));
    const lines = edges.map((trace) => ({
      group: "edges" as const,
      data: {
        id: `e${trace}`,
        source: String(links.sourceOf(trace)),
        target: String(links.targetOf(trace)),
        label: links.roleOf(trace).says[0],
      },
      classes: many ? "many" : "",
    }));
    graph.batch(() => {
      graph.elements().remove();
      graph.add([...nodes, ...lines]);
    });
    this.paint();
    graph.layout({ name: "preset", fit: true, padding: 20 }).run();
    const start = marks.start === undefined ? undefined : graph.getElementById(String(marks.start));
    if (start?.nonempty() && graph.zoom() < 0.55) {
      graph.zoom(0.62);
      graph.center(start);
    } else if (graph.zoom() > 1.4) {
      graph.zoom(1.4);
      graph.center();
    }
  }

  fit(): void {
    this.graph?.fit(undefined, 20);
  }

  zoom(factor: number): void {
    const { graph } = this;
    if (!graph) return;
    graph.zoom({
      level: graph.zoom() * factor,
      renderedPosition: { x: graph.width() / 2, y: graph.height() / 2 },
    });
  }

  /** The colours of the page, light or dark. */
  private paint(): void {
    const css = getComputedStyle(document.body);
    const color = (name: string, otherwise: string) => plain(css.getPropertyValue(name).trim()) || otherwise;
    const text = color("--md-default-fg-color", "#222");
    const background = color("--md-default-bg-color", "#fff");
    const quiet = color("--tpo-quiet", "#777");
    const accent = color("--md-accent-fg-color", "#00bfa5");
    const advice = color("--tpo-advice", "#7a5200");
    const types = this.items.typeNames().map((type) => ({
      selector: `node[type = "${type}"]`,
      style: { "border-color": color(`--tpo-${type}`, quiet) },
    }));
    this.graph?.style([
      {
        selector: "node",
        style: {
          shape: "round-rectangle",
          width: 108,
          height: 24,
          label: "data(label)",
          "font-size": 11,
          "font-family": "sans-serif",
          "text-valign": "center",
          "text-max-width": "100px",
          "text-wrap": "ellipsis",
          "min-zoomed-font-size": 6,
          color: text,
          "background-color": background,
          "border-width": 2,
          "border-color": quiet,
        },
      },
      ...types,
      { selector: "node.dead", style: { "border-style": "dashed", opacity: 0.6 } },
      { selector: "node.start", style: { "border-width": 4, "font-weight": "bold" } },
      {
        selector: "edge",
        style: {
          width: 1.2,
          "line-color": quiet,
          "target-arrow-color": quiet,
          "target-arrow-shape": "triangle",
          "arrow-scale": 0.8,
          "curve-style": "bezier",
          opacity: 0.7,
        },
      },
      { selector: "edge.many", style: { "curve-style": "haystack", opacity: 0.35, width: 1 } },
      { selector: "node.near", style: { "background-color": mixed(advice, background, 0.25) } },
      { selector: "edge:selected", style: { "line-color": accent } },
      {
        selector: "node:selected",
        style: { "overlay-color": accent, "overlay-opacity": 0.2, "overlay-padding": 4 },
      },
    ] as cytoscape.StylesheetJson);
  }
}

function labelOf(items: Items, index: number): string {
  const type = items.type(index);
  return (type === "party" || type === "term" ? items.title[index] : items.id[index]) ?? "";
}

/** Any colour of a style sheet as Cytoscape knows them: without an alpha, and not in the newer ways to write it. */
function plain(color: string): string {
  const context = document.createElement("canvas").getContext("2d");
  if (!context || !color) return "";
  context.fillStyle = color;
  const [, red, green, blue] = /^rgba\((\d+), (\d+), (\d+)/.exec(context.fillStyle) ?? [];
  return blue === undefined ? context.fillStyle : `rgb(${red},${green},${blue})`;
}

/** A colour with a share of another, so that no line shows through it. */
function mixed(one: string, other: string, share: number): string {
  const [a, b] = [parts(one), parts(other)];
  return `rgb(${a.map((part, place) => Math.round(part * share + (b[place] ?? 255) * (1 - share))).join(",")})`;
}

/** Red, green and blue of any colour that a canvas knows. */
function parts(color: string): number[] {
  const canvas = document.createElement("canvas").getContext("2d");
  if (!canvas) return [255, 255, 255];
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
}
