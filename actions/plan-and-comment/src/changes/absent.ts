import type { ConfigurationModule, Plan } from "../../../lib/terraform/plan-json.ts";
import { resourcesOf } from "../../../lib/terraform/state.ts";
import type { State } from "../../../lib/terraform/state.ts";

/**
 * Addresses that are to be replaced and that no object of the plan has. The tool says nothing of them: the plan looks as if
 * nothing had been asked for.
 * @param replace addresses of objects, or of a resource with instances
 */
export function absentAmong(plan: Plan, replace: readonly string[]): string[] {
  const planned = (plan.resource_changes ?? []).map(({ address }) => address);
  return replace.filter(
    (wanted) => !planned.some((address) => address === wanted || address.startsWith(`${wanted}[`)),
  );
}

/**
 * Targets that are nowhere: neither in the configuration nor in the state. The tool plans nothing for them, without a word.
 * @param targets addresses of objects, resources and modules, with their keys or without
 */
export function absentTargetsAmong(plan: Plan, targets: readonly string[]): string[] {
  const { root_module: root } = plan.configuration ?? {};
  // Without it nobody knows what may have no instances.
  if (root === undefined) return [];
  const objects = [
    ...(plan.resource_changes ?? []),
    ...(plan.deferred_changes ?? []).map((one) => one.resource_change),
    ...resourcesOf((plan.prior_state ?? {}) as State),
  ].flatMap((one) => [
    one.address,
    // A target may be where an object was: the tool wants both of one that moves.
    ...("previous_address" in one ? [one.previous_address ?? []].flat() : []),
  ]);
  const written = [...blocksOf(root)];
  return targets.filter((target) => {
    const wanted = target.replaceAll(/\s*([[\].])\s*/g, "$1");
    return !(
      objects.some((address) => isWithin(address, wanted)) ||
      written.some((address) => isWithin(address, wanted))
    );
  });
}

/** Whether an address is another one, or of something in it. `[*]` = instances whose number is not known. */
function isWithin(address: string, other: string): boolean {
  const [known, ...unknown] = address.split("[*]");
  if (unknown.length > 0 && other.startsWith(`${known ?? ""}[`)) return true;
  return address.startsWith(other) && /^(?:$|[.[])/.test(address.slice(other.length));
}

/** The addresses of the resources and modules that the configuration has, without keys. */
function* blocksOf(module: ConfigurationModule, prefix = ""): Generator<string> {
  for (const { address } of module.resources ?? []) yield prefix + address;
  for (const [name, call] of Object.entries(module.module_calls ?? {})) {
    yield `${prefix}module.${name}`;
    if (call.module !== undefined) yield* blocksOf(call.module, `${prefix}module.${name}.`);
  }
}
