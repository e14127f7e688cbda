/** What a hover card says about an item. */

import { h } from "../shared/dom";
import type { Items } from "../shared/items";
import { coverageWords, glyph, severities, statusChip, typeBadge } from "../shared/look";
import { t } from "../shared/words";

export function card(items: Items, index: number): Node[] {
  const type = items.type(index);
  const id = items.id[index] ?? "";
  const rows: Node[] = [
    h(
      "div",
      { class: "tpo-hover__head" },
      typeBadge(items, index),
      type === "party" || type === "term" ? "" : h("span", { class: "tpo-hover__id" }, id),
      statusChip(items, index),
    ),
    h("div", { class: "tpo-hover__title" }, items.title[index] ?? ""),
  ];
  const plain = items.data.plain[index];
  if (plain) rows.push(h("div", { class: "tpo-hover__plain" }, plain));
  const facts: (Node | string)[] = [];
  const owner = items.column("owner").text(index);
  if (owner) {
    const party = items.find(owner);
    const name = party !== undefined && items.type(party) === "party" ? (items.title[party] ?? owner) : owner;
    facts.push(
      h("span", { class: "tpo-hover__owner" }, h("span", { class: "tpo-sr" }, `${t("Owner")}: `), name),
    );
  }
  const priority = items.column("priority").text(index);
  if (priority) facts.push(h("span", {}, items.label(priority)));
  const release = items.column("release").text(index);
  if (release && type !== "release") facts.push(h("span", {}, release));
  if (facts.length) rows.push(h("div", { class: "tpo-hover__facts" }, ...facts));
  const words = coverageWords(items, index);
  if (words) {
    const state = items.column("coverage").text(index);
    const name = state === "gap" ? "missing" : state === "deep" ? "ok" : "derived";
    rows.push(h("div", { class: "tpo-hover__coverage" }, glyph(name), " ", words));
  }
  const found = severities(items, index);
  rows.push(h("div", { class: "tpo-hover__findings" }, ...(found.length ? found : [t("No findings")])));
  return rows;
}
