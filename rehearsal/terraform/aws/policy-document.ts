import { crc32 } from "node:zlib";
import { Failure } from "../provider.ts";
import { escapeHtml } from "../rules.ts";
import type { Fields, Value } from "../values.ts";
import { isFields, textOf } from "../values.ts";

type Json = string | string[] | { [name: string]: Json } | Json[];

/**
 * Computes data.aws_iam_policy_document as the real data source does: a single element is written without a list,
 * several elements are sorted in descending order, and `&{...}` becomes `${...}`.
 * https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/data-sources/iam_policy_document
 */
export function policyDocument(config: Fields): Fields {
  refuseMerging(config);
  const statements = blocks(config["statement"]).map(statement);
  const document: Record<string, Json> = {
    Version: textOf(config, "version") ?? "2012-10-17",
    ...present("Id", textOf(config, "policy_id")),
    ...(statements.length > 0 ? { Statement: statements } : {}),
  };
  const json = escapeHtml(JSON.stringify(document, null, 2));
  return {
    ...config,
    id: crc32(json).toString(),
    json,
    minified_json: escapeHtml(JSON.stringify(document)),
    version: textOf(config, "version") ?? "2012-10-17",
    statement: blocks(config["statement"]).map((block) => ({
      ...block,
      effect: textOf(block, "effect") ?? "Allow",
      sid: textOf(block, "sid") ?? "",
      ...Object.fromEntries(LISTS.map((name) => [name, block[name] ?? []])),
    })),
  };
}

/** The data source stores these lists as empty if they are not set. */
const LISTS = ["actions", "not_actions", "resources", "not_resources"];

const MERGING = [
  "source_policy_documents",
  "override_policy_documents",
  "source_json",
  "override_json",
];

function refuseMerging(config: Fields): void {
  const used = MERGING.find((name) => (config[name] ?? null) !== null);
  if (used === undefined) return;
  throw new Failure(`${used} of aws_iam_policy_document is not part of the rehearsal`, {
    detail: "Write the statements into one document, or plan with the real provider.",
  });
}

function statement(block: Fields): Record<string, Json> {
  return {
    ...present("Sid", textOf(block, "sid")),
    Effect: textOf(block, "effect") ?? "Allow",
    ...many("Action", block["actions"]),
    ...many("NotAction", block["not_actions"]),
    ...many("Resource", block["resources"]),
    ...many("NotResource", block["not_resources"]),
    ...principals("Principal", block["principals"]),
    ...principals("NotPrincipal", block["not_principals"]),
    ...conditions(block["condition"]),
  };
}

function principals(name: string, value: Value | undefined): Record<string, Json> {
  const entries = blocks(value).map((block): [string, string[]] => [
    textOf(block, "type") ?? "",
    texts(block["identifiers"]),
  ]);
  if (entries.length === 0) return {};
  // {type: "*", identifiers: ["*"]} means everyone. IAM writes this as "*".
  if (entries.some(([type, names]) => type === "*" && names.includes("*"))) return { [name]: "*" };
  return { [name]: sorted(entries.map(([type, names]) => [type, collapsed(names)])) };
}

function conditions(value: Value | undefined): Record<string, Json> {
  const tests: Record<string, Record<string, Json>> = {};
  for (const block of blocks(value)) {
    const test = (tests[textOf(block, "test") ?? ""] ??= {});
    const values = texts(block["values"]);
    // Unlike actions and resources, condition values keep their order.
    test[textOf(block, "variable") ?? ""] = values.length === 1 ? (values[0] ?? "") : values;
  }
  const all = Object.entries(tests).map(([test, of]): [string, Json] => [
    test,
    sorted(Object.entries(of)),
  ]);
  return all.length > 0 ? { Condition: sorted(all) } : {};
}

/** Sorts by key, as Go writes maps. */
function sorted(entries: [string, Json][]): { [name: string]: Json } {
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function many(name: string, value: Value | undefined): Record<string, Json> {
  const all = texts(value);
  return all.length > 0 ? { [name]: collapsed(all) } : {};
}

function collapsed(all: string[]): Json {
  const [only, ...rest] = all;
  return only !== undefined && rest.length === 0 ? only : [...all].sort().reverse();
}

function present(name: string, value: string | undefined): Record<string, Json> {
  return value === undefined || value === "" ? {} : { [name]: value };
}

function texts(value: Value | undefined): string[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter((item) => typeof item === "string")
    .map((item) => item.replaceAll("&{", "${"));
}

function blocks(value: Value | undefined): Fields[] {
  return Array.isArray(value) ? value.filter((item) => isFields(item)) : [];
}
