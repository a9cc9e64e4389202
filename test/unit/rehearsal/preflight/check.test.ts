import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { UsageError } from "../../../../rehearsal/base/usage-error.ts";
import { checkTypes } from "../../../../rehearsal/preflight/check.ts";
import { findMirrors, mirrorSettings } from "../../../../rehearsal/preflight/mirrors.ts";
import { removeFolders, temporaryFolder } from "../../../support/workflows/run.ts";
import { writeFiles } from "../../../support/write-files.ts";

const FILES = {
  ".github/workflows/deploy.yml": "working-directory: infra\n",
  "infra/main.tf": 'resource "aws_vpc" "a" {}\n\nresource "aws_sqs_queue" "q" {}\n',
};
const replayed = { resources: new Set(["aws_vpc"]), data: new Set<string>() };
let source: string;
let mirror: string;
beforeAll(() => {
  source = temporaryFolder();
  writeFiles(source, FILES);
  mirror = temporaryFolder();
  mkdirSync(path.join(mirror, "registry.terraform.io/hashicorp/aws/5.0.0"), { recursive: true });
});
afterAll(removeFolders);

const mirrors = (...folders: string[]) =>
  findMirrors({ EKS_PIPELINE_PLUGIN_MIRRORS: folders.join(path.delimiter) });
const check = (found: ReturnType<typeof mirrors>, real: boolean, files = Object.keys(FILES)) =>
  checkTypes(source, files, { replayed, mirrors: found, real });

test("a type that is not replayed is refused by name, with file and line", () => {
  expect(() => check([], false)).toThrow(UsageError);
  expect(() => check([], false)).toThrow(
    "infra/main.tf:3: the rehearsal does not replay aws_sqs_queue; with a provider mirror the real provider is used. Set EKS_PIPELINE_PLUGIN_MIRRORS to a mirror that has the provider aws, and add --real providers.",
  );
});

test("if a mirror has the provider, only the option is missing", () => {
  expect(() => check(mirrors(mirror), false)).toThrow("Add --real providers.");
  expect(() => check(mirrors(mirror), true)).not.toThrow();
});

test("files that git does not know do not count", () => {
  expect(() => check([], false, [".github/workflows/deploy.yml"])).not.toThrow();
});

test("a broken link and a link to a folder are not checked", () => {
  symlinkSync("gone.tf", path.join(source, "broken.tf"));
  symlinkSync("infra", path.join(source, "folder.tf"));
  const files = [...Object.keys(FILES), "broken.tf", "folder.tf"];
  expect(() => check([], false, files)).toThrow("infra/main.tf:3: the rehearsal");
});

test("folders without providers are no mirrors; mirrors are written into Terraform's settings", () => {
  expect(mirrors(source)).toStrictEqual([]);
  expect(mirrorSettings([])).toBe("");
  expect(mirrorSettings(mirrors(source, mirror))).toContain(
    'include = ["registry.terraform.io/hashicorp/aws"]',
  );
});
