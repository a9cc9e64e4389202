// Rehearses a repository with environment files through the command line: three environments in two accounts, in one
// kept world. The workflows come from test/fixtures/environments.
import path from "node:path";
import { expect, jest, test } from "@jest/globals";
import { viewEnvironments } from "../../rehearsal/matrix/view.ts";
import { rehearse } from "../support/rehearse.ts";
import { requireTerraform } from "../support/require-terraform.ts";
import { useFolder } from "../support/use-folder.ts";

const FIXTURE = path.resolve(import.meta.dirname, "../fixtures/environments");
const directory = useFolder();

// A rehearsal takes seconds, and many more if other tests use the same cores.
jest.setTimeout(600_000);

const withTerraform = requireTerraform("rehearsal of environments");

const world = path.join(directory, "world");
const inWorld = (...argv: string[]) => rehearse([...argv, "--repo", FIXTURE, "--keep", world]);
/** Returns the SHA-256 of everything that belongs to an environment: states, records, images, cluster objects. */
const bytesOf = (name: string) => viewEnvironments(world)[name]?.bytes ?? {};

const UNCHANGED = { added: 0, changed: 0, destroyed: 0 };

withTerraform("three environments in two accounts", () => {
  let first = "";

  test("a push deploys to the first environment, and changes no other environment", async () => {
    const { exitCode, text, result } = await inWorld("deploy");
    expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    expect(result).toMatchObject({
      run: { id: 1001, number: 1, attempt: 1, event: "push", ref: "refs/heads/main" },
      jobs: [{ id: "deploy", environment: "dev" }],
      environments: {
        dev: { infrastructure: { resources: 1, added: 1 } },
        staging: { infrastructure: { resources: 0 } },
        production: { infrastructure: { resources: 0 } },
      },
      approvals: [],
      createdEnvironments: [],
    });
    first = result?.run.sha ?? "";
  });

  test("a dispatch for one environment with a change runs at a new commit", async () => {
    const argv = ["deploy", "--environment", "dev", "--change", "app"];
    const { exitCode, result } = await inWorld(...argv);
    expect(exitCode).toBe(0);
    expect(result?.run).toMatchObject({ event: "workflow_dispatch", number: 2 });
    expect(result?.run.sha).not.toBe(first);
    expect(result?.environments["dev"]?.infrastructure).toMatchObject(UNCHANGED);
  });

  test("a promotion waits for one approval, and acts in the other account", async () => {
    const [dev, staging] = [bytesOf("dev"), bytesOf("staging")];
    const { exitCode, text, result } = await inWorld("promote", "--from", "dev", "--to", "staging");
    expect(bytesOf("dev")).toStrictEqual(dev);
    expect(bytesOf("staging")).not.toStrictEqual(staging);
    expect([exitCode, text]).toStrictEqual([
      0,
      expect.stringContaining("✓ monalisa approved promote in the environment staging"),
    ]);
    expect(result).toMatchObject({
      environments: {
        dev: { infrastructure: { resources: 1, ...UNCHANGED } },
        staging: { infrastructure: { resources: 1, added: 1 } },
      },
      approvals: [{ job: "promote", environment: "staging", state: "approved", user: "monalisa" }],
    });
    const [, approvals = ""] =
      /^\[(.*)\]/m.exec(result?.summaries.map(textOf).join("\n") ?? "") ?? [];
    expect(JSON.parse(`[${approvals}]`)).toMatchObject([
      { state: "approved", user: { login: "monalisa" }, environments: [{ name: "staging" }] },
    ]);
  });

  test("a rejected promotion fails as on GitHub, and changes nothing", async () => {
    const argv = ["promote", "--from", "staging", "--to", "production", "--reject"];
    const { exitCode, text, result } = await inWorld(...argv);
    expect([exitCode, text]).toStrictEqual([
      1,
      expect.stringContaining(
        "error: The deployment was rejected or didn't satisfy other protection rules.",
      ),
    ]);
    expect(result).toMatchObject({
      jobs: [
        { id: "promote", result: "failure", steps: [] },
        { id: "compare", result: "skipped" },
      ],
      resources: { infrastructure: { resources: 2, ...UNCHANGED } },
      approvals: [{ environment: "production", state: "rejected" }],
    });
  });

  test("a rollback gets its inputs, and the complete history if it requests it", async () => {
    const argv = ["rollback", "--environment", "staging", "--input", "reason=slow"];
    const { exitCode, result } = await inWorld(...argv);
    expect(exitCode).toBe(0);
    expect(result?.summaries.map(textOf)).toStrictEqual([
      "reason: slow\ncommit: Change app\ncommit: The repository as it is rehearsed\n",
    ]);
  });

  test("a re-run of the first run is a new attempt, at the same commit", async () => {
    const { exitCode, result } = await inWorld("rerun", "--run", "1");
    expect(exitCode).toBe(0);
    expect(result?.run).toMatchObject({ id: 1001, number: 1, attempt: 2, sha: first });
  });

  test("a missing required input is refused in GitHub's words", async () => {
    const { exitCode, text } = await inWorld("rollback", "--environment", "staging");
    expect([exitCode, text]).toStrictEqual([
      1,
      expect.stringContaining("rollback.yml: Required input 'reason' not provided"),
    ]);
  });

  test("a pull request is planned and squash-merged, and its commit is deployed", async () => {
    const { exitCode, result } = await inWorld("deploy", "--from-pr", "--change", "app");
    expect(exitCode).toBe(0);
    const planned = result?.earlier[0];
    expect(planned).toMatchObject({ run: { event: "pull_request", ref: "refs/pull/1/merge" } });
    // The checkout is shallow, and has the second edit.
    expect(planned?.summaries.map(textOf)[0]).toMatch(/^true\n[^]*Edit 2 of the rehearsal/);
    expect(result?.run).toMatchObject({ event: "push", number: (planned?.run.number ?? 0) + 1 });
    expect(result?.run.sha).not.toBe(planned?.run.sha);
  });

  test("a deployment to one environment changes no byte of another", async () => {
    const before = bytesOf("staging");
    expect(Object.keys(before)).toContain("object infrastructure.tfstate");
    const { exitCode } = await inWorld("deploy", "--environment", "dev", "--change", "app");
    expect([exitCode, bytesOf("staging")]).toStrictEqual([0, before]);
  });
});

const textOf = ({ markdown }: { markdown: string }): string => markdown;
