/** A small project as the site's data files hold it. */

import { Items } from "../src/shared/items";
import { Links } from "../src/shared/links";
import type { ColumnData, ItemsData, LinksData, RoleData } from "../src/shared/site";

(globalThis as Record<string, unknown>)["window"] = { __tpo: { base: "https://example.invalid/1.0/" } };

export interface Given {
  id: string;
  type: string;
  title?: string;
  status?: string;
  [column: string]: string | string[] | undefined;
}

const CATEGORIES: Record<string, string> = {
  draft: "draft",
  proposed: "review",
  approved: "agreed",
  ready: "agreed",
  done: "done",
  rejected: "dead",
};
const STATUSES = Object.keys(CATEGORIES);
const PRIORITIES = ["must", "should", "could"];

export function column(
  values: (string | string[] | undefined)[],
  value = "word",
  order: string[] = [],
): ColumnData {
  const lists = values.map((one) =>
    one === undefined || one === "" ? [] : Array.isArray(one) ? one : [one],
  );
  const words = [...new Set(lists.flat())].sort(
    (a, b) => (order.indexOf(a) + 1 || 99) - (order.indexOf(b) + 1 || 99) || (a < b ? -1 : 1),
  );
  const numbers = lists.map((some) => {
    const codes = some.map((word) => words.indexOf(word) + 1);
    return codes.length > 1 ? codes : (codes[0] ?? 0);
  });
  return { words, start: 0, values: numbers, value, ...(value === "choice" ? { choices: order } : {}) };
}

export function itemsOf(given: Given[]): Items {
  const of = (name: string) => given.map((item) => item[name]);
  const columns: Record<string, ColumnData> = {
    type: column(of("type"), "word", ["goal", "requirement", "story", "spec", "test", "release", "party"]),
    kind: column(of("kind")),
    status: column(of("status"), "word", STATUSES),
    priority: column(of("priority"), "choice", PRIORITIES),
    owner: column(of("owner")),
    release: column(of("release")),
    tags: column(of("tags"), "list"),
    coverage: column(of("coverage"), "word", ["gap", "covered", "deep"]),
    missing: column(of("missing"), "text"),
    findings: column(of("findings"), "list"),
    needs: column(of("needs"), "list"),
    near: column(of("near"), "list"),
    criteria: column(of("criteria"), "number"),
    estimate: { ...column(of("estimate"), "number", ["1", "2", "8", "13"]), title: "Estimate" },
    clause: { ...column(of("clause"), "text"), title: "Clause" },
    target: { ...column(of("target"), "date"), title: "Target" },
  };
  const data: ItemsData = {
    count: given.length,
    id: given.map((item) => item.id),
    title: given.map((item) => item.title ?? ""),
    folders: ["items"],
    folder: given.map(() => 0),
    files: {},
    anchors: {},
    columns,
    types: ["goal", "requirement", "epic", "story", "spec", "test", "release", "party"].map((name) => [
      name,
      name,
      `${name}s`,
    ]),
    categories: given.map((item) => [item.type, item.status ?? "", CATEGORIES[item.status ?? ""] ?? "draft"]),
    joins: [
      "requirement goal",
      "story requirement",
      "spec story",
      "test requirement",
      "test story",
      "test spec",
    ],
    keywords: {
      supports: ["supports", false],
      supported_by: ["supports", true],
      realizes: ["realizes", false],
      realized_by: ["realizes", true],
      verifies: ["verifies", false],
      verified_by: ["verifies", true],
      relates: ["relates", false],
      release: ["release", false],
    },
    rules: { TPO305: "criterion-without-test", TPO201: "link-dangling" },
    labels: {},
    plain: {},
    aliases: { "OLD-1": "REQ-001" },
    words: {},
    language: "en",
  };
  return new Items(data);
}

function role(name: string, inverse: string, traced = true, down = false): RoleData {
  return { name, inverse, says: [name, inverse], traced, down };
}

export const ROLES = [
  role("supports", "supported_by"),
  role("realizes", "realized_by"),
  role("verifies", "verified_by"),
  role("specifies", "specified_by"),
  role("parent", "children", false),
  role("relates", "relates", false),
  role("measured_by", "measures", true, true),
];

/** Links as `STY-001 realizes REQ-001`, with a criterion behind a slash. */
export function linksOf(items: Items, written: string[], more: Partial<LinksData> = {}): Links {
  const traces: number[] = [];
  const criteria: Record<number, string> = {};
  written.forEach((line, place) => {
    const [source = "", name = "", end = ""] = line.split(" ");
    const [target = "", criterion = ""] = end.split("/");
    traces.push(
      items.find(source) ?? -1,
      ROLES.findIndex((one) => one.name === name),
      items.find(target) ?? -1,
    );
    if (criterion) criteria[place] = criterion;
  });
  return new Links({ roles: ROLES, traces, criteria, parts: {}, named: {}, ...more }, items.count);
}

export const ITEMS: Given[] = [
  { id: "GOAL-001", type: "goal", title: "Grow", status: "approved", near: "requirement" },
  {
    id: "REQ-001",
    type: "requirement",
    title: "Invoices leave on time",
    status: "approved",
    priority: "must",
    owner: "billing-team",
    release: "REL-1",
    tags: ["money", "month end"],
    coverage: "deep",
    needs: ["+story", "+test"],
    near: ["goal", "story", "test"],
    clause: "EDSO-3.4",
  },
  {
    id: "REQ-002",
    type: "requirement",
    title: "Costs are split",
    status: "proposed",
    priority: "should",
    owner: "head-of-billing",
    coverage: "gap",
    missing: "no test",
    needs: ["!test", "+story"],
    near: ["story"],
    findings: ["error:TPO201", "info:TPO305"],
  },
  {
    id: "REQ-010",
    type: "requirement",
    title: "Faxes",
    status: "rejected",
    priority: "could",
    owner: "billing-team",
    findings: "warning:TPO305",
  },
  {
    id: "STY-001",
    type: "story",
    title: "Split costs",
    status: "ready",
    priority: "must",
    estimate: "8",
    coverage: "covered",
    missing: "STY-002: no test",
    near: ["requirement", "test"],
    criteria: "2",
  },
  {
    id: "STY-002",
    type: "story",
    title: "Send",
    status: "done",
    estimate: "13",
    near: ["requirement", "test"],
  },
  { id: "TEST-001", type: "test", title: "Splitting", status: "approved", near: ["requirement", "story"] },
  { id: "REL-1", type: "release", title: "First", status: "approved", target: "2027-06-30" },
];

export const LINKS = [
  "REQ-001 supports GOAL-001",
  "STY-001 realizes REQ-001",
  "STY-001 realizes REQ-002",
  "STY-002 realizes REQ-001",
  "TEST-001 verifies STY-001/AC1",
  "REQ-001 relates REQ-002",
];
