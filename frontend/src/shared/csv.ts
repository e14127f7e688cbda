/** A table as CSV that spreadsheets read and do not run. */

/** What a spreadsheet runs: at the start, and behind a separator too, since one whose language separates by `;` splits
 * our cells there. Spreadsheets take the wide signs as well. */
const FIRST = /^(?=[\t\r\n]|[ \u00a0\ufeff]*[=+\-@＝＋－＠])/;
const LATER = /([;|\t\r\n][ \u00a0]*)(?=[=@＝＠]|[+\-＋－](?!\s|\d+(?:[.,]\d+)?(?:[;|\s]|$)))/g;

/** RFC 4180; a text that a spreadsheet would run as a formula gets a `'` before it. */
export function csv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map((cell) => quoted(harmless(cell))).join(",")}\r\n`).join("");
}

export function harmless(text: string): string {
  if (/^[+-]\d+(?:\.\d*)?$/.test(text)) return text;
  return text.replace(FIRST, "'").replace(LATER, "$1'");
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Hands a file to the reader; the mark before it tells spreadsheets that it is UTF-8. */
export function download(name: string, text: string): void {
  const link = document.createElement("a");
  const url = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
  link.href = url;
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(url), 10000);
}
