import path from "node:path";
import { code, escapeMarkdown, fence } from "../markdown/escape.ts";
import type { Ending } from "../process/drain.ts";
import type { LockInfo } from "./lock-info.ts";
import type { Progress } from "./progress.ts";
import type { Rescue } from "./rescue.ts";
import type { RootModule } from "./root-module.ts";

/** Addresses named in a list; more are counted. */
const NAMED = 50;

/** The same in one line. */
export function interruptedLine({ done, failed, inFlight }: Progress, ending: Ending): string {
  const counts = `${done.length} done and live, ${failed.length} failed, ${inFlight.length} in flight`;
  return ending === "ended"
    ? `the cancelled apply has ended in order and saved its state: ${counts}`
    : `the cancelled apply was stopped after four minutes: ${counts}${inFlight.length === 0 ? "" : ` (${inFlight.slice(0, 5).join(", ")})`}`;
}

/** Summary of an apply that a cancel interrupted: what is live, and what may be. */
export function interruptedSection(progress: Progress, ending: Ending): string {
  const { done, failed, inFlight } = progress;
  const parts = [
    "### Apply after the cancel",
    ending === "ended"
      ? "Terraform ended in order: everything it had begun was finished or has failed, and the state has it."
      : "GitHub ends a cancelled run after five minutes, so terraform was stopped before everything it had begun was finished.",
    list("Done, and live", done),
    list("Failed", failed),
    list("In flight when it was stopped", inFlight),
  ];
  if (ending !== "ended" && inFlight.length > 0)
    parts.push(
      "What was in flight may exist without being in the state. Look for it, and import what exists (`terraform import ADDRESS ID`) before the next apply.",
    );
  return parts.filter((part) => part !== "").join("\n\n");
}

function list(title: string, addresses: readonly string[]): string {
  if (addresses.length === 0) return "";
  const more = addresses.length > NAMED ? [`- … and ${addresses.length - NAMED} more`] : [];
  const named = addresses.slice(0, NAMED).map((address) => `- ${code(address)}`);
  return [`**${title}: ${addresses.length}**\n`, ...named, ...more].join("\n");
}

/** Summary of a state that could not be saved: where it is, and the commands that bring it home. */
export function rescueSection(rescue: Rescue, { directory, tool, job }: RootModule): string {
  const title = "### The state that could not be saved";
  if (rescue.kind === "pushed")
    return `${title}\n\nIt was pushed afterwards, as serial ${rescue.serial}: the state knows everything that was applied.`;
  const program = tool.name === "opentofu" ? "tofu" : "terraform";
  const folder = path.relative(job.checkout, directory) || ".";
  const push = [
    `${program} -chdir=${folder} state pull > before.tfstate   # what the backend has`,
    `${program} -chdir=${folder} state push errored.tfstate`,
    `${program} -chdir=${folder} plan                          # expect no surprise`,
  ];
  if (rescue.kind === "kept")
    return [
      title,
      `It was not pushed: ${escapeMarkdown(rescue.why)}. It is kept beside the state. To bring it home:`,
      fence([`aws s3 cp ${rescue.address} ${folder}/errored.tfstate`, ...push].join("\n")),
    ].join("\n\n");
  return [
    title,
    `It was not pushed: ${escapeMarkdown(rescue.why)}. **It is on this runner only**, in \`${folder}/errored.tfstate\`, and nothing has left the runner. On a runner of your own, run there:`,
    fence(push.join("\n")),
    "A hosted runner is gone with the job: import what the apply created (`terraform import ADDRESS ID`; its log names both) before the next apply.",
  ].join("\n\n");
}

/** Summary of a lock that is still held. */
export const lockSection = ({ id, who, operation, created }: LockInfo, program: string): string =>
  [
    "### The lock of the state is held",
    `By ${escapeMarkdown(who ?? "unknown")} since ${escapeMarkdown(created ?? "unknown")}, for ${escapeMarkdown(operation ?? "unknown")}. If no other run is at work:`,
    fence(`${program} force-unlock ${id ?? "ID"}`),
  ].join("\n\n");
