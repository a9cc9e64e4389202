import { describe, expect, test } from "@jest/globals";
import {
  editOf,
  findChangeable,
  findVariableFile,
  folderToChange,
} from "../../../../rehearsal/world/change.ts";

const FILES = [
  ".github/workflows/deploy.yml",
  "docker/backend/Dockerfile",
  "docker/backend/src/health.ts",
  "docker/backend/src/main.ts",
  "docker/backend/test/app.ts",
  "docker/backend/settings.yml",
  "docker/worker/job.py",
  "environments/dev.tfvars",
  "README.md",
];

describe("what --change edits", () => {
  test.each([
    ["backend", "docker/backend/src/main.ts"],
    ["docker", "docker/backend/src/main.ts"],
    ["worker", "docker/worker/job.py"],
    ["environments", "environments/dev.tfvars"],
    ["docker/backend/src/health.ts", "docker/backend/src/health.ts"],
  ])("%s: %s", (name, file) => {
    expect(findChangeable(FILES, name)).toBe(file);
  });

  test.each(["frontend", ".github", "README.md", ""])(
    "%j is refused with what there is",
    (name) => {
      expect(() => findChangeable(FILES, name)).toThrow(
        `--change: "${name}" is not valid. Expected a folder of the repository that holds source files: backend, docker, environments, src, worker; or the path of one file.`,
      );
    },
  );

  test("a repository without source files says so", () => {
    expect(() => findChangeable(["README.md"], "x")).toThrow("source files: it has none; or");
  });
});

test("a pull request without --change edits the first variable file of a Kubernetes workspace", () => {
  const files = ["environments/b.kubernetes.tfvars", "environments/a.kubernetes.tfvars"];
  expect(findVariableFile([...FILES, ...files])).toBe("environments/a.kubernetes.tfvars");
  expect(findVariableFile(FILES)).toBeUndefined();
});

test.each([
  ["a = 2\n", "a = 4\n"],
  ["# b = 1\na = {\n  web = 2\n  api = 3\n}\n", "# b = 1\na = {\n  web = 4\n  api = 3\n}\n"],
  ['a = "10.0.0.0/16"\nb = 9', 'a = "10.0.0.0/16"\nb = 11'],
])("an edit of a variable file raises its first number: %j", (text, edited) => {
  expect(editOf("dev.tfvars", text, 2)).toBe(edited);
});

test.each([
  ["main.ts", "a();\n", "a();\n// Edit 2 of the rehearsal.\n"],
  ["dev.tfvars", 'a = "b"', 'a = "b"\n# Edit 2 of the rehearsal.\n'],
  ["job.py", "", "# Edit 2 of the rehearsal.\n"],
])("an edit of %s is a line of comment", (file, text, edited) => {
  expect(editOf(file, text, 2)).toBe(edited);
});

test.each([
  [FILES, "backend", "backend"],
  [FILES, "frontend", "backend"],
  [["api/Dockerfile", "api/main.py", "web/Dockerfile", "web/server.js"], "backend", "web"],
  [["api/Dockerfile", "api/main.py", "web/Dockerfile", "web/index.html"], "backend", "api"],
  [["Dockerfile", "src/server.js"], "backend", "src"],
  [["Dockerfile", "index.html"], "backend", undefined],
])("a commit of somebody else in %j that should edit %s edits %s", (files, wanted, expected) => {
  expect(folderToChange(files, wanted)).toBe(expected);
});
