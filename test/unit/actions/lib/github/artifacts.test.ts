import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { downloadArtifact, findArtifact } from "../../../../../actions/lib/github/artifacts.ts";
import { createClient } from "../../../../../actions/lib/github/client.ts";
import type { GitHubClient } from "../../../../../actions/lib/github/client.ts";
import { startGitHub } from "../../../../../rehearsal/github/index.ts";
import type { GitHub, RunRecord } from "../../../../../rehearsal/github/index.ts";
import { REPOSITORY, startJob } from "../../../../support/cloud.ts";

const HEAD = "b".repeat(40);
const NAME = "plan-dev-infrastructure";
const directory = mkdtempSync(path.join(tmpdir(), "artifacts-"));

let github: GitHub;
let client: GitHubClient;
beforeAll(async () => {
  github = await startGitHub({
    repositories: [{ name: REPOSITORY, id: 42, ownerId: 7, private: true, defaultBranch: "main" }],
    artifactsOf: ({ id }) => path.join(directory, String(id)),
  });
  client = await clientWith({ actions: "read" });
  // Runs 5 and 6 count. The newer runs do not: another workflow, failed, a fork, a push, another commit, not ended.
  put(5, [NAME], {}, "success");
  put(6, [NAME, "plan-dev-kubernetes"], {}, "success");
  put(7, ["coverage"], { workflow: ".github/workflows/test.yml" }, "success");
  put(8, [NAME], {}, "failure");
  put(9, [NAME], { headRepository: "somebody/fleet" }, "success");
  put(10, [NAME], { event: "push" }, "success");
  put(11, [NAME], { headSha: "c".repeat(40) }, "success");
  put(12, [NAME], {});
});
afterAll(async () => {
  await github.close();
  rmSync(directory, { recursive: true });
});

async function clientWith(permissions: Record<string, string>): Promise<GitHubClient> {
  const { token } = await startJob(github, {}, { permissions });
  return createClient(token, { apiUrl: github.apiUrl, repository: REPOSITORY });
}

/** Adds a run for the pull request's commit. Its artifacts contain the number of the run. */
function put(id: number, names: string[], change: Partial<RunRecord>, conclusion?: string): void {
  github.state.putRun({
    repository: REPOSITORY,
    id,
    number: id,
    attempt: 1,
    event: "pull_request",
    workflow: ".github/workflows/plan.yml",
    ref: "refs/pull/1/merge",
    sha: "d".repeat(40),
    headSha: HEAD,
    ...change,
    ...(conclusion === undefined ? {} : { conclusion }),
  });
  mkdirSync(path.join(directory, String(id)), { recursive: true });
  for (const name of names)
    writeFileSync(path.join(directory, String(id), `${name}.zip`), `${name} of ${id}`);
}

describe("the artifact of a pull request's run", () => {
  test("is the one of the newest successful run that has it", async () => {
    const found = await findArtifact(client, NAME, HEAD);
    expect(found).toMatchObject({ runNumber: 6, expired: false, bytes: `${NAME} of 6`.length });
    const bytes = await downloadArtifact(client, found ?? { id: 0 });
    expect(Buffer.from(bytes).toString()).toBe(`${NAME} of 6`);
  });

  test("is missing if no such run kept it", async () => {
    expect(await findArtifact(client, "plan-production-kubernetes", HEAD)).toBeUndefined();
    expect(await findArtifact(client, NAME, "e".repeat(40))).toBeUndefined();
  });

  test("cannot be read without actions: read", async () => {
    const other = await clientWith({ contents: "read" });
    await expect(findArtifact(other, NAME, HEAD)).rejects.toMatchObject({ status: 403 });
    await expect(downloadArtifact(client, { id: 1 })).rejects.toMatchObject({ status: 404 });
  });
});
