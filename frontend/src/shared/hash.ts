/** The state of a view in the address: `#q=type:story&cols=id,title`, so that it can be linked.
 *
 * Quotation marks and backslashes are written `~1` and `~2`: the theme puts the decoded hash into a selector.
 */

export type State = Record<string, string>;

export function read(hash: string): State {
  const state: State = {};
  for (const part of hash.replace(/^#/, "").split("&")) {
    const [name, ...rest] = part.split("=");
    if (name && rest.length) state[name] = decode(rest.join("="));
  }
  return state;
}

export function write(state: State): string {
  return Object.entries(state)
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}=${encode(value)}`)
    .join("&");
}

export function encode(value: string): string {
  const plain = value.replaceAll("~", "~0").replaceAll('"', "~1").replaceAll("\\", "~2");
  return encodeURIComponent(plain).replace(/%(?:3A|2C|2F)/g, decodeURIComponent);
}

function decode(value: string): string {
  let text = value.replaceAll("+", "%20");
  try {
    text = decodeURIComponent(text);
  } catch {
    return "";
  }
  return text.replace(/~[012]/g, (mark) => ({ "~0": "~", "~1": '"', "~2": "\\" })[mark] ?? mark);
}

/** Puts a state into the address without a step in the history. */
export function replace(state: State): void {
  const hash = write(state);
  if (hash === location.hash.slice(1)) return;
  history.replaceState(history.state, "", hash ? `#${hash}` : location.pathname + location.search);
}
