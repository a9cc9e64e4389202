/** An IAM policy document, limited to the elements that the trust, identity and bucket policies here use. */
export interface Policy {
  Version?: string;
  Statement: Statement | Statement[];
}

export interface Statement {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Principal?: "*" | Record<string, string | string[]>;
  Action?: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, string | boolean | (string | boolean)[]>>;
}

/** A question to a policy. Context keys are compared case-insensitively. */
export interface PolicyRequest {
  /** Principal types and their names, e.g. `{ Federated: [arn] }` or `{ AWS: [role arn, session arn, account] }`. */
  principal: Record<string, string[]>;
  action: string;
  resource?: string;
  context: Record<string, string | string[] | undefined>;
}

export type Verdict = "allow" | "deny" | "no-match";

/** Decides as IAM does: an explicit Deny wins, then an Allow. Otherwise nothing matched. */
export function evaluate(policy: Policy, request: PolicyRequest): Verdict {
  const matching = list(policy.Statement).filter((statement) => applies(statement, request));
  if (matching.some(({ Effect }) => Effect === "Deny")) return "deny";
  return matching.length > 0 ? "allow" : "no-match";
}

const ELEMENTS = ["Sid", "Effect", "Principal", "Action", "Resource", "Condition"];

/**
 * Returns the elements of the document that `evaluate` does not support, for example `NotAction`; [] if it supports
 * all.
 */
export function unknownElements(policy: Policy): string[] {
  return list(policy.Statement).flatMap((statement) => [
    ...Object.keys(statement).filter((name) => !ELEMENTS.includes(name)),
    ...(["Allow", "Deny"].includes(statement.Effect)
      ? []
      : [`Effect ${statement.Effect as string}`]),
    ...Object.keys(statement.Condition ?? {})
      .filter((operator) => !Object.hasOwn(OPERATORS, operator))
      .map((operator) => `condition operator ${operator}`),
  ]);
}

function applies(statement: Statement, request: PolicyRequest): boolean {
  const { Action, Resource, Principal, Condition = {} } = statement;
  const { action, resource, principal, context } = request;
  if (
    Action !== undefined &&
    !list(Action).some((pattern) => isLike(pattern.toLowerCase(), action.toLowerCase()))
  )
    return false;
  if (
    Resource !== undefined &&
    resource !== undefined &&
    !list(Resource).some((pattern) => isLike(pattern, resource))
  )
    return false;
  if (Principal !== undefined && !includesPrincipal(Principal, principal)) return false;
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      conditionHolds(operator, list(wanted).map(String), valuesOf(context, key)),
    ),
  );
}

function includesPrincipal(
  stated: NonNullable<Statement["Principal"]>,
  actual: Record<string, string[]>,
): boolean {
  if (stated === "*") return true;
  return Object.entries(stated).some(([kind, names]) =>
    list(names).some((name) => name === "*" || (actual[kind] ?? []).includes(name)),
  );
}

function valuesOf(context: PolicyRequest["context"], key: string): string[] {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return found?.[1] === undefined ? [] : list(found[1]);
}

/** The operators that are used in the trust and bucket policies of the documentation, the actions and the tests. */
const OPERATORS: Record<string, (wanted: string, actual: string) => boolean> = {
  StringEquals: (wanted, actual) => wanted === actual,
  StringLike: isLike,
  Bool: (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase(),
};

/** Returns whether a condition holds. A condition on a key that the request does not have never holds. */
function conditionHolds(operator: string, wanted: string[], actual: string[]): boolean {
  const test = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (test === undefined)
    throw new Error(`the rehearsal does not evaluate the condition operator ${operator}`);
  return actual.some((value) => wanted.some((pattern) => test(pattern, value)));
}

/** Returns whether a text matches a pattern: `*` is any text, `?` any character. */
export function isLike(pattern: string, text: string): boolean {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${source.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`).test(text);
}

function list<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}
