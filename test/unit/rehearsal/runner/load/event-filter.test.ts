import { afterAll, describe, expect, it } from "@jest/globals";
import { findWorkflow } from "../../../../../rehearsal/runner/load/find.ts";
import type { EventFacts } from "../../../../../rehearsal/runner/load/event-filter.ts";
import { removeFolders, repositoryOf } from "../../../../support/workflows/run.ts";

afterAll(removeFolders);

const jobs = "jobs: { a: { runs-on: x, steps: [{ run: 'true' }] } }\n";

function runs(on: string, event: string, facts: EventFacts): boolean {
  const { directory } = repositoryOf("a/b", {
    ".github/workflows/tested.yml": `on: ${on}\n${jobs}`,
    ".github/workflows/always.yml": `on: { ${event}: }\n${jobs}`,
  });
  return findWorkflow(directory, event, facts).some(({ file }) => file.endsWith("tested.yml"));
}

describe("a push to the branch release/1.2", () => {
  it.each<[string, boolean]>([
    ["{ push: { branches: [main, 'release/**'] } }", true],
    ["{ push: { branches: ['*'] } }", false],
    ["{ push: { branches: ['release/[0-9].[0-9]+'] } }", true],
    ["{ push: { branches: ['releases?/*'] } }", true],
    ["{ push: { branches: ['**', '!release/**'] } }", false],
    ["{ push: { branches: ['!release/**', '**'] } }", true],
    ["{ push: { branches-ignore: ['release/*'] } }", false],
    ["{ push: { branches-ignore: [main] } }", true],
    ["{ push: { tags: ['v*'] } }", false],
    ["{ push: { tags: ['v*'], branches: ['release/*'] } }", true],
    ["[push, pull_request]", true],
    // A repetition mark with nothing before it, and a class that does not end, are plain characters.
    ["{ push: { branches: ['+*', '?x', 'release/1.2++', '['] } }", false],
  ])("%s: %s", (on, expected) => {
    expect(runs(on, "push", { branch: "release/1.2" })).toBe(expected);
  });
});

it.each<[string, boolean]>([
  ["{ push: { tags: ['v*'] } }", true],
  ["{ push: { branches: [main] } }", false],
  ["{ push: { tags-ignore: ['v1*'] } }", false],
  ["{ push: { paths: ['src/**'] } }", true],
])("a push of the tag v1.0: %s: %s", (on, expected) => {
  expect(runs(on, "push", { tag: "v1.0", files: ["README.md"] })).toBe(expected);
});

it.each<[string, boolean]>([
  ["{ push: { paths: ['docs/**'] } }", false],
  ["{ push: { paths: ['**.md'] } }", true],
  ["{ push: { paths-ignore: ['**.md'] } }", false],
  ["{ push: { paths-ignore: ['docs/**'] } }", true],
])("a push that changes README.md: %s: %s", (on, expected) => {
  expect(runs(on, "push", { branch: "main", files: ["README.md"] })).toBe(expected);
});

// Lines of GitHub's filter pattern cheat sheet, and similar cases.
it.each<[pattern: string, file: string, expected: boolean]>([
  ["**/docs/**", "docs/hello.md", true],
  ["**/docs/**", "dir/docs/my-file.txt", true],
  ["**/README.md", "js/README.md", true],
  ["**/*-post.md", "my-post.md", true],
  ["**/migrate-*.sql", "db/sept/migrate-v1.sql", true],
  ["docs/**/*.md", "docs/README.md", true],
  ["docs/**/*.md", "docs/mona/hello-world.md", true],
  ["docs/*", "docs/a/b.md", false],
  ["*.js", "src/index.js", false],
  ["**/x", "ax", false],
])("paths: [%s] and %s: %s", (pattern, file, expected) => {
  const on = `{ push: { paths: ['${pattern}'] } }`;
  expect(runs(on, "push", { branch: "main", files: [file] })).toBe(expected);
});

it.each<[string, string, boolean]>([
  ["{ pull_request: { types: [closed] } }", "synchronize", false],
  ["{ pull_request: { types: [closed] } }", "closed", true],
  ["{ pull_request: }", "synchronize", true],
  ["pull_request", "labeled", false],
  ["{ pull_request: { branches: [next] } }", "synchronize", false],
])("a pull request to main: %s, %s: %s", (on, type, expected) => {
  const { directory } = repositoryOf("a/b", {
    ".github/workflows/tested.yml": `on: ${on}\n${jobs}`,
    ".github/workflows/always.yml": `on: { pull_request: { types: [${type}] } }\n${jobs}`,
  });
  const found = findWorkflow(directory, "pull_request", { branch: "main", type });
  expect(found.some(({ file }) => file.endsWith("tested.yml"))).toBe(expected);
});

it("names the files whose filters exclude an event", () => {
  const { directory } = repositoryOf("a/b", {
    ".github/workflows/deploy.yml": `on: { push: { branches: [release] } }\n${jobs}`,
  });
  expect(() => findWorkflow(directory, "push", { branch: "main" })).toThrow(
    "no workflow in .github/workflows runs on 'push' (branch main): the filters under on.push in deploy.yml exclude it. In a rehearsal, the default branch is called main. Add it to your own, for example branches: [trunk, main]",
  );
});
