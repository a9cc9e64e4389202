import { execFileSync } from "node:child_process";
import { afterAll, describe, expect, it } from "@jest/globals";
import type { Repository } from "../../../../../rehearsal/runner/request.ts";
import {
  WORKFLOW,
  removeFolders,
  repositoryOf,
  run,
  type Files,
} from "../../../../support/workflows/run.ts";
import { writeFiles } from "../../../../support/write-files.ts";

afterAll(removeFolders);

function git(directory: string, ...argv: string[]): string {
  const env = {
    PATH: process.env["PATH"],
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_AUTHOR_NAME: "a",
    GIT_AUTHOR_EMAIL: "a@example.invalid",
    GIT_COMMITTER_NAME: "a",
    GIT_COMMITTER_EMAIL: "a@example.invalid",
  };
  return execFileSync("git", argv, { cwd: directory, env, encoding: "utf8" }).trim();
}

function committed(name: string, files: Files): Repository {
  const repository = repositoryOf(name, files);
  const { directory } = repository;
  git(directory, "init", "--quiet", "--initial-branch=main");
  git(directory, "add", "--all");
  git(directory, "commit", "--quiet", "--message", "first");
  return { ...repository, sha: git(directory, "rev-parse", "HEAD") };
}

const workflow = (steps: string) => `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n${steps}`;

describe("actions/checkout", () => {
  it("copies tracked and new files with a real history, but no ignored files", async () => {
    const repository = committed("example-org/fleet", {
      [WORKFLOW]: workflow(
        `      - { id: c, uses: actions/checkout@v6, with: { persist-credentials: false } }\n      - run: |\n          ls -A | sort | tr '\\n' ' '; echo\n          git rev-parse HEAD; git status --porcelain; git log --format=%s\n          test -x run.sh && readlink link\n          echo "\${{ steps.c.outputs.commit }} \${{ steps.c.outputs.ref }}"\n`,
      ),
      ".gitignore": "ignored\n",
      "run.sh": "#!/bin/sh\n",
      "gone.txt": "gone",
    });
    writeFiles(repository.directory, { ignored: "x", "new.txt": "new" });
    execFileSync("sh", ["-c", "chmod +x run.sh; ln -s run.sh link; rm gone.txt"], {
      cwd: repository.directory,
    });
    const { lines, result } = await run("", { repository });
    expect(result.ok).toBe(true);
    expect(lines).toEqual(
      expect.arrayContaining([
        ".git .github .gitignore link new.txt run.sh ",
        repository.sha,
        "first",
        "run.sh",
        " D gone.txt",
        "?? new.txt",
        `${repository.sha} refs/heads/main`,
      ]),
    );
  });

  it("copies a folder without history unchanged, but without node_modules", async () => {
    const { lines } = await run(
      workflow(
        "      - uses: actions/checkout@v6\n      - run: find . -type f | sort | tr '\\n' ' '; echo\n",
      ),
      { files: { "a/b.txt": "b", "node_modules/x/index.js": "x" } },
    );
    expect(lines).toContain("./.github/workflows/main.yml ./a/b.txt ");
  });

  it("leaves out the files that a sparse checkout leaves out, and names what it does not fetch", async () => {
    const look = "      - run: find . -name '*.txt' | sort | tr '\\n' ' '; echo\n";
    const use = (inputs: string) => `      - { uses: actions/checkout@v6, with: { ${inputs} } }\n`;
    const repository = committed("example-org/fleet", {
      [WORKFLOW]: workflow(
        `${use("sparse-checkout: web, ssh-strict: false, submodules: recursive")}${look}`,
      ),
      ".gitmodules": '[submodule "lib"]\n\tpath = lib\n\turl = ../lib\n',
      "web/a.txt": "a",
      "api/b.txt": "b",
    });
    const { lines, job } = await run("", { repository });
    expect(lines).toContain("./web/a.txt ");
    expect(job("a").annotations.map(({ level, message }) => [level, message])).toStrictEqual([
      ["warning", expect.stringContaining("the rehearsal does not fetch submodules")],
    ]);
    const plain = await run(workflow(use("sparse-checkout: web")), { files: { "web/a.txt": "a" } });
    expect(plain.job("a").annotations[0]?.message).toBe(
      "the rehearsal does not serve the input 'sparse-checkout' of actions/checkout for example-org/fleet: its folder has no git history.",
    );
  });

  it("uses the files that are here as the merge commit of a pull request", async () => {
    const repository = committed("example-org/fleet", {
      [WORKFLOW]: workflow(
        "      - uses: actions/checkout@v6\n      - run: git log --format=%s && test -f .gitignore\n",
      ),
      ".gitignore": "",
    });
    const { result } = await run("", {
      repository,
      ref: "refs/pull/1/merge",
      sha: "c".repeat(40),
      headRef: "topic",
      baseRef: "main",
    });
    expect(result.ok).toBe(true);
  });

  describe("of a history", () => {
    /** Makes a repository with three commits on main, and another branch. */
    function grown(steps: string): Repository {
      const repository = committed("example-org/fleet", {
        [WORKFLOW]: workflow(steps),
        "a.txt": "1",
      });
      const { directory } = repository;
      for (const text of ["2", "3"]) {
        writeFiles(directory, { "a.txt": text });
        git(directory, "commit", "--quiet", "--all", "--message", `commit ${text}`);
      }
      git(directory, "branch", "other", "HEAD~1");
      return { ...repository, sha: git(directory, "rev-parse", "HEAD") };
    }
    const use = (inputs: string) =>
      `      - { id: c, uses: actions/checkout@v6, with: { ${inputs} } }\n`;

    it.each([
      ["", "true", 1],
      ["fetch-depth: 1", "true", 1],
      ["fetch-depth: 2", "true", 2],
      ["fetch-depth: 0", "false", 3],
    ])("with %s, is shallow: %s, and has %i commits", async (input, shallow, count) => {
      const look =
        "      - run: echo $(git rev-parse --is-shallow-repository) $(git rev-list --count HEAD) $(git cat-file -t HEAD~2 2>/dev/null) $(cat a.txt) $(git status --porcelain)\n";
      const { lines } = await run("", { repository: grown(use(input) + look) });
      expect(lines).toContain([shallow, count, ...(count === 3 ? ["commit"] : []), "3"].join(" "));
    });

    it.each(["other", "refs/heads/other"])("has the files of ref: %s", async (ref) => {
      const look =
        '      - run: echo "$(cat a.txt) $(git log -1 --format=%s) ${{ steps.c.outputs.commit }}"\n';
      const repository = grown(use(`ref: ${ref}`) + look);
      const { lines } = await run("", { repository });
      expect(lines).toContain(`2 commit 2 ${git(repository.directory, "rev-parse", "other")}`);
    });

    it("has the files of main in a pull request that changes them", async () => {
      const repository = grown(`${use("ref: main")}      - run: cat a.txt\n`);
      const { directory } = repository;
      git(directory, "checkout", "--quiet", "--detach");
      writeFiles(directory, { "a.txt": "4" });
      git(directory, "commit", "--quiet", "--all", "--message", "head");
      const sha = git(directory, "rev-parse", "HEAD");
      const pull = { ref: "refs/pull/1/merge", baseRef: "main", headRef: "change" };
      const { lines } = await run("", { repository: { ...repository, sha }, ...pull });
      expect(lines).toContain("3");
    });
  });

  describe("of another repository", () => {
    const tools = (isPrivate: boolean): Repository => ({
      ...repositoryOf("acme/tools", { "a.txt": "a" }),
      private: isPrivate,
    });
    const steps = (token = "") =>
      workflow(
        `      - { uses: actions/checkout@v6, with: { repository: acme/tools${token} } }\n      - run: cat a.txt\n`,
      );

    it("works without a token if the repository is public", async () => {
      expect((await run(steps(), { others: [tools(false)] })).result.ok).toBe(true);
    });

    it.each(["", ", token: '${{ github.token }}'"])(
      "finds no private repository with the job's own token%s",
      async (token) => {
        const { job } = await run(steps(token), { others: [tools(true)] });
        expect(job("a").annotations[0]?.message).toBe(
          "fatal: repository 'https://github.com/acme/tools/' not found",
        );
      },
    );

    it("works with a separate token for a private repository, and with the job's token for the job's own one", async () => {
      const own = ", token: '${{ secrets.READER }}'";
      const secrets = { READER: "ghp_reader" };
      expect((await run(steps(own), { others: [tools(true)], secrets })).result.ok).toBe(true);
      const repository = {
        ...repositoryOf("example-org/fleet", {
          [WORKFLOW]: workflow("      - uses: actions/checkout@v6\n"),
        }),
        private: true,
      };
      expect((await run("", { repository })).result.ok).toBe(true);
    });
  });

  it.each([
    [
      "repository: acme/none",
      "repository 'acme/none' not found; this run knows example-org/fleet, acme/tools",
    ],
    [
      "ref: v9",
      "A branch or tag with the name 'v9' could not be found in example-org/fleet; its files here are those of aaaa",
    ],
    ["path: ../out", "is not under"],
  ])("refuses %s", async (input, message) => {
    const { job } = await run(
      workflow(`      - { uses: actions/checkout@v6, with: { ${input} } }\n`),
      {
        others: [repositoryOf("acme/tools", { a: "a" })],
      },
    );
    expect(job("a").annotations[0]?.message).toContain(message);
  });
});
