import { readdirSync } from "node:fs";
import path from "node:path";
import { expect } from "@jest/globals";
import { checkKnownValues } from "../../actions/lib/terraform/known-values/check.ts";
import type { KnownValues } from "../../actions/lib/terraform/known-values/check.ts";
import { findTool } from "../../actions/lib/terraform/tool.ts";
import { scriptTool } from "./scripted-tool.ts";
import { writeFiles } from "./write-files.ts";

/** Returns a variable file for terraform/kubernetes with these workloads. */
export const withWorkloads = (text: string): string =>
  `name = "shop"\nenvironment = "dev"\nworkloads = {\n${text}\n}\n`;

let files = 0;

/**
 * Returns what the tool says about a workspace with these values, while images and cluster are not known yet.
 * @param tool path of the tool; undefined: the tool that an action would find
 * @param folder for the variable file
 */
export async function checkValues(
  tool: string | undefined,
  folder: string,
  { directory, text, values }: { directory: string; text: string; values?: Partial<KnownValues> },
) {
  const { rootModule, remove } = scriptTool([]);
  const { job } = rootModule;
  const environment = { PATH: process.env["PATH"] ?? "", TF_VAR_region: "eu-west-1" };
  const name = `${(files += 1)}.tfvars`;
  writeFiles(folder, { [name]: text });
  try {
    const found = await findTool(tool, environment);
    const checked = await checkKnownValues(
      { job, tool: found, directory, environment: { ...environment, TF_WORKSPACE: "other" } },
      {
        variableFiles: [path.join(folder, name)],
        variables: {},
        partly: {},
        later: (one) => ["images", "cluster_name"].includes(one),
        ...values,
      },
    );
    // Values of secrets must not stay on the runner.
    const left = readdirSync(job.temporaryDirectory).filter((one) => one.startsWith("values-"));
    expect(left).toStrictEqual([]);
    return { tool: found.name, checked };
  } finally {
    remove();
  }
}
