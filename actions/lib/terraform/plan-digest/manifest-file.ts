import * as z from "zod/mini";
import { messageOf } from "../../runtime/errors.ts";
import { parseJson } from "../json.ts";
import type { UsedSecret } from "../root-module.ts";
import { DIGEST_FORM } from "./digest.ts";
import type { Binding } from "./digest.ts";
import type { Manifest, ManifestEntry } from "./manifest.ts";

/**
 * A manifest in the form in which it is passed from the job that plans to the job that applies, for example as an
 * artifact.
 */
export interface ManifestFile {
  /** Proves that somebody with the key created the file, for the same state and purpose. */
  digest: string;
  /** The purpose of the plan. The digest decides; these fields say why it does not match. */
  environment: string;
  release: string | undefined;
  command: string;
  manifest: Manifest;
  /**
   * Versions of the secrets that were used for the plan. The digest does not cover them: they are only used in
   * messages.
   */
  secrets: readonly UsedSecret[];
}

const Entry = z.object({
  address: z.string(),
  previousAddress: z.optional(z.string()),
  deposed: z.optional(z.string()),
  action: z.string(),
  attributes: z.record(z.string(), z.string()),
});

const Document = z.object({
  schema: z.literal(1),
  digest: z.string().check(z.regex(DIGEST_FORM)),
  environment: z.string(),
  release: z.optional(z.string()),
  command: z.string(),
  entries: z.array(Entry),
  secrets: z.optional(
    z.array(
      z.object({ secret: z.string(), versionId: z.string(), variables: z.array(z.string()) }),
    ),
  ),
});

/** Returns the text of a manifest's file. It contains addresses, paths, HMACs and versions of secrets, and no value. */
export const manifestText = (
  manifest: Manifest,
  digest: string,
  binding: Binding,
  secrets?: readonly UsedSecret[],
): string =>
  JSON.stringify(
    {
      schema: manifest.schema,
      digest,
      environment: binding.environment,
      release: binding.release,
      command: binding.command,
      secrets,
      entries: manifest.entries,
    },
    undefined,
    1,
  );

/**
 * Parses the text of a manifest's file.
 * @throws Error that says why the text is not a manifest
 */
export function parseManifest(text: string): ManifestFile {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw new Error(`the manifest cannot be read: ${messageOf(error)}`, { cause: error });
  }
  const checked = Document.safeParse(value);
  if (!checked.success) {
    const { path = [], message = "" } = checked.error.issues[0] ?? {};
    const place = path.length === 0 ? "" : ` at ${path.map(String).join(".")}`;
    throw new Error(`the file is not a plan manifest${place}: ${message}`);
  }
  const { digest, environment, release, command, secrets = [] } = checked.data;
  // These are the entries as they are in the text: zod drops an attribute that is named __proto__.
  const { entries } = value as { entries: ManifestEntry[] };
  const manifest: Manifest = { schema: 1, entries };
  return { digest, environment, release, command, manifest, secrets };
}
