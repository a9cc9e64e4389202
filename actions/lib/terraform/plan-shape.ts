import { isObject } from "./json.ts";

/** Returns what is wrong with the parts of a plan that reports read; undefined if nothing is wrong. */
export function findMisshapen(plan: object): string | undefined {
  for (const [name, { container, what, isMember }] of Object.entries(PARTS)) {
    const part = (plan as Record<string, unknown>)[name];
    if (part === undefined) continue;
    const isList = Array.isArray(part);
    if (container === "list" ? !isList : isList || !isObject(part))
      return `its ${name} is not a ${container} of ${what}`;
    const wrong = Object.entries(part as object).find(([, member]) => !isMember(member));
    if (wrong !== undefined) return `its ${name} has something at ${wrong[0]} that is not one`;
  }
  return undefined;
}

const isChange = (value: unknown): boolean =>
  isObject(value) &&
  Array.isArray(value["actions"]) &&
  value["actions"].every((action) => typeof action === "string");

const isResourceChange = (value: unknown): boolean =>
  isObject(value) && typeof value["address"] === "string" && isChange(value["change"]);

interface Part {
  container: "list" | "map";
  what: string;
  isMember: (value: unknown) => boolean;
}

/** https://developer.hashicorp.com/terraform/internals/json-format */
const PARTS: Record<string, Part> = {
  resource_changes: { container: "list", what: "changes", isMember: isResourceChange },
  resource_drift: { container: "list", what: "changes", isMember: isResourceChange },
  output_changes: { container: "map", what: "changes", isMember: isChange },
  deferred_changes: {
    container: "list",
    what: "changes",
    isMember: (value) => isObject(value) && isResourceChange(value["resource_change"]),
  },
  action_invocations: {
    container: "list",
    what: "actions",
    isMember: (value) => isObject(value) && typeof value["address"] === "string",
  },
  deferred_action_invocations: {
    container: "list",
    what: "actions",
    isMember: (value) =>
      isObject(value) &&
      isObject(value["action_invocation"]) &&
      typeof value["action_invocation"]["address"] === "string",
  },
  checks: {
    container: "list",
    what: "checks",
    isMember: (value) => isObject(value) && isObject(value["address"]),
  },
  variables: { container: "map", what: "variables", isMember: isObject },
};
