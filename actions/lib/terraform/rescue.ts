import { chmod, readFile, rm } from "node:fs/promises";
import { lastLines } from "../process/execute.ts";
import type { Finished } from "../process/execute.ts";
import { messageOf } from "../runtime/errors.ts";
import { readS3Backend } from "./backend.ts";
import { erroredStateFile } from "./apply-operation.ts";
import { parseJson } from "./json.ts";
import { printedJson } from "./printed-json.ts";
import type { RootModule } from "./root-module.ts";
import { readFromTool } from "./run-tool.ts";
import { putBeside } from "./state-store.ts";

/** What happened to a state that could not be saved. */
export type Rescue =
  /** It is now the workspace's state. */
  | { kind: "pushed"; serial: number }
  /** It is stored next to the workspace's state, which was not changed. */
  | { kind: "kept"; address: string; why: string }
  /** It is only on this runner. */
  | { kind: "left"; why: string };

/** The members of a state that show whether it follows another one. */
interface StateHeader {
  lineage?: string;
  serial?: number;
}

/**
 * Rescues `errored.tfstate`: one `state push` if it follows the state in the backend (same lineage, higher serial),
 * never forced. Otherwise it is stored next to the real state, if that is in S3. It is removed from the runner only
 * after it is safe elsewhere.
 */
export async function rescueState(rootModule: RootModule): Promise<Rescue> {
  const { directory } = rootModule;
  const file = erroredStateFile(directory);
  await chmod(file, 0o600);
  const why = await tryPush(rootModule, file);
  if (typeof why === "number") {
    await rm(file);
    return { kind: "pushed", serial: why };
  }
  return await keepBeside(rootModule, file, why);
}

/** Returns the serial of the pushed state, or why it was not pushed. */
async function tryPush(rootModule: RootModule, file: string): Promise<number | string> {
  const errored = headerOf(await readFile(file, "utf8"));
  if (errored.serial === undefined) return "errored.tfstate is not a state";
  const pulled = await readFromTool(rootModule, ["state", "pull"]);
  if (pulled.exitCode !== 0) return `the state cannot be read: ${lastError(pulled)}`;
  const current = headerOf(printedJson(pulled.stdout));
  // An empty state has no lineage yet.
  if (current.lineage && current.lineage !== errored.lineage)
    return `it has another lineage than the state (${errored.lineage ?? "none"}, not ${current.lineage})`;
  if ((current.serial ?? -1) >= errored.serial)
    return `the state has changed since: its serial is ${current.serial ?? 0}, the serial of errored.tfstate is ${errored.serial}`;
  const pushed = await readFromTool(rootModule, ["state", "push", file]);
  return pushed.exitCode === 0 ? errored.serial : `\`state push\` failed: ${lastError(pushed)}`;
}

async function keepBeside(rootModule: RootModule, file: string, why: string): Promise<Rescue> {
  const { directory, environment, job } = rootModule;
  const backend = await readS3Backend(directory, environment);
  if (backend === undefined) return { kind: "left", why };
  const { runId, runAttempt } = job.context;
  try {
    const address = await putBeside(backend, rootModule, file, `${runId}-${runAttempt}`);
    await rm(file);
    return { kind: "kept", address, why };
  } catch (error) {
    return {
      kind: "left",
      why: `${why}; it could not be kept next to the state either: ${messageOf(error)}`,
    };
  }
}

function headerOf(text: string): StateHeader {
  try {
    return parseJson(text) as StateHeader;
  } catch {
    // `state pull` prints nothing if there is no state yet.
    return {};
  }
}

/** Returns the first line that names the error, without the frame around it. */
function lastError({ stderr, stdout }: Finished): string {
  const lines = (stderr + stdout).split("\n").map((line) => line.replace(/^[│╷╵]\s?/, "").trim());
  return lines.find((line) => line.startsWith("Error:")) ?? lastLines(lines.join("\n"), 1);
}
