import path from "node:path";
import { code, escapeMarkdown, fence } from "../markdown/escape.ts";
import type { Ending } from "../process/drain.ts";
import { shellWord } from "../text/shell.ts";
import type { LockState } from "./lock-check.ts";
import type { LockInfo } from "./lock-info.ts";
import { programOf } from "./program.ts";
import type { Progress } from "./progress.ts";
import type { Rescue } from "./rescue.ts";
import type { RootModule } from "./root-module.ts";
import type { Tool } from "./tool.ts";

/** The most addresses that a list names; further ones are counted. */
const NAMED = 50;

/** Describes an interrupted apply in one line. */
export function interruptedLine(progress: Progress, ending: Ending): string {
  const { live, gone, failed, inFlight } = progress;
  const destroyed = gone.length === 0 ? "" : `, ${gone.length} destroyed and gone`;
  const counts = `${live.length} done and live${destroyed}, ${failed.length} failed, ${inFlight.length} in flight`;
  return ending === "ended"
    ? `the cancelled apply ended normally and saved its state: ${counts}`
    : `the cancelled apply was stopped after four minutes: ${counts}${inFlight.length === 0 ? "" : ` (${inFlight.slice(0, 5).join(", ")})`}`;
}

/** Returns the summary of an apply that a cancel interrupted: what is live, and what may be live. */
export function interruptedSection(progress: Progress, ending: Ending, tool: Tool["name"]): string {
  const { live, gone, failed, inFlight } = progress;
  const parts = [
    "### Apply after the cancel",
    ending === "ended"
      ? "The tool ended normally: everything it had begun was finished or has failed, and the state records it."
      : "GitHub ends a cancelled run after five minutes, so the tool was stopped before everything it had begun was finished.",
    list("Done, and live", live),
    list("Destroyed, and gone", gone),
    list("Failed", failed),
    list("In flight when it was stopped", inFlight),
  ];
  if (ending !== "ended" && inFlight.length > 0)
    parts.push(
      `What was in flight may exist without being in the state. Look for it, and import what exists (\`${programOf(tool)} import ADDRESS ID\`) before the next apply.`,
    );
  return parts.filter((part) => part !== "").join("\n\n");
}

function list(title: string, addresses: readonly string[]): string {
  if (addresses.length === 0) return "";
  const more = addresses.length > NAMED ? [`- … and ${addresses.length - NAMED} more`] : [];
  const named = addresses.slice(0, NAMED).map((address) => `- ${code(address)}`);
  return [`**${title}: ${addresses.length}**\n`, ...named, ...more].join("\n");
}

const folderOf = ({ directory, job }: RootModule): string =>
  path.relative(job.checkout, directory) || ".";

/** Returns the beginning of a command for the root module, for a shell in the checkout. */
const toolCommand = (rootModule: RootModule): string =>
  `${programOf(rootModule.tool.name)} -chdir=${shellWord(folderOf(rootModule))}`;

/** Returns raw text as one sentence. Texts of other programs may already end with a full stop. */
const sentence = (text: string): string => `${escapeMarkdown(text.replace(/\.+$/, ""))}.`;

/** Returns the summary of a state that could not be saved: where it is, and the commands that push it. */
export function rescueSection(rescue: Rescue, rootModule: RootModule): string {
  const title = "### The state that could not be saved";
  if (rescue.kind === "pushed")
    return `${title}\n\nIt was pushed afterwards, as serial ${rescue.serial}: the state now records everything that was applied.`;
  const tool = toolCommand(rootModule);
  const folder = folderOf(rootModule);
  const push = [
    `${tool} state pull > before.tfstate   # what the backend has`,
    `${tool} state push errored.tfstate`,
    `${tool} plan                          # expect no surprise`,
  ];
  if (rescue.kind === "kept")
    return [
      title,
      `It was not pushed: ${sentence(rescue.why)} It is kept next to the state. To push it:`,
      fence(
        [
          `aws s3 cp ${shellWord(rescue.address)} ${shellWord(`${folder}/errored.tfstate`)}`,
          ...push,
        ].join("\n"),
      ),
    ].join("\n\n");
  return [
    title,
    `It was not pushed: ${sentence(rescue.why)} **It is on this runner only**, in ${code(`${folder}/errored.tfstate`)}, and nothing has left the runner. On a runner of your own, run there:`,
    fence(push.join("\n")),
    `A hosted runner is deleted when the job ends: import what the apply created (\`${programOf(rootModule.tool.name)} import ADDRESS ID\`; its log names both) before the next apply.`,
  ].join("\n\n");
}

/** Returns what is known about the lock, in one line of raw text. */
export function lockLine(lock: LockState): string {
  switch (lock.kind) {
    case "free":
      return "the lock of the state is free";
    case "absent":
      return "the backend locks nothing: neither use_lockfile nor dynamodb_table is set";
    case "left":
      return `the lock of the state was left, ${holder(lock.lock)}`;
    case "taken":
      return `the lock of the state is ${holder(lock.lock)}: another run is using the state`;
    case "unchecked":
      return `the lock of the state was not checked: ${lock.why}`;
  }
}

const holder = ({ who = "unknown", created = "unknown" }: LockInfo): string =>
  `held by ${who} since ${created}`;

/** Returns the summary of the lock, with the command to run if one is needed. */
export function lockSection(lock: LockState, rootModule: RootModule): string {
  const text = escapeMarkdown(rootModule.job.redactor.redact(lockLine(lock)));
  const sentence = `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
  const command = lockCommand(lock, rootModule);
  return [
    "### The lock of the state",
    command === undefined ? sentence : `${sentence} ${command.when}`,
    ...(command === undefined ? [] : [fence(command.command)]),
  ].join("\n\n");
}

/** Returns the command that releases a lock that was left, or that checks a lock that this run could not check. */
function lockCommand(
  lock: LockState,
  rootModule: RootModule,
): { when: string; command: string } | undefined {
  const tool = toolCommand(rootModule);
  if (lock.kind === "left")
    return {
      when: "If no other run is using the state:",
      command: `${tool} force-unlock ${shellWord(lock.lock.id ?? "ID")}`,
    };
  if (lock.kind !== "unchecked") return undefined;
  return {
    when: "This shows who holds it, if anybody does:",
    command: lock.command ?? `${tool} plan -lock-timeout=0s`,
  };
}
