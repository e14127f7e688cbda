/** The field that a query is written into, of the explorer and of a list by type. */

import { h } from "../shared/dom";
import { t } from "../shared/words";

export function queryField(changed: (text: string) => void): HTMLInputElement {
  const input = h("input", {
    type: "search",
    class: "tpo-x__input",
    placeholder: t("Filter, e.g. {example}", { example: "status:draft -has:owner" }),
    "aria-label": t("Filter"),
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
  });
  input.addEventListener("input", () => changed(input.value));
  return input;
}
