// npm run readme [-- --check]: writes what is generated from declarations: inputs and outputs of each action.yml, and
// the tables in the Markdown beside actions and reusable workflows, between `<!-- inputs -->` and `<!-- /inputs -->`
// (the same for outputs and failures), the lists of docs/troubleshooting.md, and the JSON schema of environment files.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { format } from "prettier";
import { parse } from "yaml";
import type { Contract } from "../actions/lib/runtime/contract.ts";
import { ROOT } from "./bundle.ts";
import { environmentSchema } from "./environment-schema.ts";
import { CONTRACTS, interfaceOf, typesOf, withInterface } from "./interface.ts";
import type { Interface } from "./interface.ts";
import { troubleshootingSections } from "./troubleshooting.ts";

/** A workflow's inputs have a type; its outputs are always text. */
type Workflow = Partial<{
  inputs: Record<string, Interface["inputs"][string] & { type?: string }>;
  outputs: Interface["outputs"];
}>;

const cell = (text: string): string => text.trim().replaceAll(/\s+/g, " ").replaceAll("|", "\\|");

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function inputTable(inputs: Interface["inputs"], types: Record<string, string>): string {
  const rows = Object.entries(inputs).map(([name, input]) => {
    const fallback =
      input.default === undefined || input.default === "" ? "" : `\`${String(input.default)}\``;
    const given = input.required === true ? "**required**" : fallback;
    return [`\`${name}\``, types[name] ?? "", given, input.description];
  });
  return table(["Input", "Type", "Default", "Description"], rows);
}

function outputTable(outputs: Interface["outputs"], types: Record<string, string>): string {
  const rows = Object.entries(outputs).map(([name, { description }]) => [
    `\`${name}\``,
    types[name] ?? "string",
    description,
  ]);
  return table(["Output", "Type", "Description"], rows);
}

function failureTable({ failures }: Contract): string {
  const rows = Object.entries(failures).map(([reason, { meaning, fix }]) => [
    `\`${reason}\``,
    meaning,
    fix,
  ]);
  return table(["`failure-reason`", "What happened", "What to do"], rows);
}

/** The text with what stands between two marks replaced. @throws when the marks are missing */
function replaceMarked(file: string, text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = text.indexOf(open);
  const to = text.indexOf(close);
  if (from < 0 || to < from) throw new Error(`${file}: needs ${open} and ${close}`);
  return `${text.slice(0, from + open.length)}\n\n${content}\n\n${text.slice(to)}`;
}

/** A generated file, from the root, and how its text follows from the one that is there. */
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
      const tables = tablesOf(interfaceOf(contract), typesOf(contract));
      return updateTables(`actions/${contract.name}/README.md`, before, {
        ...tables,
        failures: failureTable(contract),
      });
    },
  },
];

const tablesOf = (
  { inputs, outputs }: Interface,
  types: Record<string, Record<string, string>>,
): Record<string, string> => ({
  inputs: inputTable(inputs, types["inputs"] ?? {}),
  outputs: outputTable(outputs, types["outputs"] ?? {}),
});

const updateTables = (file: string, before: string, tables: Record<string, string>): string =>
  Object.entries(tables).reduce(
    (text, [name, content]) => replaceMarked(file, text, name, content),
    before,
  );

/** The description beside each reusable workflow. */
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
      const tables = tablesOf(
        { inputs, outputs },
        { inputs: Object.fromEntries(types) as Record<string, string> },
      );
      const file = `${folder}/${name.replace(/\.yml$/, ".md")}`;
      const parser = "markdown" as const;
      return [{ file, parser, update: (before: string) => updateTables(file, before, tables) }];
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
