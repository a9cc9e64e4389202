// npm run check: types, lint, floors, dead code, format, contracts, generated files, and whether dist/ matches the
// sources.
import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { ROOT, bundleNames, bundle } from "./bundle.ts";

interface Check {
  name: string;
  /** Runs the check. @returns "" if it passed, else the text to show */
  run(): Promise<string>;
  /** Why the check is left out on this machine. */
  missing?: string;
}

function command(program: string, ...argv: string[]): Promise<string> {
  return new Promise((resolve) => {
    const options = { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 };
    execFile(program, argv, options, (error, stdout, stderr) =>
      resolve(error === null ? "" : `${stdout}${stderr}` || error.message),
    );
  });
}
const tool = (file: string, ...argv: string[]): Promise<string> =>
  command(process.execPath, path.join(ROOT, "node_modules", file), ...argv);

const hasTerraform = spawnSync("terraform", ["version"]).status === 0;

/** Bundles again and compares byte by byte, so that users run the code that reviewers read. */
async function distIsFresh(): Promise<string> {
  const directory = mkdtempSync(path.join(tmpdir(), "eks-pipeline-dist-"));
  try {
    await bundle(bundleNames(), directory);
    const stale = bundleNames().filter(
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

/** All checks, the longest first. */
const checks: Check[] = [
  { name: "dist", run: distIsFresh },
  { name: "lint", run: () => tool("eslint/bin/eslint.js", ".") },
  { name: "types", run: () => tool("typescript/bin/tsc", "--noEmit") },
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
  { name: "generated files", run: () => tool("tsx/dist/cli.mjs", "scripts/readme.ts", "--check") },
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
];

let failed = 0;

async function carryOut(check: Check): Promise<void> {
  const { name, missing } = check;
  if (missing !== undefined) {
    console.log(`- ${name}: SKIPPED, ${missing}`);
    return;
  }
  const started = performance.now();
  const findings = await check.run();
  const took = `${((performance.now() - started) / 1000).toFixed(1)} s`;
  if (findings === "") console.log(`✓ ${name} (${took})`);
  else {
    failed += 1;
    console.log(`✗ ${name} (${took})\n${findings.trimEnd()}\n`);
  }
}

// Most checks use one core, so as many checks run at a time as there are cores.
const waiting = checks.values();
const work = async (): Promise<void> => {
  for (const check of waiting) await carryOut(check);
};
await Promise.all(Array.from({ length: availableParallelism() }, work));
process.exitCode = failed === 0 ? 0 : 1;
