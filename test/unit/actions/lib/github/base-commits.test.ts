import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readBaseCommits } from "../../../../../actions/lib/github/base-commits.ts";
import { createClient } from "../../../../../actions/lib/github/client.ts";
import { startGitHub } from "../../../../../rehearsal/github/index.ts";
import type { Commits, GitHub } from "../../../../../rehearsal/github/index.ts";
import { REPOSITORY, startJob } from "../../../../support/cloud.ts";

const PLANNED = "c".repeat(40);
let newer: { sha: string; message: string; files: string[] }[] = [];
const commits: Commits = {
  compare: (base, head) =>
    base === PLANNED && head === "main"
      ? { commits: newer, files: [...new Set(newer.flatMap(({ files }) => files))] }
      : undefined,
  read: (sha) => newer.find((one) => one.sha === sha),
};

let github: GitHub;
let token: string;
beforeAll(async () => {
  github = await startGitHub({
    repositories: [{ name: REPOSITORY, id: 42, ownerId: 7, defaultBranch: "main", private: true }],
    commits,
  });
  ({ token } = await startJob(github, {}, { permissions: { contents: "read" } }));
});
afterAll(() => github.close());

const commit = (letter: string, ...files: string[]) => ({
  sha: letter.repeat(40),
  message: `Commit ${letter}\n\nand why`,
  files,
});
const read = (base = "main") => {
  const client = createClient(token, { apiUrl: github.apiUrl, repository: REPOSITORY });
  const isWanted = (file: string) => file.startsWith("infra/");
  return readBaseCommits(client, { commit: PLANNED, base }, isWanted);
};
const requests = async (work: () => Promise<unknown>) => {
  const before = github.requests.length;
  await work();
  return github.requests.length - before;
};

test("a base branch without new commits costs one request", async () => {
  newer = [];
  expect(await requests(read)).toBe(1);
  expect(await read()).toStrictEqual({ total: 0, relevant: [], hasOlderRelevant: false });
});

test("counts commits that do not change the workspace, with one request", async () => {
  newer = [commit("1", "README.md"), commit("2", "other/main.tf")];
  expect(await requests(read)).toBe(1);
  expect(await read()).toStrictEqual({ total: 2, relevant: [], hasOlderRelevant: false });
});

test("names commits that change the workspace, newest first (P-E 91)", async () => {
  newer = [commit("1", "infra/a.tf"), commit("2", "README.md"), commit("3", "infra/b.tf", "x")];
  expect(await read()).toStrictEqual({
    total: 3,
    relevant: [
      { sha: "3".repeat(40), title: "Commit 3" },
      { sha: "1".repeat(40), title: "Commit 1" },
    ],
    hasOlderRelevant: false,
  });
});

test("looks only at the newest ten commits", async () => {
  newer = Array.from({ length: 30 }, (_, index) => ({
    ...commit("x", "infra/a.tf"),
    sha: `${index}`.padStart(40, "0"),
  }));
  const found = await read();
  expect([found.total, found.relevant.length]).toStrictEqual([30, 10]);
  expect(found.hasOlderRelevant).toBeUndefined();
});

test("says that a commit before the newest ten changes the workspace", async () => {
  newer = Array.from({ length: 12 }, (_, index) => ({
    ...commit("x", index === 0 ? "infra/a.tf" : "README.md"),
    sha: `${index}`.padStart(40, "0"),
  }));
  expect(await read()).toStrictEqual({ total: 12, relevant: [], hasOlderRelevant: true });
});

test("does not say what older commits change if they have more files than GitHub lists", async () => {
  newer = Array.from({ length: 12 }, (_, index) => ({
    ...commit("x", ...Array.from({ length: 25 }, (_one, at) => `docs/${index}-${at}.md`)),
    sha: `${index}`.padStart(40, "0"),
  }));
  expect(await read()).toStrictEqual({ total: 12, relevant: [], hasOlderRelevant: undefined });
});

test("throws GitHub's error for a branch that does not exist", async () => {
  await expect(read("gone")).rejects.toMatchObject({ status: 404 });
});
