// What of source-digest.mjs is called from TypeScript.
export const DIGEST_FILE: string;
export function digestSources(name: string, root?: string): string;
export function findStaleBundles(root?: string): string[];
