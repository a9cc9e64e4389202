// npm run check: types, lint, floors, dead code, format, contracts, generated files, and whether dist/ is what the sources build.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT, actionNames, bundle } from "./bundle.ts";

interface Check {
  name: string;
  /** Empty = passed; else what to read. */
  run(): Promise<string> | string;
  /** Why it is left out on this machine. */
  missing?: string;
}

function command(program: string, ...argv: string[]): string {
  const done = spawnSync(program, argv, { cwd: ROOT, encoding: "utf8", env: process.env });
  return done.status === 0 ? "" : `${done.stdout}${done.stderr}`;
}
const tool = (file: string, ...argv: string[]): string =>
  command(process.execPath, path.join(ROOT, "node_modules", file), ...argv);

const hasTerraform = spawnSync("terraform", ["version"]).status === 0;

/** Bundles anew and compares byte by byte, so that what users run is what reviewers read. */
async function distIsFresh(): Promise<string> {
  const directory = mkdtempSync(path.join(tmpdir(), "eks-pipeline-dist-"));
  try {
    await bundle(actionNames(), directory);
    const stale = actionNames().filter(
      (name) => !sameFiles(path.join(directory, name), path.join(ROOT, "dist", name)),
    );
    return stale.length === 0
      ? ""
      : `dist/ is not what the sources build: ${stale.join(", ")}; run npm run build`;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function sameFiles(built: string, committed: string): boolean {
  if (!existsSync(committed)) return false;
  const [names, others] = [readdirSync(built).sort(), readdirSync(committed).sort()];
  if (names.join() !== others.join()) return false;
  return names.every((name) =>
    readFileSync(path.join(built, name)).equals(readFileSync(path.join(committed, name))),
  );
}

const checks: Check[] = [
  { name: "types", run: () => tool("typescript/bin/tsc", "--noEmit") },
  { name: "lint", run: () => tool("eslint/bin/eslint.js", ".") },
  {
    name: "floors",
    run: () =>
      tool(
        "dependency-cruiser/bin/dependency-cruise.mjs",
        ...["--config", ".dependency-cruiser.js", "--output-type", "err"],
        ...["actions", "rehearsal", "scripts", "test", "docker"],
      ),
  },
  { name: "dead code", run: () => tool("knip/bin/knip.js", "--no-config-hints") },
  {
    name: "format",
    run: () => tool("prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."),
  },
  {
    name: "terraform format",
    run: () => command("terraform", "fmt", "-check", "-recursive", "terraform"),
    ...(hasTerraform ? {} : { missing: "terraform is not on PATH" }),
  },
  { name: "edge cases", run: () => tool("tsx/dist/cli.mjs", "scripts/edge-cases.ts", "--check") },
  { name: "generated tables", run: () => tool("tsx/dist/cli.mjs", "scripts/readme.ts", "--check") },
  {
    name: "contracts",
    run: () =>
      command(
        process.execPath,
        "--experimental-vm-modules",
        "--no-warnings",
        "node_modules/jest/bin/jest.js",
        "test/contract",
      ),
  },
  { name: "dist", run: distIsFresh },
];

let failed = 0;
for (const check of checks) {
  const started = performance.now();
  const findings = check.missing === undefined ? await check.run() : "";
  const took = `${((performance.now() - started) / 1000).toFixed(1)} s`;
  if (check.missing !== undefined) console.log(`- ${check.name}: SKIPPED, ${check.missing}`);
  else if (findings === "") console.log(`✓ ${check.name} (${took})`);
  else {
    failed += 1;
    console.log(`✗ ${check.name} (${took})\n${findings.trimEnd()}\n`);
  }
}
process.exitCode = failed === 0 ? 0 : 1;
