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
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
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
  "tpo-diagrams": "src/diagrams/main.ts",
};
// Third-party files that are used as they are: package, file in it, where it goes from the repository's root.
const VENDORED = [
  ["cytoscape", "dist/cytoscape.min.js", "tpo_docs/assets/vendor/cytoscape.min.js"],
  ["cytoscape", "LICENSE", "tpo_docs/assets/vendor/cytoscape.LICENSE.txt"],
  ["axe-core", "axe.min.js", "tests/data/axe/axe.min.js"],
  ["axe-core", "LICENSE", "tests/data/axe/LICENSE"],
];

// The same for a package whose many dependencies are bundled in its one file already: taken from its archive.
const PACKED = {
  name: "mermaid@11.17.2",
  integrity:
    "sha512-V6K3C8EBdEsPFZXSKMJe6ppQOENxuHARr9GvHX4hh47lAbhMRD9qf4oEK7LoaRQxULMa80/qt5gHO73aCleBBg==",
  files: [
    [
      "dist/mermaid.min.js",
      "tpo_docs/assets/vendor/mermaid.min.js",
      "581ed7d74bd9048d0e3a91363927d72ef22942d7722546b27f7cc29e35390eb8",
    ],
    [
      "LICENSE",
      "tpo_docs/assets/vendor/mermaid.LICENSE.txt",
      "ec9fb67dcb25eccc416ed56e1aab819222c805a2a4bfe4cb19e7556bf2ffde80",
    ],
  ],
};

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

function isThere([, path, digest]) {
  const target = resolve(HERE, "..", path);
  return existsSync(target) && createHash("sha256").update(readFileSync(target)).digest("hex") === digest;
}

function unpack() {
  if (PACKED.files.every(isThere)) return;
  const folder = mkdtempSync(join(HERE, "node_modules/.packed-"));
  try {
    run("npm", ["pack", PACKED.name, "--silent", "--pack-destination", folder]);
    const archive = join(folder, readdirSync(folder)[0]);
    const digest = createHash("sha512").update(readFileSync(archive)).digest("base64");
    if (`sha512-${digest}` !== PACKED.integrity)
      throw new Error(`${PACKED.name} is not the package that we know`);
    run("tar", ["-xzf", archive, "-C", folder]);
    for (const [file, path] of PACKED.files) cpSync(join(folder, "package", file), resolve(HERE, "..", path));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command, values) {
  const { status } = spawnSync(command, values, { stdio: "inherit" });
  if (status !== 0) throw new Error(`${command} ${values[0]} failed`);
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
  unpack();
}
