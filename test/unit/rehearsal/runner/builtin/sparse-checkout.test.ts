import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { keepOnly, readSparse } from "../../../../../rehearsal/runner/builtin/sparse-checkout.ts";
import { createGitRepository } from "../../../../support/git-repository.ts";
import { removeFolders, temporaryFolder } from "../../../../support/workflows/run.ts";

afterAll(removeFolders);

describe("readSparse", () => {
  it.each([
    [{}, undefined],
    [{ "sparse-checkout": "\n" }, undefined],
    [{ "sparse-checkout": "web", filter: "blob:none" }, undefined],
    [{ "sparse-checkout": " web\n\napi \n" }, { patterns: ["web", "api"], isCone: true }],
    [
      { "sparse-checkout": "*.md", "sparse-checkout-cone-mode": "False" },
      { patterns: ["*.md"], isCone: false },
    ],
  ])("of %j", (inputs, expected) => {
    expect(readSparse(inputs)).toStrictEqual(expected);
  });
});

describe("keepOnly", () => {
  const files = ["root.md", "web/a.txt", "web/deep/b.md", "api/c.txt", "api/sub/d.txt"];

  async function keptOf(patterns: string[], isCone: boolean): Promise<string[]> {
    const repository = createGitRepository(temporaryFolder());
    repository.commit("first", Object.fromEntries(files.map((file) => [file, file])));
    const { directory, environment } = repository;
    await keepOnly({ patterns, isCone }, directory, environment);
    expect(repository.git("status", "--porcelain")).toBe("");
    return files.filter((file) => existsSync(path.join(directory, file)));
  }

  it("keeps folders, and the files of the root and of parent folders", async () => {
    expect(await keptOf(["web", "api/sub"], true)).toStrictEqual([
      "root.md",
      "web/a.txt",
      "web/deep/b.md",
      "api/c.txt",
      "api/sub/d.txt",
    ]);
    expect(await keptOf(["web/deep"], true)).toStrictEqual([
      "root.md",
      "web/a.txt",
      "web/deep/b.md",
    ]);
  });

  it("keeps only what matches a pattern", async () => {
    expect(await keptOf(["*.md"], false)).toStrictEqual(["root.md", "web/deep/b.md"]);
  });
});
