// The packed npm package runs in a user's own folder, where nothing is installed except the files of the package.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { writeFiles } from "../support/write-files.ts";

jest.setTimeout(600_000);

const ROOT = path.resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(path.join(tmpdir(), "package-"));
const installed = path.join(folder, "node_modules/eks-pipeline");
const source = path.join(folder, "shop");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(() => {
  const argv = ["pack", "--silent", "--offline", "--ignore-scripts", "--pack-destination", folder];
  const name = execFileSync("npm", argv, { cwd: ROOT, encoding: "utf8" }).trim();
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", path.join(folder, name), "--strip-components=1", "-C", installed]);
});

const WORKFLOW = `
on: push
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v6
      - run: test -n "\${{ hashFiles('*.txt') }}" && docker version
      - uses: actions/upload-artifact@v5
        with: { name: text, path: "*.txt" }
`;

/** Runs the program of the package in a folder, as npx does. */
const run = (directory: string, ...argv: string[]) => runWith({}, directory, ...argv);

function runWith(variables: NodeJS.ProcessEnv, directory: string, ...argv: string[]) {
  const { bin } = JSON.parse(readFileSync(path.join(installed, "package.json"), "utf8")) as {
    bin: Record<string, string>;
  };
  const program = path.join(installed, bin["eks-pipeline"] ?? "");
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, "rehearse", ...argv], {
    cwd: directory,
    encoding: "utf8",
    env: { ...process.env, COLUMNS: "100", ...variables },
  });
  return { status, text: stdout + stderr };
}

test("in the checkout, the program calls itself npm run rehearse, and has an example", () => {
  const argv = ["run", "--silent", "rehearse", "--", "--help"];
  const text = execFileSync("npm", argv, { cwd: ROOT, encoding: "utf8" });
  expect(text).toMatch(/^npm run rehearse -- \[deploy\|/);
  expect(text).toContain("default examples/fleet");
});

describe("the package", () => {
  test("contains the program, but neither sources nor tests", () => {
    expect(existsSync(path.join(installed, "dist/rehearse/index.js"))).toBe(true);
    for (const name of ["test", "scripts", "actions/lib", "rehearsal/cli.ts", "node_modules"])
      expect([name, existsSync(path.join(installed, name))]).toStrictEqual([name, false]);
  });

  test("rehearses the repository of the current folder", () => {
    writeFiles(source, { ".github/workflows/main.yml": WORKFLOW, "a.txt": "a\n" });
    const { status, text } = run(source, "--verbose");
    expect([status, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    expect(text).toContain(`Rehearsal of ${source}`);
    expect(text).toContain("docker stand-in");
  });

  const keepsCode = Number(process.versions.node.split(".")[0]) >= 24;
  (keepsCode ? test : test.skip)(
    "keeps compiled code, also of the actions, for the next run",
    () => {
      const printing = path.join(folder, "printing");
      const steps = "steps: [{ run: 'echo \"compiled code: $NODE_COMPILE_CACHE\"' }]";
      writeFiles(printing, {
        ".github/workflows/main.yml": `on: push\njobs: { a: { runs-on: ubuntu-24.04, ${steps} } }\n`,
      });
      const compiled = path.join(folder, "node-compile-cache");
      const variables = { TMPDIR: folder, NODE_COMPILE_CACHE: undefined };
      const { status, text } = runWith(variables, printing, "--verbose");
      expect([status, text]).toStrictEqual([
        0,
        expect.stringContaining(`compiled code: ${compiled}`),
      ]);
      expect(readdirSync(compiled)).toHaveLength(1);
    },
  );

  test("shows the command that calls it again: here, from a project that has installed it", () => {
    const { status, text } = run(source, "deploi");
    expect(status).toBe(2);
    expect(text).toContain("Did you mean deploy?\n\nnpx eks-pipeline rehearse --help lists");
  });

  const hasTerraform = spawnSync("terraform", ["version"]).status === 0;
  (hasTerraform ? test : test.skip)("deploys what init writes", () => {
    const own = path.join(folder, "own");
    writeFiles(own, { "web/Dockerfile": "FROM scratch\nEXPOSE 3000\nUSER 1000\n" });
    const { status, text } = run(own, "init");
    expect([status, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    expect(text).toMatch(/url {14}http:/);
  });
});
