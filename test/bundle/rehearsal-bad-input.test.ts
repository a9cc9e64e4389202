// If a command line or a folder is wrong, the rehearsal says so in words before it starts anything, and never with a
// stack trace.
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, jest, test } from "@jest/globals";
import { rehearse } from "../support/rehearse.ts";
import { useFolder } from "../support/use-folder.ts";
import { writeFiles } from "../support/write-files.ts";

jest.setTimeout(60_000);

const folder = useFolder();

const jobs = "jobs: { a: { runs-on: ubuntu-24.04, steps: [{ run: 'true' }] } }\n";
function repository(name: string, files: Record<string, string>): string {
  writeFiles(path.join(folder, name), files);
  return path.join(folder, name);
}
const workflow = (text: string) => ({ ".github/workflows/a.yml": text });

const VALID = repository("valid", workflow(`on: push\n${jobs}`));
const FILE = path.join(folder, "file");
writeFileSync(FILE, "");

describe.each<[string, string[], number, string]>([
  ["an unknown command", ["deploi"], 2, '"deploi" is not a command. Did you mean deploy?'],
  ["an unknown option", ["--repoo", "x"], 2, "--repoo is not an option. Did you mean --repo?"],
  ["a missing folder", ["--repo", "/nowhere"], 2, '--repo: "/nowhere" does not exist.'],
  ["a folder that is a file", ["--repo", FILE], 2, `--repo: "${FILE}" is a file.`],
  [
    "a repository without workflows",
    ["--repo", repository("none", { "web/Dockerfile": "FROM scratch\n" })],
    2,
    "has no .github/workflows. Expected the folder of a repository with workflows.",
  ],
  [
    "an empty folder of workflows",
    ["--repo", repository("empty", { ".github/workflows/.keep": "" })],
    2,
    "no workflow in .github/workflows has the event 'push'; the events there are: none",
  ],
  [
    "invalid YAML",
    ["--repo", repository("broken", workflow("on: push\njobs:\n  a: [\n"))],
    1,
    ".github/workflows/a.yml:4:1: ",
  ],
  [
    "a workflow without jobs",
    ["--repo", repository("jobless", workflow("on: push\n"))],
    1,
    ".github/workflows/a.yml:1:1: Required property is missing: jobs",
  ],
  [
    "a workflow that does not exist",
    ["--repo", VALID, "--workflow", "b.yml"],
    2,
    '--workflow: "b.yml" is not a workflow of the repository.',
  ],
  [
    "an action that the rehearsal does not have",
    [
      "--repo",
      repository("action", workflow(`on: push\n${jobs.replace("run: 'true'", "uses: o/a@v1")}`)),
    ],
    2,
    "the rehearsal does not have the action 'o/a@v1'. Give its folder with --action o/a=DIR",
  ],
  [
    "invalid settings",
    [
      "--repo",
      repository("settings", {
        ...workflow(`on: push\n${jobs}`),
        ".github/rehearsal.yml": "vars: {}\n",
      }),
    ],
    2,
    ".github/rehearsal.yml:1: vars is not known.",
  ],
  [
    "a Terraform type that is not replayed",
    [
      "--repo",
      repository("types", {
        ...workflow(
          `on: push\n${jobs.replace("run: 'true'", "run: terraform -chdir=infra plan, working-directory: infra")}`,
        ),
        "infra/main.tf": 'resource "aws_sqs_queue" "q" {}\n',
      }),
    ],
    2,
    "infra/main.tf:1: the rehearsal does not replay aws_sqs_queue; with a provider mirror the real provider is used.",
  ],
  ["a missing event file", ["--repo", VALID, "--event", "x.json"], 2, "--event: the file "],
  [
    "a failure that a plan cannot meet",
    ["plan", "--fail", "crash"],
    2,
    "--fail crash works with deploy, promote",
  ],
])("%s", (_, argv, code, says) => {
  test(`ends with ${code} and one sentence`, async () => {
    const { exitCode, text } = await rehearse(argv);
    expect(text).toContain(says);
    expect(text).not.toMatch(/^\s+at .*:\d+:\d+/m);
    expect(exitCode).toBe(code);
  });
});

test("without git, the rehearsal says what to install", async () => {
  const bin = path.join(folder, "bin");
  mkdirSync(bin);
  symlinkSync(process.execPath, path.join(bin, "node"));
  const { exitCode, text } = await rehearse(["--repo", VALID], { env: { PATH: bin } });
  expect([exitCode, text]).toStrictEqual([
    2,
    expect.stringContaining("git cannot be run (ENOENT)."),
  ]);
  expect(text).not.toMatch(/^\s+at /m);
});

test("a workflow of the reader's own runs without anything else", async () => {
  const { exitCode, text } = await rehearse(["--repo", VALID]);
  expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
});
