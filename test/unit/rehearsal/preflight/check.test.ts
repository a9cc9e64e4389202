import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { UsageError } from "../../../../rehearsal/base/usage-error.ts";
import {
  checkTypes,
  downloadedModules,
  readWorkspaces,
} from "../../../../rehearsal/preflight/check.ts";
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
  checkTypes(readWorkspaces(source, files), {
    replayed,
    mirrors: found,
    real,
    realKubernetes: false,
  });

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

const CHART = { "app/main.tf": 'resource "helm_release" "web" {}\n' };
const MANIFEST = { "app/main.tf": 'resource "kubernetes_manifest" "web" {}\n' };
const mirrorOf = (...names: string[]) => [
  { directory: "/mirror", providers: names.map((name) => `hashicorp/${name}`) },
];
const refusal = (
  workspaces: Record<string, string>,
  names: string[],
  { real = false, realKubernetes = false },
): string => {
  try {
    checkTypes(workspaces, { replayed, mirrors: mirrorOf(...names), real, realKubernetes });
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};

test.each<[Record<string, string>, string[], object, string]>([
  [CHART, [], {}, "a mirror that has the provider helm, and add --real kubernetes."],
  [CHART, [], { realKubernetes: true }, "a mirror that has the provider helm. "],
  [CHART, ["helm"], {}, "app/main.tf:1: the embedded Kubernetes does not serve the requests of"],
  [MANIFEST, [], {}, "has the provider kubernetes, and add --real providers,kubernetes."],
  [MANIFEST, ["kubernetes"], {}, "Add --real providers,kubernetes."],
  [MANIFEST, ["kubernetes"], { real: true }, "Add --real kubernetes: a real API server"],
])(
  "providers that ask the API server for its kinds need a real one: %j with %j and %j",
  (workspaces, names, options, text) => {
    expect(refusal(workspaces, names, options)).toContain(text);
    expect(refusal(workspaces, names, options).split("\n")).toHaveLength(1);
  },
);

test("with mirror and API server, nothing is refused", () => {
  expect(refusal(CHART, ["helm"], { realKubernetes: true })).toBe("");
  expect(refusal(MANIFEST, ["kubernetes"], { real: true, realKubernetes: true })).toBe("");
});

test("downloaded modules are listed once, with their first call", () => {
  const vpc = 'module "vpc" {\n  source = "x/vpc/aws"\n}\n';
  const own = 'module "own" {\n  source = "./own"\n}\n';
  expect(downloadedModules({ "a.tf": own + vpc, "b.tf": vpc })).toStrictEqual([
    { source: "x/vpc/aws", file: "a.tf", line: 5 },
  ]);
});

test("files in JSON syntax and of OpenTofu count too", () => {
  const folder = temporaryFolder();
  writeFiles(folder, {
    ".github/workflows/deploy.yml": "working-directory: infra\n",
    "infra/main.tf.json": "{}\n",
    "infra/more.tofu": "\n",
    "infra/dev.tfvars": "\n",
  });
  const files = ["infra/main.tf.json", "infra/more.tofu", "infra/dev.tfvars"];
  const read = readWorkspaces(folder, [".github/workflows/deploy.yml", ...files]);
  expect(Object.keys(read)).toStrictEqual(["infra/main.tf.json", "infra/more.tofu"]);
});
