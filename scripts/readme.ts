// npm run readme [-- --check]: writes the tables of inputs and outputs from action.yml and workflow files into the
// Markdown beside them, between `<!-- inputs -->` and `<!-- /inputs -->` (the same for outputs).
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { format } from "prettier";
import { parse } from "yaml";
import { ROOT, actionNames } from "./bundle.ts";

interface Input {
  description?: string;
  required?: boolean;
  default?: string | number | boolean;
  type?: string;
}
interface Interface {
  inputs: Record<string, Input>;
  outputs: Record<string, { description?: string }>;
}

const cell = (text: string): string => text.trim().replaceAll(/\s+/g, " ").replaceAll("|", "\\|");

function inputTable(inputs: Interface["inputs"]): string {
  const rows = Object.entries(inputs).map(([name, input]) => {
    const fallback =
      input.default === undefined || input.default === "" ? "" : `\`${String(input.default)}\``;
    const given = input.required === true ? "**required**" : fallback;
    return `| \`${name}\` | ${cell(given)} | ${cell(input.description ?? "")} |`;
  });
  return ["| Input | Default | Description |", "| --- | --- | --- |", ...rows].join("\n");
}

function outputTable(outputs: Interface["outputs"]): string {
  const rows = Object.entries(outputs).map(
    ([name, output]) => `| \`${name}\` | ${cell(output.description ?? "")} |`,
  );
  return ["| Output | Description |", "| --- | --- |", ...rows].join("\n");
}

/** The text with what stands between the two marks replaced. @throws when the marks are missing */
function between(text: string, name: string, content: string, file: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = text.indexOf(open);
  const to = text.indexOf(close);
  if (from < 0 || to < from) throw new Error(`${file}: needs ${open} and ${close}`);
  return `${text.slice(0, from + open.length)}\n\n${content}\n\n${text.slice(to)}`;
}

/** Markdown files with generated tables, and the interface each describes. */
function* documents(): Generator<{ file: string; described: Interface }> {
  for (const name of actionNames()) {
    const action = parse(
      readFileSync(path.join(ROOT, "actions", name, "action.yml"), "utf8"),
    ) as Partial<Interface>;
    yield {
      file: `actions/${name}/README.md`,
      described: { inputs: action.inputs ?? {}, outputs: action.outputs ?? {} },
    };
  }
  for (const name of readdirSync(path.join(ROOT, ".github/workflows"))) {
    const workflow = parse(
      readFileSync(path.join(ROOT, ".github/workflows", name.replace(/\.md$/, ".yml")), "utf8"),
    ) as {
      on?: { workflow_call?: Partial<Interface> };
    };
    const call = workflow.on?.workflow_call;
    if (!name.endsWith(".yml") || call === undefined) continue;
    yield {
      file: `.github/workflows/${name.replace(/\.yml$/, ".md")}`,
      described: { inputs: call.inputs ?? {}, outputs: call.outputs ?? {} },
    };
  }
}

const check = process.argv.includes("--check");
let stale = 0;
for (const { file, described } of documents()) {
  const target = path.join(ROOT, file);
  if (!existsSync(target)) throw new Error(`${file} is missing`);
  const before = readFileSync(target, "utf8");
  let text = between(before, "inputs", inputTable(described.inputs), file);
  text = between(text, "outputs", outputTable(described.outputs), file);
  const after = await format(text, { parser: "markdown", printWidth: 100 });
  if (after === before) continue;
  stale += 1;
  if (check) console.error(`${file}: its tables are not those of the YAML; run npm run readme`);
  else writeFileSync(target, after);
}
if (check && stale > 0) process.exitCode = 1;
