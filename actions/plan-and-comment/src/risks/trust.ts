import type { Json } from "../../../lib/terraform/json.ts";
import { isObject, own } from "../../../lib/terraform/values.ts";
import type { JsonObject } from "../../../lib/terraform/values.ts";
import { isLike, textsOf } from "./statement.ts";

/** Maximum number of texts in a line. */
const NAMED = 3;
/** Maximum length of such a text. */
const LENGTH = 120;

/**
 * Returns whom a statement lets assume a role that no older statement let in, in words. A new role always lets somebody
 * in, so it is reported only if it lets in every identity of a provider.
 * @param old the statements of the older policy
 * @returns undefined if the statement lets in nobody new, or if that cannot be determined
 */
export function trustOpening(
  statement: JsonObject,
  old: readonly JsonObject[],
): string | undefined {
  if (!isTrust(statement)) return undefined;
  const provider = textsOf(own(statement, "Principal")).find((one) => OPEN_ID.test(one));
  if (provider !== undefined && isForEveryIdentity(statement))
    return `every identity of ${provider.replace(OPEN_ID, "")} may assume it`;
  const before = old.filter(isTrust);
  if (before.length === 0) return undefined;
  const known = before.flatMap((one) => textsOf(own(one, "Principal")));
  const added = textsOf(own(statement, "Principal")).filter((one) => !known.includes(one));
  if (added.length > 0) return `${named(added.map(withoutKind))} may assume it`;
  for (const one of before) {
    const text = conditionOpening(own(one, "Condition"), own(statement, "Condition"));
    if (text !== undefined) return text;
  }
  return undefined;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html */
const OPEN_ID = /^Federated arn:[^:]*:iam::\d*:oidc-provider\//;

const isTrust = (statement: JsonObject): boolean =>
  own(statement, "Effect") === "Allow" &&
  textsOf(own(statement, "Action")).some((one) => /^(?:sts:(?:AssumeRole|\*)|\*$)/i.test(one));

const withoutKind = (principal: string): string => principal.replace(/^\w+ /, "");

const named = (texts: readonly string[]): string => {
  const more = texts.length - NAMED;
  const shown = texts.slice(0, NAMED).map((one) => one.slice(0, LENGTH).toWellFormed());
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
};

/**
 * Returns whether no condition limits more than the audience of a token. Any workflow of GitHub can have such a token.
 */
const isForEveryIdentity = (statement: JsonObject): boolean =>
  conditionsOf(own(statement, "Condition"))?.every(
    ({ key, values }) => /:aud$/.test(key) || values.some(isEverything),
  ) ?? false;

const isEverything = ({ text, isPattern }: Value): boolean =>
  isPattern && /^\*+$|^repo:\*/.test(text);

interface Value {
  text: string;
  /** Whether a `*` stands for other texts. */
  isPattern: boolean;
}

interface Condition {
  key: string;
  /** Each value admits somebody. */
  values: Value[];
}

const ADMITTING = /^(?:ForAnyValue:)?(?:String|Arn)(Equals|Like)(?:IfExists)?$/;

/**
 * Returns the conditions of a statement by their keys; undefined if a condition is of another kind, such as what must
 * not be.
 */
function conditionsOf(condition: Json | undefined): Condition[] | undefined {
  if (condition === undefined) return [];
  if (!isObject(condition)) return undefined;
  const found = new Map<string, Value[]>();
  for (const [operator, keys] of Object.entries(condition)) {
    const [, comparison] = ADMITTING.exec(operator) ?? [];
    if (comparison === undefined || !isObject(keys)) return undefined;
    // For ARNs both comparisons are the same: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
    const isPattern = comparison === "Like" || operator.includes("Arn");
    for (const [name, values] of Object.entries(keys)) {
      const key = name.toLowerCase();
      // Two conditions with the same key must both hold.
      if (found.has(key)) return undefined;
      found.set(
        key,
        textsOf(values).map((text) => ({ text, isPattern })),
      );
    }
  }
  return [...found].map(([key, values]) => ({ key, values }));
}

/** Returns whether a value of a condition admits everything that another value admits. */
const covers = (by: Value, one: Value): boolean =>
  by.isPattern
    ? isLike(one.text, by.text)
    : one.text === by.text && !(one.isPattern && /[*?]/.test(one.text));

/**
 * Returns what a condition admits in addition to everything that an older condition admitted; undefined if it does not
 * admit all of that.
 */
function conditionOpening(before: Json | undefined, after: Json | undefined): string | undefined {
  const [old, all] = [conditionsOf(before), conditionsOf(after)];
  if (old === undefined || all === undefined) return undefined;
  const added: string[] = [];
  for (const { key, values } of all) {
    const earlier = old.find((one) => one.key === key)?.values;
    if (earlier?.every((one) => values.some((by) => covers(by, one))) !== true) return undefined;
    for (const one of values) if (!earlier.some((by) => covers(by, one))) added.push(one.text);
  }
  if (added.length > 0) return `also ${named(added)} may assume it`;
  const gone = old.map(({ key }) => key).filter((key) => !all.some((one) => one.key === key));
  return gone.length > 0 ? `it may be assumed without a condition on ${named(gone)}` : undefined;
}
