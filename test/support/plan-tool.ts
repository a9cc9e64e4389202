import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Plan } from "../../actions/lib/terraform/plan-json.ts";

/** A program that replaces terraform: it shows a given plan and records how it was called. */
export interface PlanTool {
  /** Value for the input `tool-path`. */
  path: string;
  calls(): Call[];
}

interface Call {
  argv: string[];
  /** Values of TF_CLI_ARGS and similar variables. */
  arguments: Record<string, string>;
  /** Mode and text of the files with variables. */
  variables: { mode: number; text: string }[];
  /** Whether the saved plan existed. */
  hasPlan: boolean;
}

interface Behaviour {
  plan: Plan;
  /** Exit code of `plan`. terraform exits with 2 if the plan has changes. */
  planCode?: number;
  /** Exit code and output of `apply`. */
  applyCode?: number;
  applyEvents?: readonly object[];
}

/** Writes the program into a new folder. */
export function writePlanTool(folder: string, behaviour: Behaviour): PlanTool {
  mkdirSync(folder, { recursive: true });
  const [program, log] = [path.join(folder, "terraform"), path.join(folder, "calls.jsonl")];
  const { plan, planCode = 2, applyCode = 0, applyEvents = [] } = behaviour;
  writeFileSync(path.join(folder, "plan.json"), JSON.stringify(plan));
  writeFileSync(
    path.join(folder, "apply.jsonl"),
    applyEvents.map((one) => `${JSON.stringify(one)}\n`).join(""),
  );
  writeFileSync(log, "");
  writeFileSync(
    program,
    `#!/usr/bin/env node
const fs = require("node:fs");
const path = require("node:path");
const argv = process.argv.slice(2);
const value = (name) => argv.filter((one) => one.startsWith(name)).map((one) => one.slice(name.length));
const [saved = argv.at(-1)] = value("-out=");
fs.appendFileSync(path.join(__dirname, "calls.jsonl"), JSON.stringify({
  argv,
  arguments: Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith("TF_CLI_ARGS"))),
  variables: value("-var-file=").map((file) => ({ mode: fs.statSync(file).mode & 0o777, text: fs.readFileSync(file, "utf8") })),
  hasPlan: argv[0] !== "version" && fs.existsSync(saved),
}) + "\\n");
const print = (name) => fs.writeSync(1, fs.readFileSync(path.join(__dirname, name)));
if (argv[0] === "version") console.log('{"terraform_version":"1.11.4"}');
else if (argv[0] === "plan") { fs.writeFileSync(saved, "saved"); process.exitCode = ${planCode}; }
else if (argv[0] === "show" && argv.length > 2) print("plan.json");
else if (argv[0] === "apply") { print("apply.jsonl"); process.exitCode = ${applyCode}; }
else console.log("{}");
`,
    { mode: 0o755 },
  );
  return {
    path: program,
    calls: () =>
      readFileSync(log, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Call),
  };
}
