// Bundles src/ into classic scripts (tpo_docs/assets), or the tests into a folder of their own and runs them.
//
//   node build.mjs             write the bundles
//   node build.mjs --to DIR    write them elsewhere, so that a test can compare
//   node build.mjs --test      bundle test/ and run it with node's test runner
//
// The first line of each bundle holds a hash of all that it was made from, so that a test sees without Node whether a
// committed bundle is up to date.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const ASSETS = resolve(HERE, "../tpo_docs/assets");
const BUNDLES = {
  tpo: "src/site/main.ts",
  "tpo-lookup": "src/lookup/main.ts",
  "tpo-explorer": "src/explorer/main.ts",
  "tpo-matrix": "src/matrix/main.ts",
  "tpo-graph": "src/graph/main.ts",
};
// Third-party files that are used as they are: package, file in it, where it goes from the repository's root.
const VENDORED = [
  ["cytoscape", "dist/cytoscape.min.js", "tpo_docs/assets/vendor/cytoscape.min.js"],
  ["cytoscape", "LICENSE", "tpo_docs/assets/vendor/cytoscape.LICENSE.txt"],
  ["axe-core", "axe.min.js", "tests/data/axe/axe.min.js"],
  ["axe-core", "LICENSE", "tests/data/axe/LICENSE"],
];

/** What a bundle depends on beside its sources. */
const SURROUNDINGS = ["build.mjs", "package-lock.json"];

function sources(folder) {
  return readdirSync(join(HERE, folder), { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory()
        ? sources(`${folder}/${entry.name}`)
        : entry.name.endsWith(".ts")
          ? [`${folder}/${entry.name}`]
          : [],
    )
    .sort();
}

/** One hash for all bundles: of the path and the text of each source. tests/test_frontend.py computes the same. */
function fingerprint() {
  const hash = createHash("sha256");
  for (const path of [...SURROUNDINGS, ...sources("src")].sort()) {
    hash.update(`${path}\n`);
    hash.update(readFileSync(join(HERE, path), "utf-8").replaceAll("\r\n", "\n"));
  }
  return hash.digest("hex");
}

async function bundle(target) {
  const mark = fingerprint();
  mkdirSync(target, { recursive: true });
  for (const [name, entry] of Object.entries(BUNDLES)) {
    await build({
      absWorkingDir: HERE,
      entryPoints: [entry],
      outfile: join(target, `${name}.js`),
      bundle: true,
      minify: true,
      format: "iife",
      target: "es2021",
      charset: "utf8",
      legalComments: "none",
      banner: { js: `/*! tpo-docs, MIT. Made from frontend/ by \`make js\`: sha256 ${mark} */` },
    });
  }
}

function vendor() {
  for (const [name, file, path] of VENDORED) {
    const target = resolve(HERE, "..", path);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(HERE, "node_modules", name, file), target);
  }
}

async function test() {
  const folder = mkdtempSync(join(HERE, "node_modules/.tests-"));
  try {
    const files = readdirSync(join(HERE, "test")).filter((name) => name.endsWith(".test.ts"));
    await build({
      absWorkingDir: HERE,
      entryPoints: files.map((name) => `test/${name}`),
      outdir: folder,
      outExtension: { ".js": ".mjs" },
      bundle: true,
      platform: "node",
      format: "esm",
      sourcemap: "inline",
    });
    const made = files.map((name) => join(folder, name.replace(/\.ts$/, ".mjs")));
    const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...made], {
      stdio: "inherit",
    });
    process.exitCode = run.status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [flag, value] = process.argv.slice(2);
if (flag === "--test") await test();
else if (flag === "--to" && value) await bundle(resolve(value));
else {
  await bundle(ASSETS);
  vendor();
}
