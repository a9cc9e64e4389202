import { splitAddress } from "../../../lib/terraform/address.ts";
import type { ResourceChange } from "../../../lib/terraform/plan-json.ts";

/** The instances of one block that have the same done to them. */
export interface Instances {
  /** As it stands in the configuration, with the keys that all of them share. */
  address: string;
  /** What distinguishes them, as keys in brackets; one "" for a single object. */
  keys: string[];
  changes: ResourceChange[];
}

/**
 * Puts together the instances of `count` and `for_each`, in the order of the first one.
 * @param likeness distinguishes what must not be put together
 */
export function groupInstances(
  changes: readonly ResourceChange[],
  likeness: (change: ResourceChange) => string = () => "",
): Instances[] {
  const groups = new Map<string, ResourceChange[]>();
  for (const change of changes) {
    const { texts } = splitAddress(change.address);
    // A left-over object has the address of the one that took its place.
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
