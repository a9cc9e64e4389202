import type { ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { isObject } from "../../../lib/terraform/values.ts";
import type { JsonObject } from "../../../lib/terraform/values.ts";
import { kubernetesTypeOf } from "./kubernetes-type.ts";
import { GUARD_RULES } from "./guard-rules.ts";
import { LOSS_RULES } from "./loss-rules.ts";
import type { Loss } from "./loss-rules.ts";

export type { Loss } from "./loss-rules.ts";

/**
 * Returns what is lost with an object that a change destroys or replaces.
 * @returns undefined if nothing is known about its type, if the old object stays, or if the new object serves before
 *   the old object goes
 */
export function lossOf(change: ResourceChange): Loss | undefined {
  const { actions, before } = change.change;
  const object = isObject(before) ? before : {};
  const rule = ruleOf(kubernetesTypeOf(change), object);
  if (rule === undefined) return undefined;
  const { kind, text, replaced } = rule;
  // OpenTofu forgets the old object of such a replacement instead of destroying it.
  if (actions.includes("forget")) return undefined;
  const isReplaced = actions.length > 1;
  if (isReplaced && kind === "service" && actions[0] === "create") return undefined;
  if (isReplaced && replaced !== undefined) return { kind, text: replaced };
  return { kind, text: typeof text === "string" ? text : text(object) };
}

/**
 * Returns whether an object that is created holds data or carries a service; undefined if nothing is known about it.
 */
export function importanceOf(change: ResourceChange): Loss["kind"] | undefined {
  const rule = ruleOf(kubernetesTypeOf(change));
  return rule?.isPart === true ? undefined : rule?.kind;
}

const RULES = [...LOSS_RULES, ...GUARD_RULES];

/** @param object undefined = only rules that are true of every object of the type */
const ruleOf = (type: string, object?: JsonObject) =>
  RULES.find(
    ({ types, when }) =>
      types.test(type) && (when === undefined || (object !== undefined && when(object))),
  );
