import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What the scripted terraform answers. */
export interface TerraformScript {
  /** JSON of the plan; `planned_values` and `variables` are what kube-deploy reads. */
  plan?: object;
  /** False: the plan has no changes. */
  changed?: boolean;
  /** JSON of the state. */
  state: object;
  /** Diagnostics with which the apply ends; none: it succeeds. */
  applyErrors?: { summary: string; detail?: string; address?: string }[];
  /** What `init` prints when it fails; without it, it succeeds. */
  initError?: string;
  planErrors?: { summary: string; detail?: string; address?: string }[];
}

/** A folder for PATH with a `terraform` that follows a script and records its calls. */
export interface FakeTerraform {
  folder: string;
  /** First words of the calls: version, plan, show, apply. */
  calls(): string[];
  /** Arguments of the last plan. */
  planArguments(): string[];
  /** Variables of the last plan, merged from its JSON variable files. */
  variables(): Record<string, unknown>;
  /** Its environment at the last plan. */
  environment(): Record<string, string>;
}

const PROGRAM = `
const fs = require("node:fs"), path = require("node:path");
const here = __dirname, argv = process.argv.slice(2);
const script = JSON.parse(fs.readFileSync(path.join(here, "script.json"), "utf8"));
fs.appendFileSync(path.join(here, "calls"), argv[0] + "\\n");
const print = (value) => console.log(JSON.stringify(value));
const fail = (errors) => {
  for (const { summary, detail = "", address } of errors)
    print({ "@level": "error", "@message": "Error: " + summary, type: "diagnostic",
      diagnostic: { severity: "error", summary, detail, address } });
  process.exit(1);
};
if (argv[0] === "version") print({ terraform_version: "1.11.4" });
if (argv[0] === "init" && script.initError) {
  console.error("Error: " + script.initError);
  process.exit(1);
}
if (argv[0] === "plan") {
  fs.writeFileSync(path.join(here, "plan-arguments"), JSON.stringify(argv));
  const files = argv.filter((each) => each.startsWith("-var-file=")).map((each) => each.slice(10));
  const read = (file) => (file.endsWith(".json") ? JSON.parse(fs.readFileSync(file, "utf8")) : {});
  fs.writeFileSync(path.join(here, "variables"), JSON.stringify(Object.assign({}, ...files.map(read))));
  fs.writeFileSync(path.join(here, "environment"), JSON.stringify(process.env));
  if (script.planErrors) fail(script.planErrors);
  fs.writeFileSync(argv.find((each) => each.startsWith("-out=")).slice(5), "plan");
  process.exit(script.changed === false ? 0 : 2);
}
if (argv[0] === "show") print(argv.length > 2 ? script.plan : script.state);
if (argv[0] === "apply") {
  if (script.applyErrors) fail(script.applyErrors);
  print({ "@level": "info", "@message": "Apply complete!", type: "change_summary",
    changes: { add: 2, change: 0, remove: 0, import: 0, operation: "apply" } });
}
`;

export function fakeTerraform(folder: string, script: TerraformScript): FakeTerraform {
  mkdirSync(folder, { recursive: true });
  const applyable = script.changed !== false;
  const plan = { format_version: "1.2", planned_values: {}, applyable, ...script.plan };
  writeFileSync(path.join(folder, "script.json"), JSON.stringify({ ...script, plan }));
  writeFileSync(path.join(folder, "program.cjs"), PROGRAM);
  const program = path.join(folder, "terraform");
  const line = `exec "${process.execPath}" "$(dirname "$0")/program.cjs" "$@"`;
  writeFileSync(program, `#!/bin/sh\n${line}\n`);
  chmodSync(program, 0o755);
  const read = (name: string) => readFileSync(path.join(folder, name), "utf8");
  return {
    folder,
    calls: () => (existsSync(path.join(folder, "calls")) ? read("calls").trim().split("\n") : []),
    planArguments: () => JSON.parse(read("plan-arguments")) as string[],
    variables: () => JSON.parse(read("variables")) as Record<string, unknown>,
    environment: () => JSON.parse(read("environment")) as Record<string, string>,
  };
}
