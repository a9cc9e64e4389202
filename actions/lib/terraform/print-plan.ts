import { execute } from "../process/execute.ts";
import type { Planned } from "./plan.ts";
import type { RootModule } from "./root-module.ts";
import { nameCommand } from "./run-tool.ts";
import { readingEnvironment } from "./tool.ts";

/** The most lines in the log: a browser has difficulties with more. */
const MOST_LINES = 20_000;
/** The most characters of a line. For example, a certificate bundle in base64 has more. */
const LONGEST = 20_000;

/**
 * Prints the plan to the log in the tool's own words, in a group, for people who know this form better than any report.
 * A failure is only a line in the log: the plan is reported elsewhere.
 * @throws ActionError `cancelled`
 */
export async function printPlan(
  rootModule: RootModule,
  { file, changed }: Pick<Planned, "file" | "changed">,
): Promise<void> {
  if (!changed) return;
  const { tool, directory, environment, job } = rootModule;
  const argv = ["show", "-no-color", file];
  let lines = 0;
  const finished = await job.log.group(`The plan as printed by ${tool.name}`, () =>
    job.log.withCommandsStopped((print) =>
      execute(
        {
          purpose: nameCommand(rootModule, argv),
          program: tool.path,
          arguments: argv,
          directory,
          environment: readingEnvironment(environment),
          onLine: (line) => {
            lines += 1;
            if (lines > MOST_LINES) return;
            // A cut line could show a part of a secret: the redactor finds only complete secrets.
            print(line.length > LONGEST ? `(a line of ${line.length} characters)` : line);
          },
        },
        job,
      ),
    ),
  );
  if (lines > MOST_LINES) job.log.info(`${lines - MOST_LINES} more lines are left out`);
  if (finished.exitCode !== 0)
    job.log.info(`${tool.name} show ended with exit code ${finished.exitCode}`);
}
