export interface Statement {
  Sid?: string;
  [member: string]: unknown;
}

export interface Policy {
  Version?: string;
  Statement?: Statement | Statement[];
  [member: string]: unknown;
}

export const TLS_SID = "DenyInsecureTransport";

/** Refuses every request without TLS, whoever sends it. */
export const tlsStatement = (bucket: string, partition: string): Statement => ({
  Sid: TLS_SID,
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: [`arn:${partition}:s3:::${bucket}`, `arn:${partition}:s3:::${bucket}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});

/** The policy with a statement in the place of the one with its Sid; other statements stay as they are. */
export function mergeStatement(policy: Policy | undefined, statement: Statement): Policy {
  const others = statementsOf(policy).filter(({ Sid }) => Sid !== statement.Sid);
  return { Version: "2012-10-17", ...policy, Statement: [...others, statement] };
}

/** Whether the policy has exactly this statement. */
export const hasStatement = (policy: Policy | undefined, statement: Statement): boolean =>
  statementsOf(policy).some(
    (one) => one.Sid === statement.Sid && canonical(one) === canonical(statement),
  );

/** AWS lets a policy have one statement without a list. */
const statementsOf = (policy: Policy | undefined): Statement[] => {
  const statements = policy?.Statement ?? [];
  return Array.isArray(statements) ? statements : [statements];
};

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
