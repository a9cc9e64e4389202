import { lastLines } from "../../lib/process/execute.ts";
import { toolError } from "../../lib/runtime/errors.ts";
import type { ActionError } from "../../lib/runtime/errors.ts";
import type { Workspace } from "../../lib/terraform/workspace.ts";

interface Known {
  pattern: RegExp;
  reason: string;
  fix: string;
}

/** What goes wrong in `init` and the way out. The first pattern that matches decides. */
const KNOWN: readonly Known[] = [
  {
    pattern:
      /lock file|doesn't match any of the checksums|Provider dependency changes detected|Required plugins are not installed/i,
    reason: "lock-file-incomplete",
    fix: "on a machine with network run `terraform providers lock -platform=linux_amd64 -platform=linux_arm64 -platform=darwin_arm64` in the workspace and commit .terraform.lock.hcl",
  },
  {
    pattern: /Unsupported (?:Terraform|OpenTofu) Core version/,
    reason: "version-mismatch",
    fix: "install a version that required_version allows",
  },
  {
    pattern:
      /(?:could not connect to|Failed to query available provider packages|Failed to install provider)/,
    reason: "providers-unavailable",
    fix: "the provider registry did not answer: check the network, or set up a mirror in the CLI configuration (provider_installation)",
  },
  {
    pattern: /NoSuchBucket|S3 bucket .* does not exist/,
    reason: "bucket-missing",
    fix: "use `backend-mode: ensure`, or correct the bucket's name",
  },
  {
    pattern: /AWS account ID not allowed/,
    reason: "wrong-account",
    fix: "the credentials belong to another account than the bucket: correct role-arn",
  },
  {
    pattern: /No valid credential sources found|failed to refresh cached credentials/,
    reason: "no-aws-credentials",
    fix: "set role-arn, or run a step that sets AWS credentials before this one",
  },
  {
    pattern: /AccessDenied|Forbidden|StatusCode: 403/,
    reason: "access-denied",
    fix: "allow s3:ListBucket on the bucket and s3:GetObject, s3:PutObject on the state's key to the role",
  },
  {
    pattern: /Module not installed|Failed to download module|Could not download module/,
    reason: "modules-unavailable",
    fix: "check the module's source and that this job may read it",
  },
];

/** The error of a failed `init`: terraform's first error line, and the way out where one is known. */
export function explainInit(output: string, { tool }: Workspace): ActionError {
  const known = KNOWN.find(({ pattern }) => pattern.test(output));
  const first = /^[\s│╷]*Error: (.+)$/m.exec(output)?.[1] ?? "it printed no error";
  return toolError({
    reason: known?.reason ?? "init-failed",
    message: `${tool.name} init failed: ${first.trim()}`,
    fix: known?.fix ?? "the lines below name what it refused; correct it and run again",
    detail: lastLines(output, 40),
  });
}
