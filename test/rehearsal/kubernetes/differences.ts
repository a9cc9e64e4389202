/** Differences that stay, each with who is right and the source for it. */
export const differences: Readonly<Record<string, string>> = {};
