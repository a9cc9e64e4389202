import { required, wrong, type Cause } from "./refusals.ts";
import type { Kind } from "./kinds.ts";
import { isFields, type Fields } from "./types.ts";

const LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const SUBDOMAIN = String.raw`[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*`;
const QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const VALUE = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?";

const SUBDOMAIN_RULE = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${SUBDOMAIN}')`;
const LABEL_RULE = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${LABEL}')`;
const KEY_RULE = `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`;
const VALUE_RULE = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '${VALUE}')`;

const whole = (pattern: string) => new RegExp(`^${pattern}$`);

// Names that become part of a host name must be labels.
const LABEL_NAMES = new Set(["namespaces", "services"]);

function checkName(kind: Kind, name: unknown): Cause[] {
  if (typeof name !== "string" || name === "")
    return [required("metadata.name", "name or generateName is required")];
  const label = LABEL_NAMES.has(kind.plural);
  const [pattern, rule, limit] = label ? [LABEL, LABEL_RULE, 63] : [SUBDOMAIN, SUBDOMAIN_RULE, 253];
  const causes: Cause[] = [];
  if (name.length > limit)
    causes.push(wrong("metadata.name", name, `must be no more than ${limit} bytes`));
  if (!whole(pattern).test(name)) causes.push(wrong("metadata.name", name, rule));
  return causes;
}

/** Checks the name of a container or port: it must be one RFC 1123 label. */
export function checkLabelName(field: string, name: unknown): Cause[] {
  if (typeof name !== "string" || name === "") return [required(field)];
  return whole(LABEL).test(name) && name.length <= 63 ? [] : [wrong(field, name, LABEL_RULE)];
}

/**
 * Returns the problems of the name of a container's port.
 * https://github.com/kubernetes/apimachinery/blob/master/pkg/util/validation/validation.go (IsValidPortName)
 */
export function portNameProblems(name: string): string[] {
  const problems: [boolean, string][] = [
    [name.length > 15, "must be no more than 15 characters"],
    [
      !/^[-a-z0-9]+$/.test(name),
      "must contain only alphanumeric characters (a-z, 0-9), and hyphens (-)",
    ],
    [!/[a-z]/.test(name), "must contain at least one letter (a-z)"],
    [name.includes("--"), "must not contain consecutive hyphens"],
    [/^-|-$/.test(name), "must not begin or end with a hyphen"],
  ];
  return problems.filter(([isWrong]) => isWrong).map(([, problem]) => problem);
}

export function checkLabels(field: string, labels: unknown): Cause[] {
  if (!isFields(labels)) return [];
  return Object.entries(labels).flatMap(([key, value]) => [
    ...checkKey(field, key),
    ...checkValue(field, value),
  ]);
}

function checkKey(field: string, key: string): Cause[] {
  const name = key.split("/").at(-1) ?? "";
  return whole(QUALIFIED).test(name) && name.length <= 63 ? [] : [wrong(field, key, KEY_RULE)];
}

function checkValue(field: string, value: unknown): Cause[] {
  if (typeof value !== "string") return [wrong(field, value, "must be a string")];
  if (value.length > 63) return [wrong(field, value, "must be no more than 63 bytes")];
  return whole(VALUE).test(value) ? [] : [wrong(field, value, VALUE_RULE)];
}

export function checkMetadata(kind: Kind, metadata: Fields): Cause[] {
  return [
    ...checkName(kind, metadata["name"]),
    ...checkLabels("metadata.labels", metadata["labels"]),
  ];
}
