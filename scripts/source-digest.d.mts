// The exports of source-digest.mjs that TypeScript files use.
export const DIGEST_FILE: string;
export function digestSources(name: string, root?: string): string;
export function findStaleBundles(root?: string): string[];
