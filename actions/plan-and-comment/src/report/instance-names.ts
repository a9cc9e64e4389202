import { splitModule } from "../../../lib/terraform/address.ts";
import type { Instances } from "../changes/instances.ts";
import { count, oneLine } from "./text.ts";

/** Maximum number of keys that are named. */
const KEYS = 3;
/** Maximum length of a key. Of a longer key, such as an ARN, the end is shown, because it identifies the key. */
const KEY = 32;

/** Returns the address of instances, with all keys that distinguish them in one pair of brackets. */
export function instancesText({ address, keys }: Instances): string {
  if (keys.length === 1) return shortAddress(oneLine(address));
  const shown = keys.slice(0, KEYS).map((key) => shortKey(bareKey(key)));
  const rest = keys.length - KEYS;
  return oneLine(
    `${shortAddress(address)}[${shown.join(", ")}${rest > 0 ? `, … ${count(rest)} more` : ""}]`,
  );
}

/**
 * Maximum length of an address, and the length of the end that a longer address keeps. The end identifies the instance,
 * because a key may fill a page.
 */
const ADDRESS = 300;
const END = 60;

const shortAddress = (address: string): string =>
  address.length <= ADDRESS
    ? address
    : `${address.slice(0, ADDRESS - END)}…${address.slice(-END)}`.toWellFormed();

/** Returns the text of instances without the module in front. */
export const localText = (instances: Instances): string =>
  instancesText({ ...instances, address: splitModule(instances.address)[1] });

/**
 * Returns a key without its brackets. If there are several keys, returns everything between the first and the last
 * bracket.
 */
const bareKey = (key: string): string => key.replace(/^\[(.*)\]$/s, "$1");

function shortKey(key: string): string {
  if (key.length <= KEY) return key;
  return `"…${key.slice(-KEY + 2).replace(/^[\udc00-\udfff]/, "")}`;
}
