import type { Finished } from "../../lib/process/execute.ts";
import { runTool } from "../../lib/terraform/run-tool.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";

/** Runs the tool inside a group of the log, in which the runner takes no line as a command. */
export function printed(rootModule: RootModule, title: string, argv: string[]): Promise<Finished> {
  const { log } = rootModule.job;
  return log.group(title, () =>
    log.withCommandsStopped((print) => runTool(rootModule, title, argv, { onLine: print })),
  );
}
