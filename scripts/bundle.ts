import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { DIGEST_FILE, digestSources } from "./source-digest.mjs";
import { evaluateAtFirstUse } from "./lazy-modules.ts";

export const ROOT = path.resolve(import.meta.dirname, "..");

/** Folders under actions/ that are actions: those with an entry point. */
export const actionNames = (): string[] =>
  readdirSync(path.join(ROOT, "actions"))
    .filter((name) => existsSync(path.join(ROOT, "actions", name, "src/index.ts")))
    .sort();

/** What is bundled into dist/NAME/: files to make, with their entry points. The first one lends its side files. */
function entriesOf(name: string): Record<string, string> {
  if (name === POST_STEP) return { "index.js": "actions/lib/runtime/start-post-step.ts" };
  if (name !== REHEARSAL) return { "index.js": `actions/${name}/src/index.ts` };
  return {
    "index.js": "rehearsal/cli.ts",
    "main.js": "rehearsal/main.ts",
    "docker.js": "rehearsal/docker/main.ts",
    "glob.js": "rehearsal/runner/glob-program.mjs",
  };
}

/** What every post step reads first, and most read alone. */
export const POST_STEP = "post-step";
/** The program of the package. */
const REHEARSAL = "rehearse";

/** Everything that has a folder in dist/. */
export const bundleNames = (): string[] => [...actionNames(), POST_STEP, REHEARSAL].sort();

/**
 * ncc always emits, and TypeScript refuses imports that end in `.ts` when it emits (TS5096). So the sources are
 * bundled from a copy whose tsconfig only says how to strip types; the types themselves are checked by tsc.
 */
const BUNDLER_OPTIONS = {
  compilerOptions: {
    target: "ES2023",
    module: "ESNext",
    moduleResolution: "Bundler",
    verbatimModuleSyntax: true,
    rootDir: ".",
    types: [],
  },
};

/**
 * Bundles actions, or the rehearsal, into `<directory>/<name>/`: readable, unminified files, byte-identical wherever it is
 * built. Calls `done` after each.
 */
export async function bundle(
  names: readonly string[],
  directory: string,
  done: (name: string, milliseconds: number) => void = () => undefined,
): Promise<void> {
  // Beside node_modules, so that packages resolve as they do from the sources. The length and place of its name
  // do not reach the bundle.
  const copy = mkdtempSync(path.join(ROOT, ".bundle-"));
  try {
    for (const folder of ["actions", "rehearsal"])
      cpSync(path.join(ROOT, folder), path.join(copy, folder), { recursive: true });
    writeFileSync(path.join(copy, "tsconfig.json"), JSON.stringify(BUNDLER_OPTIONS));
    lightenGlob(path.join(copy, GLOB));
    for (const name of names) {
      const started = performance.now();
      await bundleOne(copy, name, path.join(directory, name));
      done(name, performance.now() - started);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const GLOB = "node_modules/@actions/glob";
const CORE = "node_modules/@actions/core";
/** What @actions/glob calls of @actions/core. Its program has no standard output, so nobody would read it. */
const SILENT_LOG = "export const debug = () => {};\nexport const info = () => {};\n";

/**
 * Gives the copy a @actions/glob whose own @actions/core is a log that says nothing: the real one brings an HTTP client,
 * which takes more time to load than all the rest of the program, and the program is started for each hashFiles.
 */
function lightenGlob(target: string): void {
  cpSync(path.join(ROOT, GLOB), target, { recursive: true });
  const core = path.join(target, CORE);
  mkdirSync(core, { recursive: true });
  const description = { name: "@actions/core", type: "module", main: "index.js" };
  writeFileSync(path.join(core, "package.json"), JSON.stringify(description));
  writeFileSync(path.join(core, "index.js"), SILENT_LOG);
}

/** Built aside and moved into place, so that whoever runs the old bundle meanwhile finds it whole. */
async function bundleOne(copy: string, name: string, directory: string): Promise<void> {
  const built = path.join(copy, "dist", name);
  for (const [file, entry] of Object.entries(entriesOf(name)))
    await build(copy, entry, built, file);
  writeFileSync(path.join(built, DIGEST_FILE), `${digestSources(name)}\n`);
  mkdirSync(directory, { recursive: true });
  const names = readdirSync(built);
  for (const stale of readdirSync(directory).filter((file) => !names.includes(file)))
    rmSync(path.join(directory, stale), { recursive: true });
  for (const file of names) {
    // Another file system may hold the target: copy beside it, then rename in one step.
    cpSync(path.join(built, file), path.join(directory, `.${file}.new`));
    renameSync(path.join(directory, `.${file}.new`), path.join(directory, file));
  }
}

const LICENSES = "licenses.txt";

/** Bundles one entry point into a file of `built`, beside those that are there. Licenses are those of all. */
async function build(copy: string, entry: string, built: string, file: string): Promise<void> {
  // A folder for each: ncc leaves what an earlier build wrote beside its own files.
  const target = path.join(copy, "one", path.basename(built), file);
  const ncc = path.join(ROOT, "node_modules/@vercel/ncc/dist/ncc/cli.js");
  const argv = [ncc, "build", entry, "--out", target];
  argv.push("--no-cache", "--transpile-only", "--license", LICENSES);
  await promisify(execFile)(process.execPath, argv, { cwd: copy, maxBuffer: 16 * 1024 * 1024 });
  const earlier = path.join(built, LICENSES);
  const licenses = existsSync(earlier) ? readFileSync(earlier, "utf8") : "";
  mkdirSync(built, { recursive: true });
  // Folders are left out: grpc-js reads its descriptions there for services that only its own server admin has.
  const files = readdirSync(target, { withFileTypes: true }).filter((found) => found.isFile());
  for (const { name: one } of files) {
    const isBundle = /^index\.m?js$/.test(one);
    // In place: the file of a program may be executed.
    if (isBundle) rewrite(path.join(target, one), evaluateAtFirstUse);
    cpSync(path.join(target, one), path.join(built, isBundle ? file : one));
  }
  if (licenses !== "") writeFileSync(earlier, `${licenses}\n${readFileSync(earlier, "utf8")}`);
}

const rewrite = (file: string, change: (text: string) => string): void =>
  writeFileSync(file, change(readFileSync(file, "utf8")));
