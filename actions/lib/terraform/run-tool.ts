import { execute } from "../process/execute.ts";
import type { Command, Finished } from "../process/execute.ts";
import type { RootModule } from "./root-module.ts";
import { readingEnvironment } from "./tool.ts";

/**
 * Runs a command of the tool and returns its output, such as that of `show -json`. An exit code is a result, not an
 * error.
 * @throws ActionError `cancelled`
 */
export const readFromTool = (rootModule: RootModule, argv: string[]): Promise<Finished> =>
  execute(
    {
      purpose: nameCommand(rootModule, argv),
      program: rootModule.tool.path,
      arguments: argv,
      directory: rootModule.directory,
      environment: readingEnvironment(rootModule.environment),
    },
    rootModule.job,
  );

/** Returns the name of a command for people: "terraform show -json". */
export const nameCommand = ({ tool }: RootModule, argv: string[]): string =>
  `${tool.name} ${argv.slice(0, 2).join(" ")}`;

/**
 * Runs a command of the tool and writes its lines to the log. The command asks no questions, because nobody is there to
 * answer.
 * @throws ActionError `cancelled`
 */
export const runTool = (
  { tool, directory, environment, job }: RootModule,
  purpose: string,
  argv: string[],
  listeners: Pick<Command, "onLine" | "onErrorLine" | "stop">,
): Promise<Finished> =>
  execute(
    {
      purpose,
      program: tool.path,
      arguments: argv,
      directory,
      environment: { ...environment, TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" },
      ...listeners,
    },
    job,
  );
