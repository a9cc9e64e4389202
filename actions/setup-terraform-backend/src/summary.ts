import { code, codeCell, escapeMarkdown } from "../../lib/markdown/escape.ts";
import { table } from "../../lib/markdown/layout.ts";
import type { Tool } from "../../lib/terraform/tool.ts";
import type { EnsuredBucket } from "./bucket/ensure.ts";
import type { VersionRequirement } from "./tool/requirements.ts";

export interface Prepared {
  tool: Tool;
  requirements: readonly VersionRequirement[];
  identity: string | undefined;
  workspace: string | undefined;
  bucket: EnsuredBucket;
}

const SIGNS = { kept: "✅ as wanted", changed: "🔧 corrected", differs: "⚠️ differs" } as const;

/** The job summary's section: tool, state, and each setting of the bucket. */
export function summary({ tool, requirements, identity, workspace, bucket }: Prepared): string {
  const wanted = requirements
    .map(({ constraint, source }) => `${codeCell(constraint)} by ${escapeMarkdown(source)}`)
    .join(", ");
  const facts = [
    [
      "Tool",
      `${tool.name} ${escapeMarkdown(tool.version)}${wanted === "" ? "" : `, wanted ${wanted}`}`,
    ],
    ...(identity === undefined ? [] : [["State", codeCell(identity)]]),
    ...(workspace === undefined ? [] : [["Workspace", codeCell(workspace)]]),
  ];
  const findings = bucket.findings.map(({ setting, wanted: want, found, result }) => [
    escapeMarkdown(setting),
    escapeMarkdown(want),
    escapeMarkdown(found),
    SIGNS[result],
  ]);
  const parts = ["### Terraform backend", table(["", ""], facts)];
  if (bucket.created)
    parts.push(`The bucket was created by this run (${code("backend-mode: ensure")}).`);
  if (findings.length > 0) parts.push(table(["Setting", "Wanted", "Found", "Now"], findings));
  return parts.join("\n\n");
}
