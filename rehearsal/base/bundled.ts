/** Whether this is the bundle of dist/rehearse/, which the installed package runs, and not the sources. */
export const isBundled = !import.meta.filename.endsWith(".ts");
