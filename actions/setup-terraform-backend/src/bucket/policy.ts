export interface Statement {
  Sid?: string;
  [member: string]: unknown;
}

export interface Policy {
  Version?: string;
  Statement?: Statement | Statement[];
  [member: string]: unknown;
}

/** A name that nobody else uses, so that a statement of another team is never taken for this action's statement. */
export const TLS_SID = "EksPipelineDenyInsecureTransport";

/** Returns a statement that refuses every request without TLS, whoever sends it. */
export const tlsStatement = (bucket: string, partition: string): Statement => ({
  Sid: TLS_SID,
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: arnsOf(bucket, partition),
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});

const arnsOf = (bucket: string, partition: string): string[] => [
  `arn:${partition}:s3:::${bucket}`,
  `arn:${partition}:s3:::${bucket}/*`,
];

/**
 * Returns the policy with a statement added. The statement replaces the statement with its Sid; if there is none, it
 * comes after the other statements. The others stay as they are.
 */
export function mergeStatement(policy: Policy | undefined, statement: Statement): Policy {
  const statements = statementsOf(policy);
  const at = statements.findIndex(({ Sid }) => Sid === statement.Sid);
  const merged = at < 0 ? [...statements, statement] : statements.with(at, statement);
  return { Version: "2012-10-17", ...policy, Statement: merged };
}

/**
 * Finds a statement, of whatever name, that already refuses every request without TLS to the bucket and its objects.
 */
export const findTlsStatement = (
  policy: Policy | undefined,
  bucket: string,
  partition: string,
): Statement | undefined =>
  statementsOf(policy).find((statement) => refusesPlainHttp(statement, arnsOf(bucket, partition)));

function refusesPlainHttp(statement: Statement, arns: readonly string[]): boolean {
  const { Effect, Principal, Action, Resource, Condition } = statement;
  const resources = listOf(Resource);
  return (
    Effect === "Deny" &&
    listOf((Principal as { AWS?: unknown } | undefined)?.AWS ?? Principal).includes("*") &&
    listOf(Action).some((action) => /^(?:s3:)?\*$/i.test(String(action))) &&
    arns.every((arn) => resources.includes(arn) || resources.includes("*")) &&
    canonical(Condition) === canonical({ Bool: { "aws:SecureTransport": "false" } })
  );
}

/** Returns the statements of a policy. AWS allows a single statement without a list. */
export const statementsOf = (policy: Policy | undefined): Statement[] =>
  listOf(policy?.Statement) as Statement[];

const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? (value as unknown[]) : value === undefined ? [] : [value];

/**
 * Returns the same text for equal conditions: a list of one value is the value, false is "false", and names ignore
 * upper and lower case.
 */
const canonical = (value: unknown): string => JSON.stringify(normal(value ?? null));

function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? normal(value[0]) : value.map(normal);
  if (typeof value !== "object" || value === null)
    return typeof value === "boolean" ? String(value) : value;
  const members = Object.entries(value).map(([name, one]) => [name.toLowerCase(), normal(one)]);
  return Object.fromEntries(members.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))) as object;
}
