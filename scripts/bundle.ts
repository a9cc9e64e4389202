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

/** Returns the folders in actions/ that are actions: those with an entry point. */
export const actionNames = (): string[] =>
  readdirSync(path.join(ROOT, "actions"))
    .filter((name) => existsSync(path.join(ROOT, "actions", name, "src/index.ts")))
    .sort();

/**
 * Returns the files to make in dist/NAME/, with their entry points. The additional files come from the first entry
 * point.
 */
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

/** The bundle that every post step loads first. Most post steps load nothing else. */
export const POST_STEP = "post-step";
/** The program of the npm package. */
const REHEARSAL = "rehearse";

/** Returns the names of all folders in dist/. */
export const bundleNames = (): string[] => [...actionNames(), POST_STEP, REHEARSAL].sort();

/**
 * ncc always emits, and TypeScript refuses imports that end in `.ts` when it emits (TS5096). So the sources are
 * bundled from a copy whose tsconfig only says how to strip types. tsc checks the types.
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
 * Bundles actions or the rehearsal into `<directory>/<name>/`. The files are readable (not minified), and identical on
 * every machine. Calls `done` after each bundle.
 */
export async function bundle(
  names: readonly string[],
  directory: string,
  done: (name: string, milliseconds: number) => void = () => undefined,
): Promise<void> {
  // Next to node_modules, so that packages resolve as they do from the sources. The path of this folder does not
  // influence the bundle.
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
/**
 * The functions of @actions/core that @actions/glob calls. Its program has no standard output, so nobody would read the
 * log.
 */
const SILENT_LOG = "export const debug = () => {};\nexport const info = () => {};\n";

/**
 * Gives the copy a @actions/glob whose own @actions/core is a silent log. The real one loads an HTTP client, which
 * takes longer than loading the rest of the program, and the program starts for each hashFiles.
 */
function lightenGlob(target: string): void {
  cpSync(path.join(ROOT, GLOB), target, { recursive: true });
  const core = path.join(target, CORE);
  mkdirSync(core, { recursive: true });
  const description = { name: "@actions/core", type: "module", main: "index.js" };
  writeFileSync(path.join(core, "package.json"), JSON.stringify(description));
  writeFileSync(path.join(core, "index.js"), SILENT_LOG);
}

/**
 * Builds a bundle in a temporary folder and moves it into place, so that a run that uses the old bundle never finds it
 * incomplete.
 */
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
    // The target may be on another file system, so copy the file next to it, then rename it in one step.
    cpSync(path.join(built, file), path.join(directory, `.${file}.new`));
    renameSync(path.join(directory, `.${file}.new`), path.join(directory, file));
  }
}

const LICENSES = "licenses.txt";

/**
 * Bundles one entry point into a file of `built`, and keeps the files that are there. Adds its licenses to the licenses
 * of all.
 */
async function build(copy: string, entry: string, built: string, file: string): Promise<void> {
  // Each entry point gets its own folder, because ncc does not remove the files of an earlier build.
  const target = path.join(copy, "one", path.basename(built), file);
  const ncc = path.join(ROOT, "node_modules/@vercel/ncc/dist/ncc/cli.js");
  const argv = [ncc, "build", entry, "--out", target];
  argv.push("--no-cache", "--transpile-only", "--license", LICENSES);
  await promisify(execFile)(process.execPath, argv, { cwd: copy, maxBuffer: 16 * 1024 * 1024 });
  const earlier = path.join(built, LICENSES);
  const licenses = existsSync(earlier) ? readFileSync(earlier, "utf8") : "";
  mkdirSync(built, { recursive: true });
  // Leaves out folders: grpc-js reads descriptions from them, for services that only its own server admin has.
  const files = readdirSync(target, { withFileTypes: true }).filter((found) => found.isFile());
  for (const { name: one } of files) {
    const isBundle = /^index\.m?js$/.test(one);
    // Rewrite the file in place, because the file of a program may be executable.
    if (isBundle) rewrite(path.join(target, one), evaluateAtFirstUse);
    cpSync(path.join(target, one), path.join(built, isBundle ? file : one));
  }
  if (licenses !== "") writeFileSync(earlier, `${licenses}\n${readFileSync(earlier, "utf8")}`);
}

const rewrite = (file: string, change: (text: string) => string): void =>
  writeFileSync(file, change(readFileSync(file, "utf8")));
