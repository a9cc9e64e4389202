import { JsonError, parseJson } from "../../../lib/terraform/json.ts";
import type { Json } from "../../../lib/terraform/json.ts";
import { isObject, own, stringify } from "../../../lib/terraform/values.ts";
import type { JsonObject } from "../../../lib/terraform/values.ts";
import { isLike, textsOf } from "./statement.ts";
import { trustOpening } from "./trust.ts";

/** What a statement of a policy lets everybody do, or lets somebody do without a limit. */
export interface WideStatement {
  /** The short name of the statement: its Sid, or its place. */
  name: string;
  text: string;
}

/**
 * Returns what an IAM policy allows and the older policy did not: to everybody, or everything, or by who may assume a
 * role, or because a denial is gone. A statement that is renamed or allows less than before opens nothing.
 */
export function wideStatements(before: string, after: string): WideStatement[] {
  const [old, all] = [before, after].map((text) => statementsOf(text)) as [Json[], Json[]];
  const opened = all.flatMap((one, at) => {
    if (!isObject(one) || old.some((other) => isObject(other) && isNoWider(one, other))) return [];
    const text = widthOf(one) ?? trustOpening(one, old.filter(isObject));
    return text === undefined ? [] : [{ name: nameOf(one, at), text }];
  });
  // A denial that became an allow is described by what it allows.
  const lost = lostDenials(old, all).filter(
    ({ name }) => !/"$/.test(name) || !opened.some((one) => one.name === name),
  );
  return [...opened, ...lost];
}

const nameOf = (statement: JsonObject, at: number): string => {
  const sid = own(statement, "Sid");
  return typeof sid === "string" && sid !== "" ? `Statement "${sid}"` : `Statement[${at}]`;
};

const isDenial = (statement: Json): statement is JsonObject =>
  isObject(statement) && own(statement, "Effect") === "Deny";

/** Returns the statements of a policy that deny something. */
export const denials = (text: string): JsonObject[] => statementsOf(text).filter(isDenial);

/**
 * Returns the denials that are gone. A changed denial may deny more or less, which only a person can judge, so it is
 * not returned. A denial is changed, not gone, if it keeps its name, or if the policy has as many denials as before.
 */
function lostDenials(old: readonly Json[], all: readonly Json[]): WideStatement[] {
  const left = all.filter(isDenial);
  if (left.length >= old.filter(isDenial).length) return [];
  const isLeft = (one: JsonObject) =>
    left.some(
      (other) =>
        isNoWider(one, other) ||
        (own(one, "Sid") !== undefined && own(one, "Sid") === own(other, "Sid")),
    );
  return old.flatMap((one, at) =>
    isDenial(one) && !isLeft(one)
      ? [{ name: nameOf(one, at), text: "what it denied is no longer denied" }]
      : [],
  );
}

/** Elements that say what a statement applies to, each with the element that says what it does not apply to. */
const ELEMENTS = [
  ["Action", "NotAction"],
  ["Resource", "NotResource"],
  ["Principal", "NotPrincipal"],
] as const;

/** Returns whether a statement applies to no more than another statement of the same effect. */
function isNoWider(statement: JsonObject, old: JsonObject): boolean {
  const condition = own(old, "Condition");
  return (
    own(statement, "Effect") === own(old, "Effect") &&
    (condition === undefined || sameJson(condition, own(statement, "Condition"))) &&
    ELEMENTS.every(([name, excluding]) => {
      const [texts, before] = [textsOf(own(statement, name)), textsOf(own(old, name))];
      const [left, leftBefore] = [textsOf(own(statement, excluding)), textsOf(own(old, excluding))];
      // What the old statement excludes must still be excluded. Patterns are not analysed here.
      if (leftBefore.length > 0)
        return texts.length === 0 && leftBefore.every((one) => left.includes(one));
      if (left.length > 0) return before.some((one) => ANYTHING.test(one));
      return (
        texts.length > 0 === before.length > 0 &&
        texts.every((text) => before.some((one) => isMatched(text, one, name)))
      );
    })
  );
}

const sameJson = (a: Json, b: Json | undefined): boolean =>
  b !== undefined && stringify(a) === stringify(b);

const ANYTHING = /^\*(?::\*)?$/;

/** Returns whether a pattern of the older statement matches a text. Only actions ignore upper and lower case. */
function isMatched(text: string, pattern: string, element: string): boolean {
  if (ANYTHING.test(pattern) || text === pattern) return true;
  if (element === "Principal") return false;
  const fold = (one: string) => (element === "Action" ? one.toLowerCase() : one);
  return isLike(fold(text), fold(pattern));
}

/**
 * Returns what a statement allows to everybody or without a limit, in words; undefined if it allows neither.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
function widthOf(statement: JsonObject): string | undefined {
  if (own(statement, "Effect") !== "Allow") return undefined;
  const condition = own(statement, "Condition");
  const limit =
    isObject(condition) && Object.keys(condition).length > 0 ? ", under a condition" : "";
  const principal = own(statement, "Principal");
  if (hasStar(principal) || (isObject(principal) && hasStar(own(principal, "AWS"))))
    return `every AWS account and everybody else is allowed${limit}`;
  if (own(statement, "NotPrincipal") !== undefined)
    return `everybody but the principals named is allowed${limit}`;
  const actions = own(statement, "Action");
  if (hasStar(actions)) return `every action is allowed${limit}`;
  // A principal that may do everything to roles can give itself any right.
  if (textsOf(actions).some((one) => /^iam:\*$/i.test(one)) && hasStar(own(statement, "Resource")))
    return `every action of IAM is allowed, so every right can be taken${limit}`;
  if (own(statement, "NotAction") !== undefined)
    return `every action but those named is allowed${limit}`;
  return undefined;
}

const hasStar = (value: Json | undefined): boolean =>
  value === "*" || value === "*:*" || (Array.isArray(value) && value.some(hasStar));

function statementsOf(text: string): Json[] {
  if (!text.includes('"Statement"')) return [];
  try {
    const document = parseJson(text);
    const statements = isObject(document) ? own(document, "Statement") : undefined;
    if (statements === undefined) return [];
    return Array.isArray(statements) ? statements : [statements];
  } catch (error) {
    if (error instanceof JsonError) return [];
    throw error;
  }
}
