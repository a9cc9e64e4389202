import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "..");
/** Name of the file that scripts/bundle.ts writes into the folder of each bundle. */
export const DIGEST_FILE = "sources.sha256";

/**
 * Returns the folders whose sources are in a bundle. Libraries are not compared: package-lock.json names their
 * versions.
 * @param {string} name
 * @param {string} root
 */
function foldersOf(name, root) {
  if (name === "rehearse") return ["rehearsal"];
  const own = `actions/${name}/src`;
  return existsSync(path.join(root, own)) ? [own, "actions/lib"] : ["actions/lib"];
}

/**
 * Returns a digest of the names and texts of all sources from which a bundle is built.
 * @param {string} name
 */
export function digestSources(name, root = ROOT) {
  const digest = createHash("sha256");
  for (const folder of foldersOf(name, root)) {
    const names = /** @type {string[]} */ (
      readdirSync(path.join(root, folder), { recursive: true })
    );
    const files = names
      // Leaves out names that start with a dot: files of a file manager, and locks of an editor, which may be dangling
      // links.
      .filter((file) => /(?:^|[\\/])[^.\\/][^\\/]*\.(?:ts|mjs|json)$/.test(file))
      .map((file) => path.posix.join(folder, ...file.split(path.sep)))
      .sort();
    for (const file of files) {
      const text = readFileSync(path.join(root, file));
      digest.update(`${file}\0${text.length}\0`).update(text);
    }
  }
  return digest.digest("hex");
}

/**
 * Returns the sorted names of bundles in dist/ that were not built from the current sources. A rehearsal that is not
 * built also counts.
 */
export function findStaleBundles(root = ROOT) {
  const dist = path.join(root, "dist");
  const names = existsSync(dist) ? readdirSync(dist) : [];
  const bundles = names.filter((name) => existsSync(path.join(dist, name, "index.js")));
  return [...new Set([...bundles, "rehearse"])].sort().filter((name) => {
    const file = path.join(dist, name, DIGEST_FILE);
    return !existsSync(file) || readFileSync(file, "utf8").trim() !== digestSources(name, root);
  });
}
