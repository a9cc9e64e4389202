import { blockAddress } from "../../../lib/terraform/address.ts";
import { furtherPlanArguments, optionValuesIn } from "../../../lib/terraform/arguments.ts";
import type { PlanOptions } from "../../../lib/terraform/arguments.ts";
import type { ConfigurationModule, Plan } from "../../../lib/terraform/plan-json.ts";
import { resourcesOf } from "../../../lib/terraform/state.ts";
import type { State } from "../../../lib/terraform/state.ts";

/**
 * Warns about each requested address that does not exist: from the inputs, from arguments, or from variables with
 * arguments. The tool itself says nothing.
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
  // An instance that is excluded may have no trace other than its block.
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

/** Whether an address belongs to an object, or to a resource with instances. */
const isAmong = (wanted: string, addresses: readonly string[]): boolean =>
  addresses.some((address) => address === wanted || address.startsWith(`${wanted}[`));

/**
 * Targets that are neither in the configuration nor in the state. The tool plans nothing for them, without a message.
 * @param targets addresses of objects, resources and modules, with their keys or without
 */
function absentTargetsAmong(plan: Plan, targets: readonly string[]): string[] {
  const { root_module: root } = plan.configuration ?? {};
  // Without it, it is not known which resources may have no instances.
  if (root === undefined) return [];
  const objects = [
    ...(plan.resource_changes ?? []),
    ...(plan.deferred_changes ?? []).map((one) => one.resource_change),
    ...resourcesOf((plan.prior_state ?? {}) as State),
  ].flatMap((one) => [
    one.address,
    // A target may be the old address of an object: the tool needs both addresses of one that moves.
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
