import { mkdtempSync, symlinkSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { runGit } from "../../../../../actions/lib/process/git.ts";
import { createGitRepository } from "../../../../support/git-repository.ts";
import { useFolder } from "../../../../support/use-folder.ts";

const folder = useFolder();

test("reads a checkout of another user, also through a link", async () => {
  const { directory, commit, environment } = createGitRepository(
    mkdtempSync(path.join(folder, "checkout-")),
  );
  const head = commit("first", { a: "1" });
  const link = path.join(folder, "link");
  symlinkSync(directory, link);
  // git's own tests use this variable: no other user is needed.
  const ofAnother = { ...environment, GIT_TEST_ASSUME_DIFFERENT_OWNER: "1" };
  for (const checkout of [directory, link])
    expect(await runGit(["rev-parse", "HEAD"], { checkout, environment: ofAnother })).toMatchObject(
      {
        exitCode: 0,
        stdout: `${head}\n`,
      },
    );
});

test("a checkout that is not there is a result, not an error", async () => {
  const checkout = path.join(folder, "nowhere");
  const environment = { PATH: process.env["PATH"] ?? "" };
  const { exitCode } = await runGit(["rev-parse", "HEAD"], { checkout, environment });
  expect(exitCode).toBe(128);
});
