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
  "site/Dockerfile",
  "site/data.json",
  "site/index.html",
  "site/logo.png",
  "LICENSE",
];

describe("what --change edits", () => {
  test.each([
    ["backend", "docker/backend/src/main.ts"],
    ["docker", "docker/backend/src/main.ts"],
    ["worker", "docker/worker/job.py"],
    ["environments", "environments/dev.tfvars"],
    ["docker/backend/src/health.ts", "docker/backend/src/health.ts"],
    ["./docker/backend/src/health.ts", "docker/backend/src/health.ts"],
    ["docker/backend/src", "docker/backend/src/main.ts"],
    ["docker/backend/", "docker/backend/src/main.ts"],
    ["docker/backend/Dockerfile", "docker/backend/Dockerfile"],
    ["site", "site/index.html"],
    ["site/index.html", "site/index.html"],
    ["site/Dockerfile", "site/Dockerfile"],
    ["README.md", "README.md"],
    [".github/workflows/deploy.yml", ".github/workflows/deploy.yml"],
  ])("%s: %s", (name, file) => {
    expect(findChangeable(FILES, name)).toBe(file);
  });

  test.each(["frontend", ".github", "", "worker/gone.py", "backend/src"])(
    "%j is refused, and the error lists what can be changed",
    (name) => {
      expect(() => findChangeable(FILES, name)).toThrow(
        `--change: "${name}" is not valid. Expected the path of a file, or a folder with source files: backend, docker, environments, site, src, worker.`,
      );
    },
  );

  test.each([
    [
      "site/data.json",
      "a file that ends in .json has no known comment syntax. Name another file, such as site/Dockerfile. Or",
    ],
    [
      "site/logo.png",
      "a file that ends in .png has no known comment syntax. Name another file, such as site/Dockerfile. Or",
    ],
    [
      "LICENSE",
      "a file of this name has no known comment syntax. Name another file, such as README.md. Or",
    ],
  ])("%s has no known comment syntax: the error says so, and names another file", (name, says) => {
    expect(() => findChangeable(FILES, name)).toThrow(
      `--change: "${name}" cannot be changed: the edit is a comment line at the end of the file, and ${says} edit this file yourself and run without --change`,
    );
  });

  test("the error says if the repository has no source files", () => {
    expect(() => findChangeable(["LICENSE"], "x")).toThrow(
      "source files: the repository has none.",
    );
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
  ["a = 2 # two\n", "a = 4 # two\n"],
  ["a = { port = 80, replicas = 2 }\n", "a = { port = 80, replicas = 4 }\n"],
  // A change of the port or the user would break the application.
  [
    "web = {\n  port = 80\n  user = 101\n  replicas = 2\n}\n",
    "web = {\n  port = 80\n  user = 101\n  replicas = 4\n}\n",
  ],
  ["port = 80\nretries = 0\n", "port = 80\nretries = 2\n"],
  ["retries = 0\nreplicas = 1\n", "retries = 0\nreplicas = 3\n"],
  [
    'workloads = {\n  job = {\n    kind = "Job"\n  }\n\n  api = {\n    port = 5000\n  }\n}\n',
    'workloads = {\n  job = {\n    kind = "Job"\n  }\n\n  api = {\n    replicas = 4\n    port = 5000\n  }\n}\n',
  ],
])("an edit of a variable file raises a number that breaks nothing: %j", (text, edited) => {
  expect(editOf("dev.tfvars", text, 2)).toBe(edited);
});

test.each([
  ["main.ts", "a();\n", "a();\n// Edit 2 of the rehearsal.\n"],
  ["dev.tfvars", 'a = "b"', 'a = "b"\n# Edit 2 of the rehearsal.\n'],
  ["dev.tfvars", "port = 80\n", "port = 80\n# Edit 2 of the rehearsal.\n"],
  ["job.py", "", "# Edit 2 of the rehearsal.\n"],
  ["web/Dockerfile", "FROM a\n", "FROM a\n# Edit 2 of the rehearsal.\n"],
  ["Dockerfile.dev", "FROM a\n", "FROM a\n# Edit 2 of the rehearsal.\n"],
  ["index.html", "<p>a</p>\n", "<p>a</p>\n<!-- Edit 2 of the rehearsal. -->\n"],
  ["a.css", "a {}\n", "a {}\n/* Edit 2 of the rehearsal. */\n"],
  ["a.sql", "select 1;\n", "select 1;\n-- Edit 2 of the rehearsal.\n"],
])("an edit of %s adds a comment line", (file, text, edited) => {
  expect(editOf(file, text, 2)).toBe(edited);
});

test.each([
  [FILES, "backend", "backend"],
  [FILES, "frontend", "site"],
  [["api/Dockerfile", "api/main.py", "web/Dockerfile", "web/server.js"], "backend", "web"],
  [["api/Dockerfile", "api/main.py", "web/Dockerfile", "web/index.html"], "backend", "web"],
  [["Dockerfile", "src/server.js"], "backend", "src"],
  [["Dockerfile", "index.html"], "backend", undefined],
])("in %j, another person's commit that should edit %s edits %s", (files, wanted, expected) => {
  expect(folderToChange(files, wanted)).toBe(expected);
});
