// Writes the reusable workflows for a GitHub Enterprise Server that does not know `uses: $/path`:
// docs/enterprise-server.md Usage: npx tsx scripts/render-workflows.ts OWNER/NAME@COMMIT FOLDER [--replace
// OWNER/NAME=OWNER/NAME@COMMIT ...]
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const WORKFLOWS = ".github/workflows";
const REPOSITORY = /^[\w.-]+\/[\w.-]+$/;

/** What the rendered workflows name in `uses:`. */
export interface Rendering {
  /** The pipeline's repository on the server, as `owner/name`. */
  repository: string;
  /** The commit of this repository that has the actions, with 40 digits. */
  commit: string;
  /** By `owner/name` of another owner's action: `owner/name@commit` to use instead. */
  replacements: ReadonlyMap<string, string>;
}

/**
 * Reads the arguments of the command line.
 * @throws Error with one sentence for each problem
 */
export function readRendering(pipeline: string, replace: readonly string[]): Rendering {
  const [repository, commit] = partsOf(pipeline);
  const problems = isPinned(pipeline) ? [] : [describeProblem("the pipeline", pipeline)];
  const replacements = new Map<string, string>();
  for (const one of replace) {
    const [name = "", pin = ""] = one.split("=");
    if (REPOSITORY.test(name) && isPinned(pin)) replacements.set(name, pin);
    else
      problems.push(
        `--replace: "${one}" is not valid. Expected OWNER/NAME=OWNER/NAME@COMMIT, for example actions/checkout=mirror/checkout@${"0".repeat(40)}.`,
      );
  }
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return { repository, commit, replacements };
}

const describeProblem = (what: string, given: string): string =>
  `${what}: "${given}" is not valid. Expected OWNER/NAME@COMMIT with the 40 digits of a commit, for example platform/eks-pipeline@${"0".repeat(40)}.`;

function partsOf(pin: string): [repository: string, commit: string] {
  const [repository = "", commit = ""] = pin.split("@");
  return [repository, commit];
}

function isPinned(pin: string): boolean {
  const [repository, commit] = partsOf(pin);
  return (
    REPOSITORY.test(repository) && /^[0-9a-f]{40}$/.test(commit) && pin.split("@").length === 2
  );
}

/**
 * Returns a workflow in which every `uses: $/path` names repository and commit. Folder inputs such as
 * `$/terraform/infrastructure` stay unchanged: the actions themselves resolve them, on every server.
 */
export function renderWorkflow(text: string, rendering: Rendering): string {
  const { repository, commit, replacements } = rendering;
  return text
    .split("\n")
    .map((line) => {
      const [, before, used = ""] = /^(\s*(?:- )?uses: )(\S+)/.exec(line) ?? [];
      if (before === undefined) return line;
      if (used.startsWith("$/")) return `${before}${repository}/${used.slice(2)}@${commit}`;
      const replacement = replacements.get(partsOf(used)[0]);
      return replacement === undefined ? line : `${before}${replacement}`;
    })
    .join("\n");
}

/** Returns the rendered reusable workflows of this repository by file name. */
export function renderWorkflows(rendering: Rendering): Record<string, string> {
  const texts = readdirSync(path.join(ROOT, WORKFLOWS))
    .filter((name) => name.endsWith(".yml"))
    .sort()
    .map((name) => [name, readFileSync(path.join(ROOT, WORKFLOWS, name), "utf8")] as const)
    .filter(([, text]) => /^ {2}workflow_call:/m.test(text));
  return Object.fromEntries(texts.map(([name, text]) => [name, renderWorkflow(text, rendering)]));
}

function main(argv: string[]): void {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { replace: { type: "string", multiple: true } },
  });
  const [pipeline, folder] = positionals;
  if (pipeline === undefined || folder === undefined || positionals.length > 2)
    throw new Error(
      "Give the pipeline's repository and the folder to write to: npx tsx scripts/render-workflows.ts OWNER/NAME@COMMIT FOLDER",
    );
  mkdirSync(folder, { recursive: true });
  const rendered = renderWorkflows(readRendering(pipeline, values.replace ?? []));
  for (const [name, text] of Object.entries(rendered)) {
    writeFileSync(path.join(folder, name), text);
    console.log(path.join(folder, name));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  try {
    main(process.argv.slice(2));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 2;
  }
