import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  countNewCommits,
  explainAge,
  isContained,
  listNewCommits,
  orderCommits,
} from "../../../../../actions/lib/releases/ancestry.ts";
import { createGitRepository } from "../../../../support/git-repository.ts";

let parent: string;
let checkout: string;
let shallow: string;
let environment: Record<string, string>;
const commits: Record<string, string> = {};

// main: first - second - third; branch: first - side
beforeAll(() => {
  parent = mkdtempSync(path.join(tmpdir(), "ancestry-"));
  checkout = path.join(parent, "checkout");
  const repository = createGitRepository(checkout);
  const { git } = repository;
  const commit = (name: string) => (commits[name] = repository.commit(name));
  ({ environment } = repository);
  commit("first");
  git("branch", "branch");
  commit("second");
  commit("third");
  git("checkout", "-q", "branch");
  commit("side");
  git("checkout", "-q", "main");
  shallow = path.join(parent, "shallow");
  git("clone", "-q", "--depth", "2", `file://${checkout}`, shallow);
});
afterAll(() => rmSync(parent, { recursive: true }));

const repository = () => ({ checkout, environment });

test("the order of a commit to other commits", async () => {
  const { first, second, third, side } = commits;
  const orders = await orderCommits(
    second!,
    [first!, second!, third!, side!, first!],
    repository(),
  );
  expect([...orders]).toStrictEqual([
    [first, "newer"],
    [second, "same"],
    [third, "older"],
    [side, "diverged"],
  ]);
});

test.each([
  ["third", "second", undefined],
  ["second", "second", undefined],
  ["second", "third", /^the environment runs \w{40}, which is newer than \w{40}$/],
  ["side", "third", /\w{40} does not contain it: they are on different branches/],
])("deploying %s while %s is live (K-E 56)", async (wanted, live, message) => {
  const explained = await explainAge(commits[wanted]!, commits[live]!, repository());
  if (message === undefined) expect(explained).toBeUndefined();
  else expect(explained).toMatch(message);
});

test("a shallow checkout gives the order that it knows, and asks for the history otherwise", async () => {
  const { first, second, third, side } = commits;
  const repository = { checkout: shallow, environment };
  expect([...(await orderCommits(third!, [second!], repository))]).toStrictEqual([
    [second, "newer"],
  ]);
  for (const [wanted, other] of [
    [second, third],
    [third, first],
    [third, side],
  ])
    await expect(orderCommits(wanted!, [other!], repository)).rejects.toMatchObject({
      reason: "shallow-checkout",
      fix: expect.stringContaining("`fetch-depth: 0`"),
    });
});

test("names a commit that is not in the checkout", async () => {
  const unknown = "0123456789".repeat(4);
  await expect(explainAge(commits["third"]!, unknown, repository())).rejects.toMatchObject({
    reason: "shallow-checkout",
    message: expect.stringContaining(unknown),
  });
});

test("whether a commit is in the history of another commit", async () => {
  const { first, second, third, side } = commits;
  const contained = (commit: string, head: string, from = checkout) =>
    isContained(commit, head, { checkout: from, environment });
  expect(await contained(first!, third!)).toBe(true);
  expect(await contained(third!, third!)).toBe(true);
  expect(await contained(third!, second!)).toBe(false);
  expect(await contained(side!, third!)).toBe(false);
  expect(await contained("0123456789".repeat(4), third!)).toBe(false);
  await expect(contained(first!, third!, shallow)).rejects.toMatchObject({
    reason: "shallow-checkout",
  });
});

test("how many commits are new since another commit", async () => {
  const { first, third, side } = commits;
  expect(await countNewCommits(third!, first, repository())).toBe(2);
  expect(await countNewCommits(first!, third, repository())).toBe(0);
  expect(await countNewCommits(side!, third, repository())).toBe(1);
  expect(await countNewCommits(third!, undefined, repository())).toBeUndefined();
  expect(await countNewCommits(third!, "0123456789".repeat(4), repository())).toBeUndefined();
});

test("which commits are new since another commit, newest first", async () => {
  const { first, third } = commits;
  const brought = await listNewCommits(third!, first, 5, repository());
  expect(brought.map(({ subject }) => subject)).toStrictEqual(["third", "second"]);
  expect(third).toMatch(new RegExp(`^${brought[0]?.id ?? "none"}`));
  expect(await listNewCommits(third!, first, 1, repository())).toHaveLength(1);
  expect(await listNewCommits(third!, undefined, 5, repository())).toStrictEqual([]);
  expect(await listNewCommits(third!, "0123456789".repeat(4), 5, repository())).toStrictEqual([]);
});
