import type { Overview } from "./overview.ts";

/** What a plan takes away: the objects that exist now and will not exist, or not the same, after the apply. */
export interface Risk {
  destroyed: number;
  replaced: number;
  /** Addresses, the destroyed ones first. */
  addresses: string[];
}

/** The risk of a plan; undefined when it destroys and replaces nothing. */
export function riskOf({ changes: { destroy, replace } }: Overview): Risk | undefined {
  if (destroy.length + replace.length === 0) return undefined;
  return {
    destroyed: destroy.length,
    replaced: replace.length,
    addresses: [...destroy, ...replace].map(({ address }) => address),
  };
}
