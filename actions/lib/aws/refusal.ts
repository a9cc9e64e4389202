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

/** The fix of a refusal: the missing statement when AWS names the action, else `otherwise`. */
export function permissionFix(text: string, otherwise: string): string {
  const refused = refusedAction(text);
  return refused === undefined ? otherwise : `add to the role's policy: ${statementFor(refused)}`;
}
