import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Redactor } from "../../actions/lib/redact/redactor.ts";
import type { Job } from "../../actions/lib/runtime/job.ts";
import type { RootModule } from "../../actions/lib/terraform/root-module.ts";

/** What the program does if its arguments begin with the arguments of the rule. */
export interface Rule {
  begins: string;
  /** Number of calls for which the rule counts. Default: all. */
  times?: number;
  code?: number;
  stdout?: string;
  stderr?: string;
  /** The program ends by this signal instead of an exit code. */
  signal?: NodeJS.Signals;
  /** The program writes the file that `-out=` names, readable by everybody, as terraform does. */
  writesPlan?: boolean;
}

export interface ScriptedTool {
  rootModule: RootModule;
  /** Aborting it has the effect of a canceled run. */
  cancel: AbortController;
  /** Returns the arguments of each call so far. */
  calls: () => string[];
  log: string[];
  masks: string[];
  summaries: string[];
  outputs: Record<string, unknown>;
  remove: () => void;
}

const PROGRAM = `#!${process.execPath}
const { appendFileSync, readFileSync, writeFileSync } = require("node:fs");
const argv = process.argv.slice(2);
appendFileSync(__dirname + "/calls", argv.join(" ") + "\\n");
const rules = JSON.parse(readFileSync(__dirname + "/rules.json", "utf8"));
const calls = readFileSync(__dirname + "/calls", "utf8").split("\\n");
const isFor = ({ begins, times = Infinity }) =>
  argv.join(" ").startsWith(begins) && calls.filter((call) => call.startsWith(begins)).length <= times;
const rule = rules.find(isFor) ?? { code: 99, stderr: "no rule" };
const out = argv.find((one) => one.startsWith("-out="));
if (rule.writesPlan && out) writeFileSync(out.slice(5), "plan", { mode: 0o644 });
process.stdout.write(rule.stdout ?? "");
process.stderr.write(rule.stderr ?? "");
if (rule.signal) { process.kill(process.pid, rule.signal); setInterval(() => 0, 1000); }
else process.exitCode = rule.code ?? 0;
`;

/** Makes a program that replaces terraform and follows rules, and a root module that uses it. */
export function scriptTool(rules: readonly Rule[]): ScriptedTool {
  const folder = mkdtempSync(path.join(tmpdir(), "scripted-"));
  const directory = path.join(folder, "checkout/workspace");
  const temporaryDirectory = path.join(folder, "temporary");
  for (const one of [directory, temporaryDirectory]) mkdirSync(one, { recursive: true });
  const program = path.join(folder, "terraform");
  writeFileSync(program, PROGRAM, { mode: 0o755 });
  writeFileSync(path.join(folder, "rules.json"), JSON.stringify(rules));
  writeFileSync(path.join(folder, "calls"), "");
  const cancel = new AbortController();
  const [log, masks, summaries]: [string[], string[], string[]] = [[], [], []];
  const outputs: Record<string, unknown> = {};
  const redactor = new Redactor();
  const write = (text: string) => void log.push(text);
  const job = {
    log: {
      info: write,
      debug: write,
      notice: write,
      warning: write,
      error: write,
      group: (_: string, work: () => Promise<unknown>) => work(),
      withCommandsStopped: (work: (print: typeof write) => Promise<unknown>) => work(write),
    },
    redactor,
    mask: (secret: string) => {
      masks.push(secret);
      redactor.add(secret);
    },
    summarize: (text: string) => void summaries.push(text),
    setOutputs: (values: object) => void Object.assign(outputs, values),
    context: {
      actor: "octocat",
      runId: 77,
      runNumber: 7,
      runAttempt: 1,
      repository: "octo/fleet",
      headSha: "c".repeat(40),
    },
    environment: {},
    checkout: path.join(folder, "checkout"),
    temporaryDirectory,
    cancelled: cancel.signal,
  } as unknown as Job;
  const tool = { path: program, name: "terraform", version: "1.11.4" } as const;
  return {
    rootModule: { tool, directory, environment: {}, job },
    cancel,
    log,
    masks,
    summaries,
    outputs,
    calls: () => readFileSync(path.join(folder, "calls"), "utf8").trimEnd().split("\n"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
