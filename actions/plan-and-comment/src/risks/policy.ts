import { JsonError, parseJson } from "../../../lib/terraform/json.ts";
import type { Json } from "../../../lib/terraform/json.ts";
import { isObject, own, stringify } from "../../../lib/terraform/values.ts";

/** What a statement of a policy lets everybody do, or lets somebody do without limit. */
export interface WideStatement {
  /** The statement in short: its Sid, or its place. */
  name: string;
  text: string;
}

/** The statements of an IAM policy that are not in the older one and that allow everybody or everything. */
export function wideStatements(before: string, after: string): WideStatement[] {
  const old = new Set(statementsOf(before).map((one) => stringify(one)));
  return statementsOf(after).flatMap((statement, at) => {
    if (old.has(stringify(statement)) || !isObject(statement)) return [];
    const text = widthOf(statement);
    const sid = own(statement, "Sid");
    const name = typeof sid === "string" && sid !== "" ? `Statement "${sid}"` : `Statement[${at}]`;
    return text === undefined ? [] : [{ name, text }];
  });
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
