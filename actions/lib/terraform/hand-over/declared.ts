import { readConfiguration } from "../configuration-files.ts";
import { declarationsIn } from "../declarations.ts";
import type { Declarations } from "../declarations.ts";
import type { Tool } from "../tool.ts";

/** What a root module takes and gives. */
export type Declared = Pick<Declarations, "variables" | "outputs" | "secretVariables">;

/** Reads the names that the files of a root module declare, those that the tool reads. */
export const readDeclared = async (directory: string, tool: Tool["name"]): Promise<Declared> =>
  declarationsIn(await readConfiguration(directory, tool));
