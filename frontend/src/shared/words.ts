/** The words of the interface, in the language of the page. English texts are their own keys. */

import { shared } from "./site";

/** The text in the page's language, with `{name}` filled in. */
export function t(text: string, values?: Record<string, string | number>): string {
  const found = shared().words?.[text] ?? text;
  return values ? found.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)) : found;
}

/** A number as people write it in the page's language. */
export function figure(value: number): string {
  return value.toLocaleString(shared().language || document.documentElement.lang || "en");
}
