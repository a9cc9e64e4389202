// npm run readme [-- --check]: generates files from declarations:
// - inputs and outputs of each action.yml
// - the lists in the Markdown files of actions and reusable workflows, between `<!-- inputs -->` and `<!-- /inputs -->`
// (also for outputs and failures)
// - the lists of docs/troubleshooting.md
// - the JSON schema of environment files
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { format } from "prettier";
import { parse } from "yaml";
import type { Contract } from "../actions/lib/runtime/contract.ts";
import { ROOT } from "./bundle.ts";
import { environmentSchema } from "./environment-schema.ts";
import { CONTRACTS, interfaceOf, typesOf, withInterface } from "./interface.ts";
import type { Interface } from "./interface.ts";
import { failureList, inputList, outputList } from "./lists.ts";
import { troubleshootingSections } from "./troubleshooting.ts";

/** Inputs and outputs of a workflow. Inputs have a type; outputs are always text. */
type Workflow = Partial<{
  inputs: Record<string, Interface["inputs"][string] & { type?: string }>;
  outputs: Interface["outputs"];
}>;

/** Replaces the text between two marks. @throws Error if the marks are missing */
function replaceMarked(file: string, text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = text.indexOf(open);
  const to = text.indexOf(close);
  if (from < 0 || to < from) throw new Error(`${file}: needs ${open} and ${close}`);
  return `${text.slice(0, from + open.length)}\n\n${content}\n\n${text.slice(to)}`;
}

/** A generated file: its path from the root, and a function that returns its new text from the current text. */
interface Generated {
  file: string;
  parser: "markdown" | "yaml" | "json";
  update: (before: string) => string;
}

const filesOf = (contract: Contract): Generated[] => [
  {
    file: `actions/${contract.name}/action.yml`,
    parser: "yaml",
    update: (before) => withInterface(before, contract),
  },
  {
    file: `actions/${contract.name}/README.md`,
    parser: "markdown",
    update: (before) => {
      const lists = listsOf(interfaceOf(contract), typesOf(contract));
      return updateLists(`actions/${contract.name}/README.md`, before, {
        ...lists,
        failures: failureList(contract.failures),
      });
    },
  },
];

const listsOf = (
  { inputs, outputs }: Interface,
  types: Record<string, Record<string, string>>,
): Record<string, string> => ({
  inputs: inputList(inputs, types["inputs"] ?? {}),
  outputs: outputList(outputs, types["outputs"] ?? {}),
});

const updateLists = (file: string, before: string, lists: Record<string, string>): string =>
  Object.entries(lists).reduce(
    (text, [name, content]) => replaceMarked(file, text, name, content),
    before,
  );

/** Returns the generated Markdown files of the reusable workflows. */
function workflowFiles(): Generated[] {
  const folder = ".github/workflows";
  return readdirSync(path.join(ROOT, folder))
    .filter((name) => name.endsWith(".yml"))
    .flatMap((name) => {
      const text = readFileSync(path.join(ROOT, folder, name), "utf8");
      const { on } = parse(text) as { on?: { workflow_call?: Workflow } };
      if (on?.workflow_call === undefined) return [];
      const { inputs = {}, outputs = {} } = on.workflow_call;
      const types = Object.entries(inputs).map(([input, { type = "string" }]) => [input, type]);
      const lists = listsOf(
        { inputs, outputs },
        { inputs: Object.fromEntries(types) as Record<string, string> },
      );
      const file = `${folder}/${name.replace(/\.yml$/, ".md")}`;
      const parser = "markdown" as const;
      return [{ file, parser, update: (before: string) => updateLists(file, before, lists) }];
    });
}

const SCHEMA: Generated = {
  file: "schemas/environment.schema.json",
  parser: "json",
  update: () => JSON.stringify(environmentSchema()),
};

const TROUBLESHOOTING: Generated = {
  file: "docs/troubleshooting.md",
  parser: "markdown",
  update: (before) =>
    replaceMarked("docs/troubleshooting.md", before, "failures", troubleshootingSections()),
};

const check = process.argv.includes("--check");
for (const { file, parser, update } of [
  ...CONTRACTS.flatMap(filesOf),
  ...workflowFiles(),
  SCHEMA,
  TROUBLESHOOTING,
]) {
  const target = path.join(ROOT, file);
  if (!existsSync(target)) throw new Error(`${file} is missing`);
  const before = readFileSync(target, "utf8");
  const after = await format(update(before), { parser, printWidth: 100 });
  if (after === before) continue;
  if (!check) writeFileSync(target, after);
  else {
    console.error(`${file}: it is not what its declaration says; run npm run readme`);
    process.exitCode = 1;
  }
}
