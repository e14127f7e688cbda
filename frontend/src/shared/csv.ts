/** A table as CSV that spreadsheets read and do not run. */

/** RFC 4180; a text that a spreadsheet would run as a formula gets a `'` before it. */
export function csv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map((cell) => quoted(harmless(cell))).join(",")}\r\n`).join("");
}

export function harmless(text: string): string {
  if (!/^[ \u00a0\ufeff]*[=+\-@\t\r\n＝＋－＠]/.test(text) || /^[+-]\d+(?:\.\d*)?$/.test(text)) return text;
  return `'${text}`;
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
