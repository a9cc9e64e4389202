import { splitAddress } from "../../../lib/terraform/address.ts";
import type { ResourceChange } from "../../../lib/terraform/plan-json.ts";

/** Instances of one block for which the plan does the same. */
export interface Instances {
  /** The address as in the configuration, with the keys that all instances share. */
  address: string;
  /** Keys in brackets that distinguish the instances; a single object has one "". */
  keys: string[];
  changes: ResourceChange[];
}

/**
 * Groups the instances of `count` and `for_each`. The groups are in the order of their first instance.
 * @param likeness returns a text for a change: changes with different texts are not grouped
 */
export function groupInstances(
  changes: readonly ResourceChange[],
  likeness: (change: ResourceChange) => string = () => "",
): Instances[] {
  const groups = new Map<string, ResourceChange[]>();
  for (const change of changes) {
    const { texts } = splitAddress(change.address);
    // A left-over object has the same address as the object that replaced it.
    const key = JSON.stringify([texts, change.deposed, likeness(change)]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  }
  return [...groups.values()].map(nameInstances);
}

function nameInstances(changes: ResourceChange[]): Instances {
  const [first] = changes;
  if (first === undefined || changes.length === 1)
    return { address: first?.address ?? "", keys: [""], changes };
  const all = changes.map(({ address }) => splitAddress(address));
  const { texts, keys } = splitAddress(first.address);
  const shared = keys.map((key, at) => all.every((one) => one.keys[at] === key));
  const address = texts
    .map((text, at) => text + (shared[at] === true ? (keys[at] ?? "") : ""))
    .join("");
  return {
    address,
    keys: all.map((one) => one.keys.filter((_, at) => shared[at] !== true).join("")),
    changes,
  };
}
