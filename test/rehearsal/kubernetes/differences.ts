/** Differences that stay, each with who is right and the source that says so. */
export const differences: Readonly<Record<string, string>> = {};
