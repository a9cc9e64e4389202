import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  exactVersion,
  findUnmet,
} from "../../../../../actions/setup-terraform-backend/src/tool/requirement.ts";
import { findRequirements } from "../../../../../actions/setup-terraform-backend/src/tool/find-requirements.ts";
import { writeFiles } from "../../../../support/write-files.ts";

let root: string;
const notices: string[] = [];
beforeEach(() => {
  notices.splice(0);
  root = mkdtempSync(path.join(tmpdir(), "eks-pipeline-requirements-"));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Finds the requirements of the folder `live` in a repository. */
function requirements(
  files: Record<string, string>,
  {
    given,
    tool = "terraform",
    locksInS3,
    environment = {},
  }: {
    given?: string;
    tool?: "terraform" | "opentofu";
    locksInS3?: boolean;
    environment?: Record<string, string>;
  } = {},
) {
  writeFiles(root, files);
  const log = { notice: (text: string) => void notices.push(text) };
  const job = { checkout: root, environment, log };
  return findRequirements(given, tool, path.join(root, "live"), job, locksInS3);
}
const demanding = (constraint: string) => `terraform {\n  required_version = "${constraint}"\n}\n`;

test("the input, the nearest version file and required_version count together", async () => {
  const files = { "live/a.tf": demanding(">= 1.10"), ".terraform-version": "~> 1.11.0\n" };
  const found = await requirements(files);
  expect(found.map(({ source }) => source)).toStrictEqual([
    ".terraform-version",
    "required_version in a.tf",
  ]);
  const given = await requirements(files, { given: "1.10.5" });
  expect(given.map(({ source }) => source)).toStrictEqual([
    "the input version",
    "required_version in a.tf",
  ]);
  expect(exactVersion(given)).toBe("1.10.5");
  expect(findUnmet(given, "1.11.0")?.source).toBe("the input version");
});

test("a variable of a version manager counts before its files, and after the input", async () => {
  const files = { ".terraform-version": "1.10.5\n" };
  const environment = { TFENV_TERRAFORM_VERSION: "1.11.4" };
  const [found] = await requirements(files, { environment });
  expect(found).toMatchObject({
    constraint: "1.11.4",
    source: "the variable TFENV_TERRAFORM_VERSION",
  });
  const [given] = await requirements(files, { environment, given: "1.12.0" });
  expect(given?.source).toBe("the input version");
});

test("a module that only a test calls counts, as for init", async () => {
  const found = await requirements({
    "live/a.tf": demanding(">= 1.10"),
    "live/tests/a.tftest.hcl": 'run "setup" {\n  module {\n    source = "../setup"\n  }\n}\n',
    "setup/main.tf": demanding("~> 1.11.0"),
  });
  expect(found.map(({ source }) => source)).toStrictEqual([
    "required_version in a.tf",
    "required_version in ../setup/main.tf",
  ]);
});

test.each([
  ["HCL", "a_override.tf", "terraform {\n  required_version = null\n}\n"],
  ["JSON", "override.tf.json", '{"terraform": {"required_version": null}}'],
])(
  "null in an override file in %s removes the requirements of other files",
  async (_, name, text) => {
    const files = { "live/a.tf": demanding(">= 9"), "live/b.tf": demanding("< 1") };
    expect(await requirements({ ...files, [`live/${name}`]: text })).toStrictEqual([]);
  },
);

describe("a state in S3, with a lock that older versions do not know", () => {
  const inS3 = (files: Record<string, string>, given?: string) =>
    requirements(files, { locksInS3: true, ...(given === undefined ? {} : { given }) });

  test("does not accept an older version on PATH, but accepts a prerelease of the first version with this lock", async () => {
    const found = await inS3({ "live/a.tf": demanding(">= 1.5") });
    expect(
      ["1.9.8", "1.10.0-rc1", "1.11.4"].map((one) => findUnmet(found, one)?.source),
    ).toStrictEqual(["S3's own lock file (use_lockfile of the backend)", undefined, undefined]);
  });

  test("has a fix for a version file with an older version, not for the backend", async () => {
    await expect(inS3({ "live/a.tf": "", ".terraform-version": "1.9.8\n" })).rejects.toMatchObject({
      reason: "version-conflict",
      message: expect.stringContaining(".terraform-version demands 1.9.8, but S3's own lock file"),
      fix: "correct .terraform-version",
    });
  });

  test("still needs a required_version with min-required", async () => {
    await expect(inS3({ "live/a.tf": "" }, "min-required")).rejects.toMatchObject({
      reason: "invalid-version",
    });
  });
});

describe("sources that contradict each other", () => {
  test.each<[string, Record<string, string>, string | undefined, RegExp]>([
    [
      "can be a version file and the workspace",
      { "live/a.tf": demanding(">= 1.11.2"), "live/.terraform-version": "1.11.1" },
      undefined,
      /live\/\.terraform-version demands 1\.11\.1, but required_version in a\.tf demands >= 1\.11\.2\. Nothing was downloaded$/,
    ],
    [
      "can be the input and a module",
      {
        "live/a.tf": 'module "net" {\n  source = "../net"\n}\n',
        "net/v.tf.json": '{"terraform":{"required_version":"~> 1.9.0"}}',
      },
      "~> 1.10",
      /the input version demands ~> 1\.10, but required_version in \.\.\/net\/v\.tf\.json demands ~> 1\.9\.0/,
    ],
    [
      "can be two files",
      { "live/a.tf": demanding("< 1.5"), "live/b.tf": demanding("~> 1.5.0, != 1.5.7") },
      undefined,
      /a\.tf demands < 1\.5, but required_version in b\.tf/,
    ],
    [
      "can be one file alone",
      { "live/a.tf": demanding("> 1.9, < 1.9") },
      undefined,
      /a\.tf demands > 1\.9, < 1\.9\./,
    ],
    [
      "can have a prefix",
      { "live/a.tf": demanding("< 1.11"), "live/.terraform-version": "latest:^1.11" },
      undefined,
      /demands latest:\^1\.11, but required_version/,
    ],
  ])("%s", async (_, files, given, message) => {
    await expect(requirements(files, given === undefined ? {} : { given })).rejects.toMatchObject({
      reason: "version-conflict",
      message: expect.stringMatching(message),
    });
  });

  test("do not include ranges that have a common version", async () => {
    const found = await requirements({
      "live/a.tf": demanding(">= 1.5.3, != 1.5.3, != 1.5.4"),
      "live/b.tf": demanding("~> 1.5.0, < 1.5.6"),
    });
    expect(findUnmet(found, "1.5.5")).toBeUndefined();
  });
});

test.each([
  [{ "live/a.tf": demanding(">= 1.12.0-rc1") }, /remove the prerelease there/],
  [{ "live/a.tf": demanding(">= 1.6 < 2") }, /^write >= 1.6, < 2$/],
  [{ "live/a.tf": demanding("stable") }, /write it like/],
  [{ "live/a.tf": "", "live/.terraform-version": "min-required" }, /write required_version/],
])("explains a wrong version in %j", async (files, fix) => {
  await expect(requirements(files)).rejects.toMatchObject({
    reason: "invalid-version",
    fix: expect.stringMatching(fix),
  });
});

test("a release candidate satisfies the same constraints as the release, as in the tool", async () => {
  const found = await requirements({ "live/a.tf": demanding(">= 1.12") }, { given: "1.12.0-rc2" });
  expect(findUnmet(found, "1.12.0-rc2")).toBeUndefined();
});

test("OpenTofu before 1.12 also applies required_version of a .tf file", async () => {
  const found = await requirements({ "live/a.tf": demanding("~> 1.8.0") }, { tool: "opentofu" });
  expect(["1.8.4", "1.9.0", "1.12.1"].map((one) => findUnmet(found, one)?.source)).toStrictEqual([
    undefined,
    "required_version in a.tf",
    undefined,
  ]);
});

test.each([
  ["a template of constants", '"~> ${"1.11"}.${0}"', "~> 1.11.0"],
  ["a template in parentheses", '("${"~> 1.11.0"}")', "~> 1.11.0"],
  ["a heredoc with a template", '<<-EOT\n    ~> ${"1.11.0"}\n    EOT', "    ~> 1.11.0\n"],
  ["null", "null", undefined],
])("reads required_version as %s", async (_, expression, constraint) => {
  const text = `terraform {\n  required_version = ${expression}\n}\n`;
  const found = await requirements({ "live/a.tf": text });
  expect(found.map((one) => one.constraint)).toStrictEqual(
    constraint === undefined ? [] : [constraint],
  );
  expect(notices).toStrictEqual([]);
});

test.each([
  'true ? "~> 1.11.0" : ">= 9"',
  '["~> 1.11.0"][0]',
  '"%{ if true }~> 1.11.0%{ endif }"',
  '"~> 1.${10 + 1}.0"',
  '"~> ${local.version}"',
  'join("", ["~> 1.11.0"])',
])(
  "prints a notice about a required_version that only the tool can evaluate: %s",
  async (expression) => {
    const text = `terraform {\n  required_version = ${expression}\n}\n`;
    expect(await requirements({ "live/a.tf": text })).toStrictEqual([]);
    expect(notices).toStrictEqual([
      "required_version in a.tf is an expression that this action does not evaluate: the tool checks it at init. Write it as a text, or give the input version",
    ]);
  },
);

test.each([
  ["1.11", "mise.toml (1.11)", "1.11.9", "1.12.0"],
  ["1", "mise.toml (1)", "1.12.0", "2.0.0"],
  ["1.11.4", "mise.toml", "1.11.4", "1.11.5"],
  ["prefix:1.11", "mise.toml", "1.11.5", "1.12.0"],
])("reads a mise file with %s", async (version, source, accepted, refused) => {
  const found = await requirements({
    "live/a.tf": "",
    "mise.toml": `[tools]\nterraform = "${version}"\n`,
    ".tool-versions": "terraform 1.0.0\n",
  });
  expect(found.map((one) => one.source)).toStrictEqual([source]);
  expect(findUnmet(found, accepted)).toBeUndefined();
  expect(findUnmet(found, refused)?.source).toBe(source);
});

test("a part of a version in .tool-versions is its newest release, as mise reads it", async () => {
  const [found] = await requirements({ ".tool-versions": "terraform 1.11\n" });
  expect(found).toMatchObject({
    constraint: "~> 1.11.0",
    source: ".tool-versions (1.11)",
  });
});

test.each([
  ["1.1", ["1.1.0", "1.10", "~> 1.1.0"]],
  ["1.2", ["1.2.0", "1.20", "~> 1.2.0"]],
  ["1.11", undefined],
  ["1.1.0", undefined],
  ["~> 1.1", undefined],
])("the input version %s may be a version that lost its zero: %j", async (given, words) => {
  await requirements({ "live/a.tf": "" }, { given });
  expect(notices).toHaveLength(words === undefined ? 0 : 1);
  for (const word of words ?? []) expect(notices[0]).toContain(word);
});

test("the zero is named before the conflict that it causes", async () => {
  const found = requirements({ "live/a.tf": "" }, { given: "1.1", locksInS3: true });
  await expect(found).rejects.toMatchObject({ reason: "version-conflict" });
  expect(notices).toStrictEqual([expect.stringContaining("write it in quotes")]);
});

test("a constraint of another program is translated", async () => {
  const found = requirements({ ".terraform-version": "1.11.x\n" });
  await expect(found).rejects.toMatchObject({
    reason: "invalid-version",
    fix: "write ~> 1.11.0",
  });
});
