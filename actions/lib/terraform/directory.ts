import { readdir } from "node:fs/promises";
import path from "node:path";
import { ActionError } from "../runtime/errors.ts";

/**
 * The folder of a workspace: `given` from the repository's root, absolute.
 * @throws ActionError `no-configuration` when it is no folder, or holds no Terraform files
 */
export async function findDirectory(root: string, given: string): Promise<string> {
  const directory = path.resolve(root, given);
  const names = await readdir(directory).catch((error: unknown) => {
    throw new ActionError({
      reason: "no-configuration",
      message: `working-directory "${given}" is not a folder of the repository`,
      fix: "check out the repository first, and give the folder from its root, such as terraform/infrastructure",
      cause: error,
    });
  });
  if (!names.some((name) => /\.(?:tf|tofu)(?:\.json)?$/.test(name)))
    throw new ActionError({
      reason: "no-configuration",
      message: `working-directory "${given}" holds no *.tf or *.tofu file`,
      fix: "give the folder of the root module, such as terraform/infrastructure",
    });
  return directory;
}
