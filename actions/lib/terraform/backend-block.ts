import { ActionError } from "../runtime/errors.ts";
import { blocksIn, readConfiguration } from "./configuration-files.ts";
import type { ConfigurationFile } from "./configuration-files.ts";
import type { HclBody } from "./hcl.ts";
import { programOf } from "./program.ts";
import type { Tool } from "./tool.ts";

/** The block of a workspace that says where its state is. */
export interface BackendBlock {
  /** Such as s3 or local; undefined for a `cloud` block. */
  type: string | undefined;
  body: HclBody;
  /** Name of the file that contains it. */
  file: string;
}

/**
 * Finds the backend or `cloud` block of a workspace in the way that the tool chooses it: a block in an override file
 * replaces another one.
 */
export async function findBackendBlock(
  directory: string,
  tool: Tool["name"],
): Promise<BackendBlock | undefined> {
  const files = await readConfiguration(directory, tool);
  return backendBlocksIn(files).at(-1);
}

const backendBlocksIn = (files: readonly ConfigurationFile[]): BackendBlock[] =>
  files.flatMap((file) =>
    blocksIn(file, "terraform")
      .flatMap(({ blocks }) => blocks)
      .filter(({ type }) => type === "backend" || type === "cloud")
      .map(({ type, labels, ...body }) => ({
        type: type === "cloud" ? undefined : labels[0],
        body,
        file: file.name,
      })),
  );

/**
 * Returns why a workspace that keeps its state elsewhere cannot be used with a bucket, and what to do about it;
 * undefined if its state is in S3, or nowhere yet.
 * @param directory as the user calls it
 * @param tool the one whose commands move the state; undefined = not known, so the advice is for both tools
 */
export function wayOutOf(
  block: BackendBlock | undefined,
  directory: string,
  tool?: Tool["name"],
): { message: string; fix: string } | undefined {
  if (block === undefined || block.type === "s3") return undefined;
  const { type, file } = block;
  const program = programOf(tool ?? "terraform");
  const orOther =
    tool === undefined
      ? ` (with OpenTofu, \`${programOf("opentofu")}\` instead of \`${program}\`)`
      : "";
  if (type === undefined || type === "remote")
    return {
      message: `the workspace ${directory} keeps its state in HCP Terraform (${type === undefined ? "cloud block" : 'backend "remote"'} in ${file}), not in S3`,
      fix: `move the state: \`${program} state pull > moved.tfstate\` with the block that is there, then write backend "s3" {} in ${file} instead, initialise it with the bucket and key of the environment, and \`${program} state push moved.tfstate\`${orOther}; docs/own-workspace.md has the steps`,
    };
  return {
    message: `the workspace ${directory} keeps its state in the backend "${type}" (${file}), not in S3, but a bucket is given`,
    fix: `write backend "s3" {} in ${file} instead; to keep what is there, set backend-mode: off and give no bucket, key and backend-config`,
  };
}

/**
 * Refuses a workspace that keeps its state elsewhere: a bucket is of no use to it.
 * @param directory as the user calls it
 * @throws ActionError `other-backend`
 */
export function refuseOtherBackend(
  block: BackendBlock | undefined,
  directory: string,
  tool: Tool["name"],
): void {
  const wayOut = wayOutOf(block, directory, tool);
  if (wayOut !== undefined) throw new ActionError({ reason: "other-backend", ...wayOut });
}
