import path from "node:path";
import process from "node:process";

/** Whether this code runs from the bundle in dist/rehearse/ and not from the sources. */
export const isBundled = !import.meta.filename.endsWith(".ts");

/**
 * Whether `npm run rehearse` in the pipeline's own checkout started this process, and not the program of the installed
 * package.
 */
export const isOwnScript = !isBundled || path.basename(process.argv[1] ?? "") === "rehearse.mjs";
