import { readConfiguration } from "../configuration-files.ts";
import { declarationsIn } from "../declarations.ts";
import type { Declarations } from "../declarations.ts";
import type { Tool } from "../tool.ts";

/** The variables and outputs of a root module. */
export type Declared = Pick<Declarations, "variables" | "outputs" | "secretVariables">;

/** Reads the names that a root module declares, in the files that the tool reads. */
export const readDeclared = async (directory: string, tool: Tool["name"]): Promise<Declared> =>
  declarationsIn(await readConfiguration(directory, tool));
