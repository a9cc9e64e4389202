import { splitModule } from "../../../lib/terraform/address.ts";
import type { Instances } from "../changes/instances.ts";
import { count, oneLine } from "./text.ts";

/** Keys that are named. */
const KEYS = 3;
/** Longest key; of a longer one, such as an ARN, the end says which it is. */
const KEY = 32;

/** The address of instances, with all keys that distinguish them in one pair of brackets. */
export function instancesText({ address, keys }: Instances): string {
  if (keys.length === 1) return shortAddress(oneLine(address));
  const shown = keys.slice(0, KEYS).map((key) => shortKey(bareKey(key)));
  const rest = keys.length - KEYS;
  return oneLine(
    `${shortAddress(address)}[${shown.join(", ")}${rest > 0 ? `, … ${count(rest)} more` : ""}]`,
  );
}

/** Longest address; of a longer one, whose key may be a page, the end says which it is. */
const ADDRESS = 300;
const END = 60;

const shortAddress = (address: string): string =>
  address.length <= ADDRESS
    ? address
    : `${address.slice(0, ADDRESS - END)}…${address.slice(-END)}`.toWellFormed();

/** The same without the module in front. */
export const localText = (instances: Instances): string =>
  instancesText({ ...instances, address: splitModule(instances.address)[1] });

/** A key without its brackets; of several keys all that is between the first and the last bracket. */
const bareKey = (key: string): string => key.replace(/^\[(.*)\]$/s, "$1");

function shortKey(key: string): string {
  if (key.length <= KEY) return key;
  return `"…${key.slice(-KEY + 2).replace(/^[\udc00-\udfff]/, "")}`;
}
