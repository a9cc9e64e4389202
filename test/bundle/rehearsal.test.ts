// The project's main job, run as a newcomer runs it: the whole chain, offline, through its command line.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import type { Result } from "../../rehearsal/report/result.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const directory = mkdtempSync(path.join(tmpdir(), "eks-pipeline-test-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const hasTerraform = spawnSync("terraform", ["version"]).status === 0;
if (!hasTerraform) console.log("SKIPPED rehearsal: install terraform 1.10 or later");
const withTerraform = hasTerraform ? describe : describe.skip;

function rehearse(...argv: string[]): {
  exitCode: number | null;
  text: string;
  result: Result | undefined;
} {
  const file = path.join(mkdtempSync(path.join(directory, "run-")), "result.json");
  const done = spawnSync(
    process.execPath,
    ["--import", "tsx", "rehearsal/cli.ts", ...argv, "--json", file],
    {
      cwd: ROOT,
      encoding: "utf8",
    },
  );
  let result: Result | undefined;
  try {
    result = JSON.parse(readFileSync(file, "utf8")) as Result;
  } catch {
    // A refused command line writes none; the tests that need one fail on it.
  }
  return { exitCode: done.status, text: done.stdout + done.stderr, result };
}

withTerraform("npm run rehearse", () => {
  const world = path.join(directory, "world");

  test("deploys infrastructure, images and the application, and verifies it", () => {
    const { exitCode, text, result } = rehearse("--keep", world);
    expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    expect(result).toMatchObject({
      ok: true,
      event: "deploy",
      jobs: ["infrastructure", "images", "kubernetes"].map((id) => ({
        id: `dev / ${id}`,
        result: "success",
      })),
      comments: [{ pullRequest: 1, author: "github-actions[bot]" }],
      images: ["frontend", "backend"].map((name) => ({
        name,
        repository: `fleet-dev/${name}`,
        built: true,
        digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      })),
      release: { environment: "dev" },
      url: expect.stringMatching(/^http:/) as unknown,
    });
    expect(result?.resources.infrastructure.added).toBeGreaterThan(40);
    expect(result?.resources.kubernetes.added).toBe(result?.resources.kubernetes.resources);
    expect(result?.summaries.length).toBeGreaterThanOrEqual(4);
  });

  test("a second deployment changes nothing and builds nothing", () => {
    const { exitCode, result } = rehearse("--keep", world);
    expect(exitCode).toBe(0);
    expect(result?.resources.infrastructure).toMatchObject({ added: 0, changed: 0, destroyed: 0 });
    expect(result?.resources.kubernetes).toMatchObject({ added: 0, changed: 0, destroyed: 0 });
    expect(result?.images.map(({ built }) => built)).toStrictEqual([false, false]);
  });

  test("a pull request planned twice has exactly one plan comment", () => {
    for (const { exitCode, result } of [
      rehearse("plan", "--keep", world),
      rehearse("plan", "--keep", world),
    ]) {
      const plans = result?.comments.filter(({ body }) =>
        body.startsWith("<!-- eks-pipeline:plan "),
      );
      expect([exitCode, plans?.length]).toStrictEqual([0, 1]);
    }
  });

  test("an image that cannot be found fails the run and is named: workload, container, image, reason", () => {
    const { exitCode, text, result } = rehearse("deploy", "--fail", "image-not-found");
    expect(exitCode).toBe(1);
    expect(text).toMatch(
      /error: kube-deploy: image-not-found: Deployment fleet\/backend: .*pod backend-\S+, container backend, image fleet-dev\/backend@sha256:\w+\).*Fix: /,
    );
    expect(result).toMatchObject({ ok: false, release: null });
    expect(result?.jobs.at(-1)).toMatchObject({ id: "dev / kubernetes", result: "failure" });
  });
});

describe("what is wrong with the command line is said in one line, before anything starts", () => {
  test.each([
    [["promote"], 'the event "promote" is unknown; known are deploy, plan'],
    [["deploy", "plan"], "one event at a time"],
    [["--fail", "lightning"], "--fail lightning is unknown; known are image-not-found"],
    [["--repo", "/nonexistent"], "--repo /nonexistent has no .github/workflows"],
    [["--tempo", "fast"], "Unknown option '--tempo'"],
  ])("%j", (argv, says) => {
    const { exitCode, text } = rehearse(...argv);
    expect([exitCode, text.split("\n")[0]]).toStrictEqual([2, expect.stringContaining(says)]);
  });

  /** A consumer's repository with one workflow. */
  function repository(name: string, workflow: string): string {
    const folder = path.join(directory, name, ".github/workflows");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "main.yml"), workflow);
    return path.join(directory, name);
  }

  test("a repository without a workflow for the event", () => {
    const nightly = repository("nightly", "on: schedule\njobs: {}\n");
    const { exitCode, text } = rehearse("--repo", nightly);
    expect([exitCode, text.split("\n")[0]]).toStrictEqual([
      2,
      "no workflow in .github/workflows has the event 'push'; they have schedule",
    ]);
  });

  test("a caller that gives too little is refused in GitHub's words, with file and line", () => {
    const uses = "example-org/eks-pipeline/.github/workflows/plan.yml@v0.1.0";
    const caller = repository(
      "caller",
      `on: push\njobs:\n  plan:\n    uses: ${uses}\n    with:\n      environment: 5\n      aws-region: eu-west-1\n      state-bucket: b\n`,
    );
    const { exitCode, text } = rehearse("--repo", caller);
    expect(exitCode).toBe(1);
    expect(text).toContain(
      "main.yml:4:11: Input role-arn is required, but not provided while calling.",
    );
    expect(text).not.toContain("    at ");
  });

  test("a folder with something else in it is not taken for a kept world", () => {
    const folder = mkdtempSync(path.join(directory, "foreign-"));
    writeFileSync(path.join(folder, "thesis.txt"), "");
    const { exitCode, text } = rehearse("--keep", folder);
    expect([exitCode, text.split("\n")[0]]).toStrictEqual([
      2,
      expect.stringContaining("holds thesis.txt"),
    ]);
  });
});
