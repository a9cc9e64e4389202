import { randomUUID } from "node:crypto";
import { readFile, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { lastLines } from "../../process/execute.ts";
import type { Finished } from "../../process/execute.ts";
import { writePrivate } from "../../runtime/private-file.ts";
import { parseHcl } from "../hcl.ts";
import { parseEvent } from "../events.ts";
import type { Diagnostic } from "../events.ts";
import { membersOf, parseOrNull } from "../json-syntax.ts";
import type { RootModule } from "../root-module.ts";
import { readFromTool } from "../run-tool.ts";
import { readModules, writeReduced } from "./copy.ts";
import { problemsIn } from "./problems.ts";
import { rootVariablesIn, wrapperOf } from "./wrapper.ts";

/** The values that a workspace gets now, and what will only be known later. */
export interface KnownValues {
  /** Absolute paths, in order of precedence. */
  variableFiles: readonly string[];
  variables: Readonly<Record<string, unknown>>;
  /** Returns whether a variable without a value may get one later, for example from an output of the infrastructure. */
  later: (name: string) => boolean;
  /** What is known about such a value, as an expression that contains UNKNOWN. */
  partly: Readonly<Record<string, string>>;
}

/** The result: sentences about values that are not valid, or why nothing could be checked. */
export type Checked = { problems: string[]; names: string[] } | { why: string };

/**
 * Lets the tool check the values that a workspace gets, before there is a cluster to plan against. The tool checks them
 * against the types and validations of its variables and of its local modules' variables. The checked copy contains
 * nothing that needs a provider, and everything that is not known yet is unknown. The workspace need not be
 * initialised, and nothing is contacted.
 */
export async function checkKnownValues(
  rootModule: RootModule,
  values: KnownValues,
): Promise<Checked> {
  const { directory, tool, environment, job } = rootModule;
  const modules = await readModules(directory, tool.name);
  if (modules === undefined) return { why: "one of its files is not JSON" };
  const files = [...(await automaticFiles(directory)), ...values.variableFiles];
  const given = new Set([
    ...Object.keys(values.variables),
    ...namesInEnvironment(environment),
    ...(await Promise.all(files.map(namesIn))).flat(),
  ]);
  const shown = new Map(files.map((one) => [one, path.relative(job.checkout, one)]));
  const variables = rootVariablesIn(modules.get(directory) ?? []);
  const folder = `values-${randomUUID()}`;
  const file = await writePrivate(job, `${folder}.tfvars.json`, JSON.stringify(values.variables));
  const found: string[] = [];
  try {
    // As long as a variable of the workspace is not valid, the tool does not call a module, so the validations of
    // modules are also checked alone.
    for (const validates of [true, false]) {
      const place = path.join(folder, String(validates));
      const source = await writeReduced(modules, directory, { folder: place, validates }, job);
      await writePrivate(
        job,
        path.join(place, "main.tf"),
        wrapperOf(source, variables, { ...values, given }),
      );
      const planned = await planReduced(rootModule, place, [...files, file]);
      const problems = problemsIn(planned.diagnostics, shown);
      if (problems.length === 0 && found.length === 0 && planned.exitCode !== 0)
        return { why: whyNot(planned) };
      found.push(...problems);
      if (problems.length === 0) break;
    }
  } finally {
    await rm(path.join(job.temporaryDirectory, folder), { recursive: true, force: true });
    await rm(file, { force: true });
  }
  const names = variables.map(({ name }) => name).filter((name) => given.has(name));
  return { problems: [...new Set(found)], names };
}

/** Plans the reduced workspace. The exit code is 1 for any problem: the diagnostics say what it is. */
async function planReduced(
  { environment, ...rootModule }: RootModule,
  folder: string,
  variableFiles: readonly string[],
): Promise<Finished & { diagnostics: Diagnostic[] }> {
  const reduced: RootModule = {
    ...rootModule,
    directory: path.join(rootModule.job.temporaryDirectory, folder),
    environment: withoutPlace(environment),
  };
  const initialised = await readFromTool(reduced, ["init", "-backend=false", "-input=false"]);
  if (initialised.exitCode !== 0) return { ...initialised, diagnostics: [] };
  const finished = await readFromTool(reduced, [
    "plan",
    "-json",
    "-input=false",
    "-lock=false",
    "-refresh=false",
    ...variableFiles.map((file) => `-var-file=${file}`),
  ]);
  const diagnostics = finished.stdout.split("\n").flatMap((line) => {
    const event = parseEvent(line);
    return event.type === "diagnostic" ? [event.diagnostic] : [];
  });
  return { ...finished, diagnostics };
}

/** Returns what the tool says about the reduced workspace that is not about a value. */
const whyNot = ({ diagnostics, stderr }: Finished & { diagnostics: Diagnostic[] }): string =>
  diagnostics.find(({ severity }) => severity === "error")?.summary ??
  (lastLines(stderr, 1) || "the tool ended without saying why");

/** Removes the Terraform workspace and the data folder: the copy must not use those of the real workspace. */
const withoutPlace = (environment: RootModule["environment"]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^TF_(?:WORKSPACE|DATA_DIR)$/.test(name)),
  );

/**
 * Lists the variable files that the tool reads automatically.
 * https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
 */
async function automaticFiles(directory: string): Promise<string[]> {
  const names = await readdir(directory);
  const first = ["terraform.tfvars", "terraform.tfvars.json"].filter((one) => names.includes(one));
  const others = names.filter((name) => /\.auto\.tfvars(?:\.json)?$/.test(name)).sort();
  return [...first, ...others].map((name) => path.join(directory, name));
}

const namesInEnvironment = (environment: RootModule["environment"]): string[] =>
  Object.keys(environment).flatMap((name) =>
    name.startsWith("TF_VAR_") ? [name.slice("TF_VAR_".length)] : [],
  );

/**
 * Returns the names in a variable file. A file that cannot be read has no names: the tool says what is wrong with it.
 */
async function namesIn(file: string): Promise<string[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return file.endsWith(".json")
    ? membersOf(parseOrNull(text)).map(([name]) => name)
    : [...parseHcl(text).attributes.keys()];
}
