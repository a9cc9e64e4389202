import type { ActionInvocation, Plan } from "../plan-json.ts";
import { KNOWN_AFTER_APPLY, attributesOf } from "./attributes.ts";

/** What a plan does with one action. */
export interface Invocations {
  address: string;
  /** `invoke`; `deferred invoke` if only a later apply invokes the action. */
  action: string;
  /** Canonical text by path: of its configuration and, in parentheses, of what triggers it. */
  values: Map<string, string>;
}

/**
 * Collects the actions that a plan invokes, each once, with its configuration and everything that triggers it. The
 * order in the plan does not count.
 * https://developer.hashicorp.com/terraform/language/invoke-actions
 */
export function invocationsOf(plan: Plan): Invocations[] {
  const now = (plan.action_invocations ?? []).map((one) => ({ one, isLater: false }));
  const later = (plan.deferred_action_invocations ?? []).map(({ action_invocation: one }) => ({
    one,
    isLater: true,
  }));
  const found = new Map<string, { action: string; texts: Map<string, Set<string>> }>();
  for (const { one, isLater } of [...now, ...later]) {
    const action = isLater ? "deferred invoke" : "invoke";
    // Those of this apply come first.
    const entry = found.get(one.address) ?? { action, texts: new Map<string, Set<string>>() };
    found.set(one.address, entry);
    const trigger = triggerOf(one);
    const place = `(${isLater ? "deferred, " : ""}${trigger ?? ""})`;
    const triggers = trigger === undefined ? [] : [[place, "trigger"] as const];
    for (const [path, text] of [...triggers, ...configurationOf(one)])
      entry.texts.set(path, (entry.texts.get(path) ?? new Set()).add(text));
  }
  return [...found].map(([address, { action, texts }]) => ({
    address,
    action,
    values: new Map([...texts].map(([path, several]) => [path, joined(several)])),
  }));
}

const configurationOf = ({
  config_values: value,
  config_sensitive: sensitive,
  config_unknown: unknown,
}: ActionInvocation): Map<string, string> => attributesOf({ value, sensitive, unknown });

function triggerOf({
  lifecycle_action_trigger: trigger,
  invoke_action_trigger: request,
}: ActionInvocation): string | undefined {
  if (request !== undefined) return "-invoke";
  if (trigger === undefined) return undefined;
  return `${trigger.action_trigger_event ?? ""} of ${trigger.triggering_resource_address ?? ""}`;
}

/** Joins the texts of one path: one action may be invoked several times, with different values. */
function joined(texts: ReadonlySet<string>): string {
  if (texts.size === 1) return [...texts].join("");
  return [...texts]
    .map((text) => (text === KNOWN_AFTER_APPLY ? `(${text})` : text))
    .sort()
    .join(" ");
}
