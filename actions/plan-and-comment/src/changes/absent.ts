import { blockAddress } from "../../../lib/terraform/address.ts";
import { furtherPlanArguments, optionValuesIn } from "../../../lib/terraform/arguments.ts";
import type { PlanOptions } from "../../../lib/terraform/arguments.ts";
import type { ConfigurationModule, Plan } from "../../../lib/terraform/plan-json.ts";
import { resourcesOf } from "../../../lib/terraform/state.ts";
import type { State } from "../../../lib/terraform/state.ts";

/**
 * Warns about each requested address that does not exist, because the tool itself says nothing. The addresses come from
 * the inputs, from arguments, or from variables with arguments.
 */
export function absentWarnings(
  plan: Plan,
  { targets = [], replace = [], extra = [] }: Pick<PlanOptions, "targets" | "replace" | "extra">,
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  const given = furtherPlanArguments(extra, environment);
  const none = (by: string, addresses: readonly string[], so: string): string[] =>
    addresses.map((address) => `${by}: there is no ${address}, so ${so}`);
  const noTarget = "nothing is planned for it";
  const existing = resourcesOf((plan.prior_state ?? {}) as State).map(({ address }) => address);
  const notReplaced = (by: string, addresses: readonly string[]): string[] =>
    addresses
      .filter((wanted) => !isAmong(wanted, addressesOf(plan)))
      .map((wanted) => {
        const why = isAmong(wanted, existing)
          ? `${wanted} is left out of this plan`
          : `there is no ${wanted}`;
        return `${by}: ${why}, so it replaces nothing`;
      });
  // An excluded instance may have left no trace except its block.
  const excluded = optionValuesIn(given, "exclude").filter(
    (address) => absentTargetsAmong(plan, [blockAddress(address)]).length > 0,
  );
  return [
    ...notReplaced("replace", replace),
    ...notReplaced("-replace", optionValuesIn(given, "replace")),
    ...none("targets", absentTargetsAmong(plan, targets), noTarget),
    ...none("-target", absentTargetsAmong(plan, optionValuesIn(given, "target")), noTarget),
    ...none("-exclude", excluded, "it excludes nothing"),
  ];
}

const addressesOf = ({ resource_changes: changes = [] }: Plan): string[] =>
  changes.map(({ address }) => address);

/** Returns whether an address belongs to an object, or to a resource with instances. */
const isAmong = (wanted: string, addresses: readonly string[]): boolean =>
  addresses.some((address) => address === wanted || address.startsWith(`${wanted}[`));

/**
 * Returns the targets that are neither in the configuration nor in the state. The tool plans nothing for them, without
 * a message.
 * @param targets addresses of objects, resources and modules, with their keys or without
 */
function absentTargetsAmong(plan: Plan, targets: readonly string[]): string[] {
  const { root_module: root } = plan.configuration ?? {};
  // Without the configuration, it is not known which resources may have no instances.
  if (root === undefined) return [];
  const objects = [
    ...(plan.resource_changes ?? []),
    ...(plan.deferred_changes ?? []).map((one) => one.resource_change),
    ...resourcesOf((plan.prior_state ?? {}) as State),
  ].flatMap((one) => [
    one.address,
    // A target may be an object's old address: if an object moves, the tool needs both of its addresses.
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

/** Returns whether an address equals another one or is inside it. `[*]` = instances whose number is not known. */
function isWithin(address: string, other: string): boolean {
  const [known, ...unknown] = address.split("[*]");
  if (unknown.length > 0 && other.startsWith(`${known ?? ""}[`)) return true;
  return address.startsWith(other) && /^(?:$|[.[])/.test(address.slice(other.length));
}

/** Lists the addresses, without keys, of the resources and modules in the configuration. */
function* blocksOf(module: ConfigurationModule, prefix = ""): Generator<string> {
  for (const { address } of module.resources ?? []) yield prefix + address;
  for (const [name, call] of Object.entries(module.module_calls ?? {})) {
    yield `${prefix}module.${name}`;
    if (call.module !== undefined) yield* blocksOf(call.module, `${prefix}module.${name}.`);
  }
}
