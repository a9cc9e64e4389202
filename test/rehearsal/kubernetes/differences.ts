/** Accepted differences. Each text says who is right, and names the source. */
export const differences: Readonly<Record<string, string>> = {};
