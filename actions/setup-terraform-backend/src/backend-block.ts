import { ActionError } from "../../lib/runtime/errors.ts";
import { blocksIn, readConfiguration } from "../../lib/terraform/configuration-files.ts";
import type { ConfigurationFile } from "../../lib/terraform/configuration-files.ts";
import type { HclBody } from "../../lib/terraform/hcl.ts";
import type { Tool } from "../../lib/terraform/tool.ts";

/** The block of a workspace that says where its state is. */
export interface BackendBlock {
  /** Such as s3 or local; undefined for a `cloud` block. */
  type: string | undefined;
  body: HclBody;
  /** Name of the file that has it. */
  file: string;
}

/** The backend or `cloud` block of a workspace, as the tool chooses it: that of an override file replaces another one. */
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
 * A bucket is of no use to a workspace that keeps its state elsewhere.
 * @param directory as the user calls it
 * @throws ActionError `other-backend`
 */
export function refuseOtherBackend(block: BackendBlock | undefined, directory: string): void {
  if (block === undefined || block.type === "s3") return;
  const { type, file } = block;
  const home =
    type === undefined
      ? `HCP Terraform (cloud block in ${file})`
      : `the backend "${type}" (${file})`;
  throw new ActionError({
    reason: "other-backend",
    message: `the workspace ${directory} keeps its state in ${home}, not in S3, but a bucket is given`,
    fix: `write backend "s3" {} in ${file} instead; to keep what is there, set backend-mode: off and give no bucket, key and backend-config`,
  });
}
