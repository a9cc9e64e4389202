import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { withBuiltCommit } from "../../../../actions/build-push-ecr/src/built-commit.ts";
import type { GitHubContext } from "../../../../actions/lib/github/context.ts";
import type { Job } from "../../../../actions/lib/runtime/job.ts";
import { createGitRepository } from "../../../support/git-repository.ts";
import { useFolder } from "../../../support/use-folder.ts";

const folder = useFolder();
const OTHER = "e".repeat(40);

/** @returns the commit that images are tagged with, and the lines of the log */
async function built(checkout: string, context: Partial<GitHubContext>, folders = ["app"]) {
  const said: string[] = [];
  const job = {
    checkout,
    environment: { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent" },
    context: { eventName: "workflow_dispatch", ref: "refs/heads/main", ...context },
    log: {
      info: (text: string) => said.push(`info: ${text}`),
      warning: (text: string) => said.push(`warning: ${text}`),
    },
  } as unknown as Job;
  const { sha, ref, isOtherCheckout } = (await withBuiltCommit(job, folders)).context;
  return { sha, ref, isOtherCheckout, said };
}

function repository() {
  const created = createGitRepository(mkdtempSync(path.join(folder, "checkout-")));
  return { ...created, head: created.commit("first", { "app/a": "1" }) };
}

test("with the commit of the run checked out, images are tagged with it, without a message", async () => {
  const { directory, head } = repository();
  expect(await built(directory, { sha: head, headSha: head })).toStrictEqual({
    sha: head,
    ref: "refs/heads/main",
    isOtherCheckout: undefined,
    said: [],
  });
});

test.each([
  ["workflow_dispatch", "refs/heads/main"],
  ["workflow_run", "refs/heads/main"],
  ["schedule", "refs/heads/main"],
  ["release", "refs/tags/v1"],
])("%s: images get the commit that is checked out, with a warning", async (eventName, ref) => {
  const { directory, head } = repository();
  const done = await built(directory, { sha: OTHER, headSha: OTHER, eventName, ref });
  expect(done).toStrictEqual({
    sha: head,
    ref: "refs/heads/main",
    isOtherCheckout: true,
    said: [
      expect.stringMatching(
        new RegExp(
          `^warning: the checkout is at commit ${head}, but this ${eventName} run of ${ref} is for commit ${OTHER}`,
        ),
      ),
    ],
  });
});

test.each(["pull_request", "pull_request_target"])(
  "%s with the head of the pull request checked out: images are tagged with the head, without a warning",
  async (eventName) => {
    const { directory, head } = repository();
    const done = await built(directory, { sha: OTHER, headSha: head, eventName });
    expect(done).toMatchObject({ sha: head, isOtherCheckout: true });
    expect(done.said).toStrictEqual([expect.stringMatching(/^info: /)]);
  },
);

test("the ref is the checked-out branch, or the commit if no branch is checked out", async () => {
  const { directory, git, head } = repository();
  const context = { sha: OTHER, headSha: OTHER };
  git("checkout", "-q", "-b", "feature/a");
  expect(await built(directory, context)).toMatchObject({ ref: "refs/heads/feature/a" });
  git("checkout", "-q", "--detach");
  expect(await built(directory, context)).toMatchObject({ ref: head });
});

test("images in submodules, or only some of them in checkouts of their own, get the commit of the checkout around them", async () => {
  const { directory, git, head } = repository();
  createGitRepository(path.join(directory, "own")).commit("first", { a: "1" });
  expect(await built(directory, { sha: OTHER }, ["own", "app"])).toMatchObject({ sha: head });
  const source = repository().directory;
  git("-c", "protocol.file.allow=always", "submodule", "add", "-q", source, "sub");
  expect(await built(directory, { sha: OTHER }, ["sub/app"])).toMatchObject({ sha: head });
});

describe("git cannot read the repository that is checked out", () => {
  const run = { sha: OTHER, ref: "refs/heads/main", isOtherCheckout: undefined };
  test("a warning says why, and which commit the images get", async () => {
    const { directory } = repository();
    writeFileSync(path.join(directory, ".git/config"), "[core]\n\trepositoryformatversion = 99\n");
    expect(await built(directory, { sha: OTHER })).toStrictEqual({
      ...run,
      said: [
        expect.stringMatching(
          new RegExp(
            `^warning: git does not say which commit is checked out \\(fatal: .*99.*\\), so the images are tagged and labelled with the commit of the run, ${OTHER}`,
          ),
        ),
      ],
    });
  });

  test("because git is not installed", async () => {
    const { directory } = repository();
    // Without git, actions/checkout downloads the files alone.
    const files = mkdtempSync(path.join(folder, "files-"));
    const PATH = process.env["PATH"] ?? "";
    process.env["PATH"] = folder;
    try {
      const { said } = await built(directory, { sha: OTHER });
      expect(said).toStrictEqual([expect.stringMatching(/^warning: .*"git" was not found/)]);
      expect(await built(files, { sha: OTHER })).toStrictEqual({
        ...run,
        said: [expect.stringMatching(/^info: .*"git" was not found/)],
      });
    } finally {
      process.env["PATH"] = PATH;
    }
  });
});

describe("git does not name the commit, so images get the commit of the run", () => {
  const own = { sha: OTHER, ref: "refs/heads/main", isOtherCheckout: undefined, said: [] };
  test("without a repository, or without a commit in it", async () => {
    expect(await built(path.join(folder, "nowhere"), { sha: OTHER })).toStrictEqual(own);
    const { directory } = createGitRepository(mkdtempSync(path.join(folder, "empty-")));
    expect(await built(directory, { sha: OTHER })).toStrictEqual(own);
  });

  test("if all images are in checkouts of their own, whatever an earlier job left around them", async () => {
    const { directory } = repository();
    for (const name of ["own", "other"])
      createGitRepository(path.join(directory, name)).commit("first", { "app/a": "1" });
    expect(await built(directory, { sha: OTHER }, ["own"])).toStrictEqual(own);
    expect(await built(directory, { sha: OTHER }, ["./own/app", "other"])).toStrictEqual(own);
  });

  test("if the runner is installed inside a repository", async () => {
    const { directory } = repository();
    expect(await built(path.join(directory, "app"), { sha: OTHER })).toStrictEqual(own);
    const work = path.join(directory, "_work");
    mkdirSync(work);
    expect(await built(work, { sha: OTHER })).toStrictEqual(own);
  });
});
