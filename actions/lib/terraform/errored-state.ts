import { existsSync } from "node:fs";
import { ActionError } from "../runtime/errors.ts";
import { erroredStateFile } from "./apply-operation.ts";
import { programOf } from "./program.ts";
import type { RootModule } from "./root-module.ts";

/**
 * Refuses to work in a folder with a state that could not be saved: it is the only record of what exists.
 * @throws ActionError `errored-state`
 */
export function refuseErroredState({
  directory,
  tool,
}: Pick<RootModule, "directory" | "tool">): void {
  if (!existsSync(erroredStateFile(directory))) return;
  throw new ActionError({
    reason: "errored-state",
    message:
      "the workspace holds errored.tfstate: an earlier apply changed resources and could not write its state",
    fix: `run \`${programOf(tool.name)} state push errored.tfstate\` in the workspace, check it with a plan, then remove the file`,
  });
}
