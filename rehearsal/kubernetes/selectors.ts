import { badRequest } from "./errors.ts";
import type { Kind } from "./kinds.ts";
import type { KubernetesObject, LabelSelector } from "./objects.ts";

export interface Requirement {
  key: string;
  operator: "in" | "notin" | "exists" | "!exists" | "=" | "!=";
  values: string[];
}

const SET = /^(!?)([^\s!=(),]+)(?:\s+(in|notin)\s*\(([^)]*)\)|\s*(==|=|!=)\s*([^\s,()]*))?$/;

/** Reads `app=web,tier in (a, b),!canary`. @throws StatusError 400 for anything else */
export function parseLabelSelector(text: string): Requirement[] {
  return splitOutside(text).map((part) => {
    const found = SET.exec(part);
    if (found === null)
      throw badRequest(`unable to parse requirement: found '${part}', expected: identifier`);
    const [, not, key = "", set, list = "", sign, value = ""] = found;
    if (set !== undefined)
      return {
        key,
        operator: set as "in" | "notin",
        values: list.split(",").map((item) => item.trim()),
      };
    if (sign !== undefined) return { key, operator: sign === "!=" ? "!=" : "=", values: [value] };
    return { key, operator: not === "!" ? "!exists" : "exists", values: [] };
  });
}

function splitOutside(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

export function matchesRequirements(
  labels: Record<string, string> | undefined,
  requirements: Requirement[],
): boolean {
  return requirements.every(({ key, operator, values }) => {
    const value = labels?.[key];
    switch (operator) {
      case "exists":
        return value !== undefined;
      case "!exists":
        return value === undefined;
      case "in":
      case "=":
        return value !== undefined && values.includes(value);
      default:
        return value === undefined || !values.includes(value);
    }
  });
}

const OPERATORS: Record<string, Requirement["operator"]> = {
  In: "in",
  NotIn: "notin",
  Exists: "exists",
  DoesNotExist: "!exists",
};

/** The requirements of a selector as objects carry it. */
export function requirementsOf(selector: LabelSelector | undefined): Requirement[] {
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([key, value]): Requirement => ({
    key,
    operator: "=",
    values: [value],
  }));
  const expressions = (selector?.matchExpressions ?? []).map(
    ({ key, operator, values }): Requirement => ({
      key,
      operator: OPERATORS[operator] ?? "in",
      values: values ?? [],
    }),
  );
  return [...labels, ...expressions];
}

export function selects(
  selector: LabelSelector | undefined,
  labels: Record<string, string> | undefined,
): boolean {
  return matchesRequirements(labels, requirementsOf(selector));
}

// Only these can be selected by; the API refuses all others.
const FIELDS: Record<string, string[]> = {
  pods: [
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "spec.hostNetwork",
    "status.phase",
    "status.podIP",
    "status.nominatedNodeName",
  ],
  events: [
    "involvedObject.kind",
    "involvedObject.namespace",
    "involvedObject.name",
    "involvedObject.uid",
    "involvedObject.apiVersion",
    "involvedObject.resourceVersion",
    "involvedObject.fieldPath",
    "reason",
    "reportingComponent",
    "source",
    "type",
  ],
  secrets: ["type"],
  namespaces: ["status.phase"],
  nodes: ["spec.unschedulable"],
  jobs: ["status.successful"],
  replicasets: ["status.replicas"],
};

export interface FieldRequirement {
  path: string;
  equal: boolean;
  value: string;
}

/** Reads `metadata.name=web,status.phase!=Running`. @throws StatusError 400 for a field one cannot select by */
export function parseFieldSelector(kind: Kind, text: string): FieldRequirement[] {
  const known = ["metadata.name", "metadata.namespace", ...(FIELDS[kind.plural] ?? [])];
  return splitOutside(text).map((part) => {
    const found = /^([^!=]+)(==|=|!=)(.*)$/.exec(part);
    if (found === null) throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
    const [, path = "", sign = "", value = ""] = found;
    if (!known.includes(path)) {
      throw badRequest(
        kind.plural in FIELDS
          ? `field label not supported: ${path}`
          : `"${path}" is not a known field selector: only "metadata.name", "metadata.namespace"`,
      );
    }
    return { path, equal: sign !== "!=", value };
  });
}

export function matchesFields(object: KubernetesObject, fields: FieldRequirement[]): boolean {
  return fields.every(({ path, equal, value }) => (fieldOf(object, path) === value) === equal);
}

function fieldOf(object: KubernetesObject, path: string): string {
  const wanted = path === "source" ? "source.component" : path;
  let value: unknown = object;
  for (const part of wanted.split("."))
    value = (value as Record<string, unknown> | undefined)?.[part];
  // An absent flag counts as false, any other absent field as empty.
  if (value === undefined || value === null)
    return path === "spec.unschedulable" || path === "spec.hostNetwork" ? "false" : "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
