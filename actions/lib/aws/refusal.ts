/** The IAM action that AWS refused, and on which resource. */
export interface RefusedAction {
  action: string;
  /** ARN; undefined when AWS does not name one. */
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

/** The IAM statement that allows an action. ecr:GetAuthorizationToken has no resource but `*`. */
export const statementFor = ({ action, resource }: RefusedAction): string =>
  JSON.stringify({
    Effect: "Allow",
    Action: action,
    Resource: action === "ecr:GetAuthorizationToken" ? "*" : (resource ?? "*"),
  });

/** Who can change a policy, by AWS's name of it. */
const OWNERS: readonly [RegExp, string][] = [
  [/service control|resource control/, "the organization's administrators"],
  [/vpc endpoint/, "whoever manages the VPC endpoint of the runner's network"],
  [/resource-based/, "the owner of the resource"],
  [/permissions boundary/, "whoever set the permissions boundary of the role"],
  [/session/, "whoever made the session policy"],
  [/identity-based/, "whoever manages the policies of the role"],
];

/**
 * What can be done about an explicit deny, which no allow overrides.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 * @returns undefined when the text is not about one
 */
export function explainDeny(text: string): string | undefined {
  const policy = /with an explicit deny in an? ([\w -]+?)(?: policy)?(?=[.:,]|$| policy)/i.exec(
    text,
  )?.[1];
  if (policy === undefined) return undefined;
  const owner = OWNERS.find(([name]) => name.test(policy.toLowerCase()))?.[1] ?? "its owner";
  return `a ${policy} policy denies it, so an allow in the role cannot help: ask ${owner} for the condition of the deny (usual are aws:RequestedRegion, aws:RequestTag and aws:SourceVpce)`;
}

/** The fix of a refusal: who can lift a deny, or the missing statement when AWS names the action, else `otherwise`. */
export function permissionFix(text: string, otherwise: string): string {
  const deny = explainDeny(text);
  if (deny !== undefined) return deny;
  const refused = refusedAction(text);
  return refused === undefined ? otherwise : `add to the role's policy: ${statementFor(refused)}`;
}
