/** A policy document of IAM, as much of it as trust and bucket policies use. */
export interface Policy {
  Version?: string;
  Statement: Statement | Statement[];
}

export interface Statement {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Principal?: "*" | Record<string, string | string[]>;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, string | boolean | (string | boolean)[]>>;
}

/** What is asked of a policy. Keys of the context are compared without regard to case. */
export interface PolicyRequest {
  /** Kind of principal to its names, e.g. `{ Federated: [arn] }` or `{ AWS: [role arn, session arn, account] }`. */
  principal: Record<string, string[]>;
  action: string;
  resource?: string;
  context: Record<string, string | string[] | undefined>;
}

export type Verdict = "allow" | "deny" | "no-match";

/** Judges a request as IAM does: an explicit Deny wins, then an Allow, else nothing matched. */
export function evaluate(policy: Policy, request: PolicyRequest): Verdict {
  const hits = list(policy.Statement).filter((statement) => applies(statement, request));
  if (hits.some(({ Effect }) => Effect === "Deny")) return "deny";
  return hits.length > 0 ? "allow" : "no-match";
}

/** Problems that would make AWS refuse the document (MalformedPolicyDocument); [] when there are none. */
export function policyProblems(policy: Policy): string[] {
  const problems: string[] = [];
  for (const { Effect, Condition = {} } of list(policy.Statement)) {
    if (!["Allow", "Deny"].includes(Effect)) problems.push(`Effect ${Effect}`);
    for (const operator of Object.keys(Condition))
      if (operatorOf(operator).test === undefined) problems.push(`condition operator ${operator}`);
  }
  return problems;
}

function applies(statement: Statement, request: PolicyRequest): boolean {
  const { Action, NotAction, Resource, Principal, Condition = {} } = statement;
  const named = (patterns: string | string[]) =>
    list(patterns).some((pattern) => like(pattern.toLowerCase(), request.action.toLowerCase()));
  if (Action !== undefined && !named(Action)) return false;
  if (NotAction !== undefined && named(NotAction)) return false;
  if (Resource !== undefined && request.resource !== undefined) {
    const { resource } = request;
    if (!list(Resource).some((pattern) => like(pattern, resource))) return false;
  }
  if (Principal !== undefined && !isPrincipal(Principal, request.principal)) return false;
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      conditionHolds(operator, list(wanted).map(String), valuesOf(request.context, key)),
    ),
  );
}

function isPrincipal(
  stated: NonNullable<Statement["Principal"]>,
  actual: Record<string, string[]>,
): boolean {
  if (stated === "*") return true;
  return Object.entries(stated).some(([kind, names]) =>
    list(names).some((name) => name === "*" || (actual[kind] ?? []).includes(name)),
  );
}

function valuesOf(context: PolicyRequest["context"], key: string): string[] | undefined {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return found?.[1] === undefined ? undefined : list(found[1]);
}

type Test = (wanted: string, actual: string) => boolean;

const TESTS: Record<string, Test> = {
  StringEquals: (wanted, actual) => wanted === actual,
  StringEqualsIgnoreCase: (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase(),
  StringLike: like,
  ArnEquals: like,
  ArnLike: like,
  Bool: (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase(),
  NumericEquals: (wanted, actual) => Number(wanted) === Number(actual),
  NumericLessThan: (wanted, actual) => Number(actual) < Number(wanted),
  NumericLessThanEquals: (wanted, actual) => Number(actual) <= Number(wanted),
  NumericGreaterThan: (wanted, actual) => Number(actual) > Number(wanted),
  NumericGreaterThanEquals: (wanted, actual) => Number(actual) >= Number(wanted),
};

const NEGATED: Record<string, string> = {
  StringNotEquals: "StringEquals",
  StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
  StringNotLike: "StringLike",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
  NumericNotEquals: "NumericEquals",
};

interface Operator {
  quantifier: "ForAnyValue" | "ForAllValues" | undefined;
  test: Test | "null" | undefined;
  negated: boolean;
  ifExists: boolean;
}

function operatorOf(text: string): Operator {
  const parts = /^(?:(ForAnyValue|ForAllValues):)?(.+?)(IfExists)?$/.exec(text);
  const name = parts?.[2] ?? "";
  const positive = Object.hasOwn(NEGATED, name) ? (NEGATED[name] ?? name) : name;
  return {
    quantifier: parts?.[1] as Operator["quantifier"],
    test: name === "Null" ? "null" : Object.hasOwn(TESTS, positive) ? TESTS[positive] : undefined,
    negated: positive !== name,
    ifExists: parts?.[3] !== undefined,
  };
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
function conditionHolds(text: string, wanted: string[], actual: string[] | undefined): boolean {
  const { quantifier, test, negated, ifExists } = operatorOf(text);
  if (test === undefined) throw new Error(`unsupported condition operator ${text} in a policy`);
  if (test === "null") return wanted.includes(String(actual === undefined));
  if (actual === undefined) return ifExists || negated || quantifier === "ForAllValues";
  const one = (value: string) => wanted.some((pattern) => test(pattern, value)) !== negated;
  return quantifier === "ForAllValues" ? actual.every(one) : actual.some(one);
}

/** `*` is any text, `?` any character. */
export function like(pattern: string, text: string): boolean {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${source.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`).test(text);
}

function list<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}
