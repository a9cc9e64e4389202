import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { findVariableFiles } from "../../../../../actions/lib/terraform/variable-files.ts";
import { jobFolder } from "../../../../../actions/lib/runtime/job-folder.ts";
import { scriptTool } from "../../../../support/scripted-tool.ts";
import type { ScriptedTool } from "../../../../support/scripted-tool.ts";

let tool: ScriptedTool | undefined;
afterEach(() => tool?.remove());

test("looks for a file first in the workspace, then from the repository's root", () => {
  tool = scriptTool([]);
  const { rootModule } = tool;
  const { directory, job } = rootModule;
  const [own, both, root] = [
    path.join(directory, "both.tfvars"),
    path.join(job.checkout, "both.tfvars"),
    path.join(job.checkout, "root.tfvars"),
  ];
  for (const file of [own, both, root]) writeFileSync(file, "");
  expect(findVariableFiles(["both.tfvars", "root.tfvars"], rootModule)).toStrictEqual([own, root]);
  expect(() => findVariableFiles(["none.tfvars"], rootModule)).toThrow(
    'variable-files: "none.tfvars" is neither workspace/none.tfvars nor none.tfvars',
  );
});

test("names every missing file", () => {
  tool = scriptTool([]);
  expect(() => findVariableFiles(["a.tfvars", "b.tfvars"], tool!.rootModule)).toThrow(
    'variable-files: "a.tfvars" is neither workspace/a.tfvars nor a.tfvars; "b.tfvars" is neither workspace/b.tfvars nor b.tfvars',
  );
});

test("names one place if the workspace is the repository's root", () => {
  tool = scriptTool([]);
  const { job } = tool.rootModule;
  expect(() => findVariableFiles(["a.tfvars"], { directory: job.checkout, job })).toThrow(
    'variable-files: "a.tfvars" is not at a.tfvars',
  );
});

test("proposes a file with a similar name, and shows a folder of the pipeline as it is given", () => {
  tool = scriptTool([]);
  const { job } = tool.rootModule;
  const folder = path.join(job.checkout, "environments");
  mkdirSync(folder);
  for (const name of ["dev.yml", "dev.kubernetes.tfvars"])
    writeFileSync(path.join(folder, name), "");
  const copies = path.join(jobFolder(job, "pipeline"), "terraform/kubernetes");
  const given = ["environments/dev.kubernets.tfvars"];
  expect(() => findVariableFiles(given, { directory: copies, job })).toThrow(
    'variable-files: "environments/dev.kubernets.tfvars" is neither $/terraform/kubernetes/environments/dev.kubernets.tfvars nor environments/dev.kubernets.tfvars (did you mean environments/dev.kubernetes.tfvars?)',
  );
});
