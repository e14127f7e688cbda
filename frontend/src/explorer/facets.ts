/** The facets beside the table: values to tick, each with how many items it would leave. */

import { written } from "../query/parse";
import { h } from "../shared/dom";
import type { Items } from "../shared/items";
import { figure, t } from "../shared/words";
import { titleOf } from "./columns";
import type { Facet, Option } from "./model";

const AT_FIRST = 8;
const OPEN = ["type", "status", "covered", "findings"];

interface Group {
  facet: Facet;
  lines: Line[];
  more: HTMLElement;
  /** Whether all values are shown. */
  whole: boolean;
}

interface Line {
  element: HTMLElement;
  box: HTMLInputElement;
  count: HTMLElement;
  option: Option;
  /** The count that is shown. */
  shown: number;
}

export class Facets {
  readonly element: HTMLElement;
  private readonly groups: Group[];

  constructor(
    facets: readonly Facet[],
    private readonly items: Items,
    private readonly changed: (facet: Facet, term: string) => void,
  ) {
    this.groups = facets.map((facet) => this.group(facet));
    this.element = h(
      "div",
      { class: "tpo-x__facets", role: "group", "aria-label": t("Narrow down") },
      ...this.groups.map(({ facet, lines, more }) =>
        h(
          "details",
          { class: "tpo-x__facet", open: OPEN.includes(facet.field) },
          h("summary", {}, titleOf(facet.field === "covered" ? "coverage" : facet.field, this.items)),
          h("ul", { class: "tpo-x__options" }, ...lines.map((line) => line.element)),
          more,
        ),
      ),
    );
  }

  /** Shows counts, and what is ticked. Of long lists only what would leave something, until more is asked for. */
  show(counts: readonly (readonly number[])[], ticked: readonly (readonly string[])[]): void {
    this.groups.forEach((group, place) => {
      const on = ticked[place] ?? [];
      let room = AT_FIRST;
      let hidden = 0;
      group.lines.forEach((line, number) => {
        const count = counts[place]?.[number] ?? 0;
        const checked = on.some((value) => value.toLowerCase() === line.option.value.toLowerCase());
        if (line.shown !== count) line.count.textContent = figure(count);
        line.shown = count;
        line.box.checked = checked;
        line.element.classList.toggle("tpo-x__option--none", count === 0 && !checked);
        const shown = group.whole || checked || (count > 0 && room > 0);
        if (shown) room--;
        else hidden++;
        if (line.element.hidden === shown) line.element.hidden = !shown;
      });
      group.more.hidden = hidden === 0;
      const more = t("+{count} more", { count: hidden });
      if (group.more.textContent !== more) group.more.textContent = more;
    });
  }

  private group(facet: Facet): Group {
    const lines = facet.options.map((option) => this.line(facet, option));
    const more = h("button", { type: "button", class: "tpo-x__more" });
    const group: Group = { facet, lines, more, whole: lines.length <= AT_FIRST + 2 };
    more.addEventListener("click", () => {
      const first = lines.find((line) => line.element.hidden);
      group.whole = true;
      for (const line of lines) line.element.hidden = false;
      more.hidden = true;
      first?.box.focus();
    });
    return group;
  }

  private line(facet: Facet, option: Option): Line {
    const box = h("input", { type: "checkbox", onchange: () => this.tick(facet, option) });
    const count = h("span", { class: "tpo-x__tally" });
    const element = h(
      "li",
      { class: "tpo-x__option" },
      h("label", {}, box, h("span", { class: "tpo-x__value" }, this.name(facet, option)), count),
    );
    return { element, box, count, option, shown: -1 };
  }

  private name(facet: Facet, option: Option): string {
    const { items } = this;
    if (facet.field === "covered") {
      const names: Record<string, string> = {
        no: t("Gap"),
        yes: t("Covered"),
        deep: t("Covered all the way down"),
      };
      return names[option.value] ?? option.value;
    }
    if (facet.field === "findings") {
      const names: Record<string, string> = {
        error: t("Errors"),
        warning: t("Warnings"),
        info: t("Hints"),
        none: t("No findings"),
      };
      return names[option.value] ?? option.value;
    }
    if (!option.value) return t("(none)");
    if (facet.field === "type") return items.plural(option.value);
    if (facet.field === "owner" || facet.field === "release") {
      const index = items.find(option.value);
      if (index !== undefined && items.title[index]) return items.title[index] ?? option.value;
    }
    return items.label(option.value);
  }

  /** The term that stands for what is ticked now; “none” goes with nothing else. */
  private tick(facet: Facet, option: Option): void {
    const lines = this.groups.find((group) => group.facet === facet)?.lines ?? [];
    const on = lines.filter((line) => line.box.checked).map((line) => line.option.value);
    const values = on.filter((value) => value);
    const term = values.length ? `${facet.field}:${values.map(written).join(",")}` : "";
    this.changed(facet, !option.value && on.includes("") ? `-has:${facet.field}` : term);
  }
}
