/** The keys of count and for_each in an address, with their brackets: ["a"], [0]. */
const KEYS = /\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g;

/**
 * An address in parts: the texts around its keys, and the keys with their brackets. There is one more text than keys.
 */
export interface AddressParts {
  texts: string[];
  keys: string[];
}

export const splitAddress = (address: string): AddressParts => ({
  texts: address.split(KEYS),
  keys: address.match(KEYS) ?? [],
});

/** Returns the address of the block in the configuration that an instance belongs to: without keys. */
export const blockAddress = (address: string): string =>
  address.includes("[") ? splitAddress(address).texts.join("") : address;

const MODULES = /^(?:module\.[^.[]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])*\.)*/;

/** Returns the module of an address and the rest of it: `module.network` and `aws_vpc.this`; "" for the root module. */
export function splitModule(address: string): [module: string, rest: string] {
  const [modules = ""] = MODULES.exec(address) ?? [];
  return [modules.replace(/\.$/, ""), address.slice(modules.length)];
}
