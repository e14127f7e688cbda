/** The other versions: the theme's selector where it can fetch nothing, and where the same page is in another version. */

import { h } from "../shared/dom";
import { base, load, shared } from "../shared/site";
import { t } from "../shared/words";

interface Version {
  version: string;
  title: string;
  aliases: string[];
  hidden?: boolean;
}

export interface Versions {
  /** The version or alias that the root of the site leads to. */
  default: string;
  /** Newest first. */
  entries: Version[];
}

/** Names of pages without their ending, by folder. */
export type PageNames = Record<string, string[]>;

interface Settings {
  published?: boolean;
  default?: string | string[];
  alias?: boolean;
}

export async function showVersions(): Promise<void> {
  const settings = settingsOf();
  if (!settings?.published) return;
  try {
    await load("../versions.js");
  } catch {
    return; // a version alone, without the site around it
  }
  const all = shared().versions;
  const here = decodeURIComponent(/([^/]+)\/?$/.exec(base())?.[1] ?? "");
  const place = all?.entries.findIndex((entry) => isCalled(entry, here)) ?? -1;
  const current = all?.entries[place];
  if (!all || !current) return;
  if (location.protocol === "file:") addSelector(all.entries, current, settings);
  const newest = all.entries.findIndex((entry) => isCalled(entry, all.default));
  if ((newest >= 0 && place > newest) || !matches(current, settings)) await showBanner(all.default);
}

function settingsOf(): Settings | undefined {
  try {
    return JSON.parse(document.getElementById("__config")?.textContent ?? "{}").version as Settings;
  } catch {
    return undefined;
  }
}

function isCalled(entry: Version, name: string): boolean {
  return entry.version === name || entry.aliases.includes(name);
}

/** As the theme judges: one of the names that are not outdated is found in one of the version's names. */
function matches(entry: Version, settings: Settings): boolean {
  const names = [entry.version, ...entry.aliases];
  return [settings.default ?? "latest"].flat().some((wanted) => names.some((name) => name.includes(wanted)));
}

/** The same element as the theme's own. */
function addSelector(entries: Version[], current: Version, settings: Settings): void {
  const topic = document.querySelector(".md-header__topic");
  if (!topic || topic.querySelector(".md-version")) return;
  topic.append(
    h(
      "div",
      { class: "md-version" },
      h(
        "button",
        { class: "md-version__current", "aria-label": t("Select version") },
        current.title,
        aliasOf(current, settings),
      ),
      h(
        "ul",
        { class: "md-version__list" },
        ...entries.filter((entry) => !entry.hidden).map((entry) => option(entry, settings)),
      ),
    ),
  );
}

function aliasOf(entry: Version, settings: Settings): HTMLElement | undefined {
  const alias = settings.alias ? entry.aliases[0] : undefined;
  return alias ? h("span", { class: "md-version__alias" }, alias) : undefined;
}

function option(entry: Version, settings: Settings): HTMLElement {
  const link = h(
    "a",
    {
      class: "md-version__link",
      href: addressIn(entry.version, "index.html"),
      onclick: (event) => {
        const { ctrlKey, metaKey, shiftKey } = event as MouseEvent;
        if (ctrlKey || metaKey || shiftKey) return;
        event.preventDefault();
        void sameIn(entry.version).then(({ address }) => {
          location.href = address;
        });
      },
    },
    entry.title,
    aliasOf(entry, settings),
  );
  return h("li", { class: "md-version__item" }, link);
}

async function showBanner(newest: string): Promise<void> {
  const banner = document.querySelector<HTMLElement>("[data-md-component=outdated]");
  const link = banner?.querySelector<HTMLAnchorElement>("a");
  if (!banner || !link) return;
  const { address, same } = await sameIn(newest);
  link.href = address;
  if (!same)
    (link.firstElementChild ?? link).textContent = t(
      "This page is not in the newest version: its start page",
    );
  banner.hidden = false;
}

/** Where the item or page that is shown stands in another version, or that version's start page. */
async function sameIn(version: string): Promise<{ address: string; same: boolean }> {
  const start = { address: addressIn(version, "index.html"), same: false };
  let names: PageNames | undefined;
  try {
    names = await pagesOf(version);
  } catch {
    return start; // made before there was such a list
  }
  const here = location.href.replace(/[?#].*/, "").slice(base().length) || "index.html";
  const id = document.querySelector("h1 .tpo-id")?.textContent?.trim();
  // An item may have moved to another file; an anchor may have gone, which does no harm.
  for (const path of id ? [`id/${id}.html`, here] : [here]) {
    if (isIn(names, path)) return { address: addressIn(version, path) + location.hash, same: true };
  }
  return start;
}

const lists = new Map<string, PageNames | undefined>();

/** The pages of a version. Each list takes the place of the one that was loaded before. */
async function pagesOf(version: string): Promise<PageNames | undefined> {
  if (!lists.has(version)) {
    await load(`../${encodeURIComponent(version)}/assets/tpo-pages.js`);
    lists.set(version, shared().pages);
  }
  return lists.get(version);
}

function isIn(names: PageNames | undefined, path: string): boolean {
  const [, folder = "", name = ""] = /^(?:(.*)\/)?([^/]+)\.html$/.exec(decodeURIComponent(path)) ?? [];
  return names?.[folder]?.includes(name) ?? false;
}

function addressIn(version: string, path: string): string {
  return new URL(`../${encodeURIComponent(version)}/${path}`, base()).href;
}
