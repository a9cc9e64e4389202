import { code, codeCell, escapeMarkdown } from "../../lib/markdown/escape.ts";
import { table } from "../../lib/markdown/layout.ts";
import type { Redact } from "../../lib/redact/redactor.ts";
import type { Tool } from "../../lib/terraform/tool.ts";
import type { EnsuredBucket } from "./bucket/ensure.ts";
import type { VersionRequirement } from "./tool/requirement.ts";

export interface Prepared {
  tool: Tool;
  requirements: readonly VersionRequirement[];
  identity: string | undefined;
  workspace: string | undefined;
  bucket: EnsuredBucket;
  /** Sentences of a first deployment; undefined = the environment has been deployed before, or that is not known. */
  first: string | undefined;
}

const SIGNS = { kept: "✅ as wanted", changed: "🔧 corrected", differs: "⚠️ differs" } as const;

/** Returns what a plan before the first deployment means; undefined if the environment has a state, or may have one. */
export function firstDeployment(found: {
  hasBucket: boolean;
  hasState: boolean | undefined;
  bucket: string | undefined;
  key: string | undefined;
}): string | undefined {
  if (found.hasBucket && found.hasState !== false) return undefined;
  const missing = found.hasBucket
    ? "The state does not exist yet"
    : "The bucket of the state does not exist yet";
  const { bucket = "of the backend's own arguments", key = "of the backend's own arguments" } =
    found;
  return `${missing}: this is the first deployment, and a plan shows everything as new. If the environment was deployed before, its state is elsewhere: compare bucket (${bucket}) and key (${key}) with those of that deployment.`;
}

/**
 * Returns the section for the job summary: tool, state, and each setting of the bucket.
 * @param redact is given what files and the bucket say
 */
export function summary(
  { tool, requirements, identity, workspace, bucket, first }: Prepared,
  redact: Redact,
): string {
  const wanted = requirements
    .filter(({ isOwn }) => isOwn !== true)
    .map(({ constraint, source }) => `${codeCell(redact(constraint))} by ${escapeMarkdown(source)}`)
    .join(", ");
  const facts = [
    [
      "Tool",
      `${tool.name} ${escapeMarkdown(tool.version)}${wanted === "" ? "" : `, wanted ${wanted}`}`,
    ],
    ...(identity === undefined ? [] : [["State", codeCell(identity)]]),
    ...(workspace === undefined ? [] : [["Workspace", codeCell(workspace)]]),
  ];
  const findings = bucket.findings.map(({ setting, wanted: want, found, result, cause }) => [
    escapeMarkdown(setting),
    escapeMarkdown(redact(want)),
    escapeMarkdown(redact(cause === undefined ? found : `${found} (${cause})`)),
    SIGNS[result],
  ]);
  const parts = ["### Terraform backend", table(["", ""], facts)];
  if (first !== undefined) parts.push(escapeMarkdown(first));
  if (bucket.created)
    parts.push(`The bucket was created by this run (${code("backend-mode: ensure")}).`);
  if (findings.length > 0) parts.push(table(["Setting", "Wanted", "Found", "Now"], findings));
  return parts.join("\n\n");
}
