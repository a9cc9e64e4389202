import { JsonError, parseJson } from "../../../lib/terraform/json.ts";
import type { Json } from "../../../lib/terraform/json.ts";
import { isObject, own, stringify } from "../../../lib/terraform/values.ts";

/** What a statement of a policy lets everybody do, or lets somebody do without limit. */
export interface WideStatement {
  /** The statement in short: its Sid, or its place. */
  name: string;
  text: string;
}

/**
 * The statements of an IAM policy that allow everybody or everything, and more than each statement of the older one: one
 * that is renamed or allows less than before opens nothing.
 */
export function wideStatements(before: string, after: string): WideStatement[] {
  const old = statementsOf(before).filter(isObject);
  return statementsOf(after).flatMap((statement, at) => {
    if (!isObject(statement) || old.some((one) => isNoWider(statement, one))) return [];
    const text = widthOf(statement);
    const sid = own(statement, "Sid");
    const name = typeof sid === "string" && sid !== "" ? `Statement "${sid}"` : `Statement[${at}]`;
    return text === undefined ? [] : [{ name, text }];
  });
}

/** Elements that say to what a statement applies, each with the one that says to what it does not. */
const ELEMENTS = [
  ["Action", "NotAction"],
  ["Resource", "NotResource"],
  ["Principal", "NotPrincipal"],
] as const;

/** Whether a statement applies to no more than another one of the same effect. */
function isNoWider(statement: Record<string, Json>, old: Record<string, Json>): boolean {
  const condition = own(old, "Condition");
  return (
    own(statement, "Effect") === own(old, "Effect") &&
    (condition === undefined || sameJson(condition, own(statement, "Condition"))) &&
    ELEMENTS.every(([name, excluding]) => {
      const [texts, before] = [textsOf(own(statement, name)), textsOf(own(old, name))];
      const [left, leftBefore] = [textsOf(own(statement, excluding)), textsOf(own(old, excluding))];
      // Of what is left out there has to be as much; no pattern is taken apart here.
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

/** The members of an element. That everybody is allowed can be written in two ways. */
function textsOf(value: Json | undefined): string[] {
  if (value === undefined) return [];
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (!isObject(value)) return [stringify(value)];
  return Object.entries(value).flatMap(([kind, members]) =>
    textsOf(members).map((one) => (one === "*" && kind === "AWS" ? one : `${kind} ${one}`)),
  );
}

const ANYTHING = /^\*(?::\*)?$/;

/** Whether a pattern of the older statement has a text in it. Only actions ignore the case of letters. */
function isMatched(text: string, pattern: string, element: string): boolean {
  if (ANYTHING.test(pattern) || text === pattern) return true;
  if (element === "Principal") return false;
  const fold = (one: string) => (element === "Action" ? one.toLowerCase() : one);
  return isLike(fold(text), fold(pattern));
}

/** A pattern of texts with anything between them; one with a `?` counts as matched by nothing, so that more is reported. */
function isLike(text: string, pattern: string): boolean {
  if (pattern.includes("?")) return false;
  const [first = "", ...others] = pattern.split("*");
  const last = others.pop();
  if (last === undefined) return text === pattern;
  let at = first.length;
  if (!text.startsWith(first)) return false;
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html */
function widthOf(statement: Record<string, Json>): string | undefined {
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
