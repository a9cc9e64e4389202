import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { act } from "../../engines/act.ts";
import { execute } from "../../engines/execute.ts";
import { guard } from "../../engines/guard.ts";
import { requireFound } from "../../engines/start.ts";
import type { Side } from "../service.ts";
import {
  linesOf,
  logged,
  observationsIn,
  type Observation,
  type WorkflowEngine,
} from "./client.ts";
import { EVENT, INPUTS, SECRETS, VARIABLES, eventOf } from "./work-tree.ts";
import { writeFiles } from "../../support/write-files.ts";

/** Commits the files: act reads repository, ref and commit from the work tree in which it starts. */
async function commit(directory: string): Promise<void> {
  const identity = ["-c", "user.name=octocat", "-c", "user.email=octocat@example.org"];
  const origin = ["remote", "add", "origin", "https://github.com/example-org/fleet.git"];
  for (const argv of [
    ["init", "--quiet", "--initial-branch=main"],
    origin,
    ["add", "--all"],
    [...identity, "commit", "--quiet", "--no-gpg-sign", "--message", "corpus"],
  ])
    await execute("git", argv, { cwd: directory, env: { GIT_CONFIG_GLOBAL: "/dev/null" } });
}

const pairs = (flag: string, values: Readonly<Record<string, string>>): string[] =>
  Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);

/**
 * Returns the arguments for act in host mode: steps are processes of this machine, without Docker.
 * https://nektosact.com/usage/runners.html
 */
function argvFor(directory: string, event: string): string[] {
  return [
    event,
    ...["--platform", "ubuntu-latest=-self-hosted", "--container-daemon-socket", "-"],
    ...["--json", "--no-cache-server", "--actor", "octocat"],
    ...["--action-cache-path", path.join(directory, "cache")],
    ...["--eventpath", path.join(directory, "event.json")],
    ...pairs("--secret", { ...SECRETS, GITHUB_TOKEN: "a-token" }),
    ...pairs("--var", VARIABLES),
    ...(event === "push" ? [] : pairs("--input", INPUTS)),
  ];
}

async function start(program: string, directory: string, event: string) {
  const child = spawn(program, argvFor(directory, event), {
    cwd: path.join(directory, "tree"),
    env: {
      PATH: process.env["PATH"],
      HOME: path.join(directory, "home"),
      OBSERVED: path.join(directory, "observed"),
    },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const release = child.pid === undefined ? () => undefined : guard(child.pid);
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? -1));
  });
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    ended.finally(release),
  ]);
  return { code, output: `${stdout}\n${stderr}` };
}

/** Returns the text of act's log, which has one JSON object on each line. */
const messages = (output: string): string[] =>
  linesOf(output).flatMap((line) => {
    if (!line.startsWith("{")) return [];
    const { msg } = JSON.parse(line) as { msg?: string };
    return linesOf(msg ?? "");
  });

async function run(program: string, files: Readonly<Record<string, string>>): Promise<Observation> {
  const directory = mkdtempSync(path.join(tmpdir(), "workflow-"));
  try {
    const event = eventOf(files);
    writeFiles(path.join(directory, "tree"), files);
    mkdirSync(path.join(directory, "home"));
    const payload = event === "push" ? EVENT : { ref: EVENT.ref, inputs: INPUTS };
    writeFileSync(path.join(directory, "event.json"), JSON.stringify(payload));
    await commit(path.join(directory, "tree"));
    const { code, output } = await start(program, directory, event);
    const file = path.join(directory, "observed");
    const observed = existsSync(file) ? observationsIn(readFileSync(file, "utf8")) : [];
    return { ok: code === 0, observed, log: logged(messages(output)) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Starts act, in its own work trees. */
export async function theirs(): Promise<Side<WorkflowEngine>> {
  const program = (await requireFound(act)).files["act"] ?? "act";
  return {
    client: { run: (files) => run(program, files) },
    stop: () => Promise.resolve(),
  };
}
