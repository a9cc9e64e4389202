import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { writeWorkTree } from "../../../../../actions/kube-deploy/src/resolve/work-tree.ts";
import { createGitRepository } from "../../../../support/git-repository.ts";
import type { GitRepository } from "../../../../support/git-repository.ts";

let root: string;
let repository: GitRepository;
let first: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), "work-tree-"));
  repository = createGitRepository(path.join(root, "checkout"));
  first = repository.commit("first", { "terraform/main.tf": "# first", "old.tf": "" });
  repository.git("rm", "-q", "old.tf");
  repository.commit("second", { "terraform/main.tf": "# second" });
});
afterAll(() => rmSync(root, { recursive: true }));

const job = () => ({
  checkout: repository.directory,
  environment: repository.environment,
  temporaryDirectory: path.join(root, "temp/kube-deploy-1"),
});

test("writes the files of the commit into a private folder, and leaves the checkout as it is", async () => {
  const hook = path.join(repository.directory, ".git/hooks/post-checkout");
  writeFileSync(hook, `#!/bin/sh\ntouch ${root}/hook\n`, { mode: 0o755 });
  const folder = await writeWorkTree(first, job());
  expect(folder).toBe(path.join(root, "temp/eks-pipeline/release"));
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(readFileSync(path.join(folder, "terraform/main.tf"), "utf8")).toBe("# first");
  expect(existsSync(path.join(folder, "old.tf"))).toBe(true);
  expect(existsSync(path.join(root, "hook"))).toBe(false);
  expect(repository.git("status", "--porcelain")).toBe("");
  expect(existsSync(`${folder}.index`)).toBe(false);
});

test("removes the files that an earlier step left in the folder", async () => {
  await writeWorkTree(first, job());
  const folder = await writeWorkTree(repository.git("rev-parse", "HEAD"), job());
  expect(existsSync(path.join(folder, "old.tf"))).toBe(false);
});

test("refuses a commit that the checkout does not have", async () => {
  await expect(writeWorkTree("0".repeat(40), job())).rejects.toMatchObject({
    reason: "shallow-checkout",
    fix: expect.stringContaining("fetch-depth: 0"),
  });
});
