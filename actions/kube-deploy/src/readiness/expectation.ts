import { conditionOf } from "../api/objects.ts";
import type { CustomObject } from "../api/objects.ts";
import { NotAPath, JSON_PATH_FORM, parseJsonPath, textOf, valueAt } from "./json-path.ts";
import type { JsonPath } from "./json-path.ts";
import { describeCondition } from "./own-words.ts";

/** What an object has to report before it counts as ready: a condition, or the value at a path. */
export type Expectation = { text: string } & (
  | { condition: string; status: string }
  /** Undefined = any value. */
  | { path: JsonPath; value: string | undefined }
);

/** The accepted form; it completes "Expected ...". */
export const EXPECTATION_FORM =
  "condition=NAME, condition=NAME=STATUS or jsonpath={PATH}=VALUE, for example condition=Ready or jsonpath={.status.phase}=Running";

/** The text is not an expectation. If its path is wrong, the message says what is wrong with it. */
export class NotAnExpectation extends Error {}

/**
 * Reads what `kubectl wait --for` accepts, except `delete` and `create`.
 * https://kubernetes.io/docs/reference/kubectl/generated/kubectl_wait/
 * @throws NotAnExpectation
 */
export function parseExpectation(text: string): Expectation {
  const [, condition, status = "True"] = /^condition=([^=\s]+)(?:=(\w+))?$/i.exec(text) ?? [];
  if (condition !== undefined) return { text, condition, status };
  // A filter contains equal signs itself, so a path in braces or quotes ends at its brace or quote.
  const [, quoted, braced, bare, value] =
    /^jsonpath=(?:'([^']*)'|(\{.*\})|([^={}']+))(?:=(.*))?$/s.exec(text) ?? [];
  const path = quoted ?? braced ?? bare;
  if (path === undefined) throw new NotAnExpectation();
  try {
    return { text, path: parseJsonPath(path), value: value?.replace(/^(['"])(.*)\1$/s, "$2") };
  } catch (error) {
    if (!(error instanceof NotAPath)) throw error;
    throw new NotAnExpectation(`${error.message}. Expected ${JSON_PATH_FORM}`);
  }
}

/** Says what an object lacks to meet the expectation; undefined if it meets it. */
export function missingFor(object: CustomObject, expectation: Expectation): string | undefined {
  if ("condition" in expectation) return missingCondition(object, expectation);
  const { path, value } = expectation;
  const found = valueAt(object, path);
  if (found === undefined) return `${path.text} has no value`;
  if (value === undefined || textOf(found).toLowerCase() === value.toLowerCase()) return undefined;
  return `${path.text} is ${textOf(found)}, expected ${value}`;
}

function missingCondition(
  { metadata, status }: CustomObject,
  wanted: { condition: string; status: string },
): string | undefined {
  const found = conditionOf(status?.conditions, wanted.condition);
  if (found === undefined) return `it has no condition ${wanted.condition}`;
  // Some controllers report the observed generation for each condition instead of for the whole status.
  const { observedGeneration: observed } = found;
  if (observed !== undefined && observed < (metadata.generation ?? 0))
    return `${wanted.condition} is about an older specification`;
  return found.status.toLowerCase() === wanted.status.toLowerCase()
    ? undefined
    : describeCondition(found);
}
