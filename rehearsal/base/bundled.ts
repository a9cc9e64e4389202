import path from "node:path";
import process from "node:process";

/** Whether this is the bundle of dist/rehearse/, and not the sources. */
export const isBundled = !import.meta.filename.endsWith(".ts");

/** Whether `npm run rehearse` of the pipeline's own checkout started this, and not the program of the installed package. */
export const isOwnScript = !isBundled || path.basename(process.argv[1] ?? "") === "rehearse.mjs";
