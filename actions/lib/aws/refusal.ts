/** The IAM action that AWS refused, and on which resource. */
export interface RefusedAction {
  action: string;
  /** ARN; undefined if AWS does not name a resource. */
  resource: string | undefined;
}

/**
 * Reads the sentence of AWS's refusals: "User: ... is not authorized to perform: ecr:PutImage on resource: arn:...".
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function refusedAction(text: string): RefusedAction | undefined {
  const found =
    /not authorized to perform:? ([a-z0-9-]+:\w+)(?: on resource:? "?(arn:[^\s"',]+))?/i.exec(text);
  return found === null ? undefined : { action: found[1] ?? "", resource: found[2] };
}

/** Returns the IAM statement that allows an action. ecr:GetAuthorizationToken has no resource but `*`. */
export const statementFor = ({ action, resource }: RefusedAction): string =>
  JSON.stringify({
    Effect: "Allow",
    Action: action,
    Resource: action === "ecr:GetAuthorizationToken" ? "*" : (resource ?? "*"),
  });

/** Who can change a policy, by the type that AWS names. */
const OWNERS: readonly [RegExp, string][] = [
  [/service control|resource control/, "the organization's administrators"],
  [/vpc endpoint/, "whoever manages the VPC endpoint of the runner's network"],
  [/resource-based/, "the owner of the resource"],
  [/permissions boundary/, "whoever set the permissions boundary of the role"],
  [/session/, "whoever made the session policy"],
  [/identity-based/, "whoever manages the policies of the role"],
];

/**
 * Returns what can be done about an explicit deny, which no allow overrides. Not every service names the type of the
 * policy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 * https://github.com/aws/aws-cli/issues/5592
 * @returns undefined if the text is not about an explicit deny
 */
export function explainDeny(text: string): string | undefined {
  const found =
    /with an explicit deny\b(?: in (an? [\w -]+?)(?: policy)?(?=[.:,]|$| policy))?/i.exec(text);
  if (found === null) return undefined;
  const [, policy] = found;
  if (policy === undefined)
    return "a policy denies it, and AWS does not say which, so an allow in the role cannot help: look for a Deny of this action in the policies of the role and of the resource, in the permissions boundary and in the organization's policies (common conditions are aws:MultiFactorAuthPresent, aws:RequestedRegion, aws:RequestTag and aws:SourceVpce)";
  return `${policy} policy denies it, so an allow in the role cannot help: ask ${ownerOfPolicy(policy)} for the condition of the deny (common ones are aws:RequestedRegion, aws:RequestTag and aws:SourceVpce)`;
}

const ownerOfPolicy = (policy: string): string =>
  OWNERS.find(([name]) => name.test(policy.toLowerCase()))?.[1] ?? "its owner";

/**
 * Returns what can be done if another policy than the role's own does not allow an action: the policy of a resource, of
 * the organization, of a VPC endpoint, or of the session.
 * @returns undefined if the text is not about such a policy
 */
function explainMissingAllow(text: string): string | undefined {
  const found = /because no ([\w -]+?)(?: policy)? allows the ([\w-]+:\w+) action/i.exec(text);
  const [, policy = "", action = ""] = found ?? [];
  if (found === null || /identity-based/i.test(policy)) return undefined;
  const resource = refusedAction(text)?.resource;
  if (action.startsWith("kms:") && /resource-based/i.test(policy))
    return `allow the role ${action} in the key policy of ${resource ?? "the KMS key"}${ownerOf(resource)}; a role of another account also needs it in its own policy`;
  return `no ${policy} policy allows ${action}, so an allow in the role alone cannot help: ask ${ownerOfPolicy(policy)} to allow it`;
}

/**
 * The sentence of KMS for a caller from another account. It does not name the key.
 * https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
 */
const HIDDEN_KEY =
  /not authorized to perform:? (kms:\w+) on (?:the|this) resource\b.* no resource-based policies allow access/i;

function explainHiddenKey(text: string): string | undefined {
  const action = HIDDEN_KEY.exec(text)?.[1];
  if (action === undefined) return undefined;
  return `allow the role ${action} in the policy of the KMS key that the object was encrypted with (its properties name the key), and in the role's own policy; the key must still exist, in the region of the object`;
}

/**
 * Returns what can be done if S3 refuses a policy or an ACL because it would open a bucket to everybody.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 * @returns undefined if the text is about something else
 */
function explainPublicAccess(text: string): string | undefined {
  const setting = /are prevented by the (\w+) setting in S3 Block Public Access/i.exec(text)?.[1];
  if (setting === undefined) return undefined;
  return `S3 Block Public Access (${setting}) refuses it, so an allow in the role cannot help: name who may use the bucket instead of everybody; if the bucket is meant to be public, turn the setting off for the bucket, its account and the organization`;
}

/** Returns the account in an ARN, for messages. */
function ownerOf(resource: string | undefined): string {
  const account = resource?.split(":")[4];
  return account ? ` (account ${account})` : "";
}

/**
 * Returns what can be done about a refusal that the role's own policy did not cause.
 * @returns undefined if the text does not name another policy
 */
export function explainPolicy(text: string): string | undefined {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return (
    explainDeny(line) ??
    explainMissingAllow(line) ??
    explainHiddenKey(line) ??
    explainPublicAccess(line)
  );
}

/**
 * Returns what must allow an action in addition to the role. Across accounts both sides must allow it, and AWS names
 * only the one that it checked first.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 * @returns "" if caller and resource are in one account, or if one of them is not known
 */
function otherSide(text: string, { action, resource = "" }: RefusedAction): string {
  const caller = /\barn:aws[a-z-]*:(?:sts|iam)::(\d{12}):/.exec(text)?.[1];
  const owner = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(resource)?.[1];
  // The other side of a role is its trust policy. The rules about roles handle it.
  if (action.startsWith("sts:")) return "";
  if (caller === undefined || owner === undefined || caller === owner) return "";
  const policy = action.startsWith("kms:") ? "the key policy" : "its own policy";
  return `; the resource belongs to account ${owner}, so ${policy} must allow the role ${action} too`;
}

/** EC2 hides what it refused from callers that may not know it. */
const DECODE =
  'see what was refused: `aws sts decode-authorization-message --encoded-message TEXT` with the text after "Encoded authorization failure message" (needs sts:DecodeAuthorizationMessage); then allow the role of this job that action';

/**
 * Returns the fix of a refusal: who can change the policy that it is about, or the missing statement, otherwise
 * `otherwise`.
 */
export function permissionFix(text: string, otherwise: string): string {
  const policy = explainPolicy(text);
  if (policy !== undefined) return policy;
  // Terraform wraps AWS's sentences into several lines.
  const line = text.replaceAll(/\s+/g, " ");
  const refused = refusedAction(line);
  if (refused === undefined && /Encoded authorization failure message/i.test(text)) return DECODE;
  if (refused === undefined) return otherwise;
  return `add to the role's policy: ${statementFor(refused)}${otherSide(line, refused)}`;
}
