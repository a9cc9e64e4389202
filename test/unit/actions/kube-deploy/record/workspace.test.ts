import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { readWorkspace } from "../../../../../actions/kube-deploy/src/record/workspace.ts";
import type { RootModule } from "../../../../../actions/lib/terraform/root-module.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "workspace-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(name: string, text: string): void {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const WITH_MODULE = 'module "web" {\n  source = "../modules/web"\n}\n';

/** Returns a root module whose job has the repository in `checkout` and its own files in `temp`. */
const rootModule = () =>
  ({
    tool: { name: "terraform", version: "1.11.4" },
    environment: {},
    job: {
      checkout: path.join(root, "checkout"),
      temporaryDirectory: path.join(root, "temp", "step"),
    },
  }) as unknown as RootModule;

async function namesOf(given: string) {
  const { directory, files, variableFiles } = await readWorkspace(
    given,
    ["environments/production.tfvars"],
    rootModule(),
  );
  return [directory, [...files.keys()].sort(), [...variableFiles.keys()]];
}

describe("the files of a workspace are named from the root of their repository", () => {
  const EXPECTED = [
    "terraform/kubernetes",
    ["terraform/kubernetes/main.tf", "terraform/modules/web/main.tf"],
    ["environments/production.tfvars"],
  ];

  test.each([
    ["a folder of the checkout", "checkout", "terraform/kubernetes"],
    ["a folder of the promoted release", "temp/eks-pipeline/release", undefined],
  ])("%s", async (_, repository, given) => {
    write("checkout/environments/production.tfvars", "");
    write(`${repository}/terraform/kubernetes/main.tf`, WITH_MODULE);
    write(`${repository}/terraform/modules/web/main.tf`, "");
    const absolute = path.join(root, repository, "terraform/kubernetes");
    expect(await namesOf(given ?? absolute)).toStrictEqual(EXPECTED);
  });
});
