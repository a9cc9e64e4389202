import { mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { ActionError } from "../runtime/errors.ts";
import { sha256 } from "./canonical.ts";
import type { Store } from "./store.ts";

const FOLDER = "files/";
/** Requests at the same time. */
const PARALLEL = 8;

/** Hashes of files by their path, in the form of a release record. */
export type FileHashes = Readonly<Record<string, string>>;

/**
 * Uploads the files that the store does not have yet. Their names are the hashes of their bytes.
 * @param files bytes by path, relative and with slashes
 * @returns their hashes, and how many were uploaded
 * @throws ActionError `release-damaged` for a path that could not be restored, and as `Store.read`
 */
export async function storeFiles(
  store: Store,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<{ hashes: Record<string, string>; uploaded: number }> {
  requireSafePaths([...files.keys()], store);
  const hashes = new Map([...files].map(([name, bytes]) => [name, sha256(bytes)]));
  const existing = new Set(await store.list(FOLDER));
  const missing = new Map<string, Uint8Array>();
  for (const [name, bytes] of files) {
    const object = `${FOLDER}${hashes.get(name) ?? ""}`;
    if (!existing.has(object)) missing.set(object, bytes);
  }
  await forEachParallel([...missing], async ([object, bytes]) => {
    if ((await store.create(object, bytes)) === undefined)
      throw damaged(store, object, "other bytes are stored under this hash");
  });
  return { hashes: Object.fromEntries(hashes), uploaded: missing.size };
}

/**
 * Restores files into an empty folder. Nothing is written before all paths are known to stay in the folder; each file
 * is checked against its hash.
 * @param directory absolute; it is created if it is missing
 * @throws ActionError `release-damaged`, and as `Store.read`
 */
export async function restoreFiles(
  store: Store,
  files: FileHashes,
  directory: string,
): Promise<void> {
  requireSafePaths(Object.keys(files), store);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  // A link in the folder could lead a path out of it.
  if ((await readdir(directory)).length > 0)
    throw new Error(`files of a release are restored into an empty folder, not into ${directory}`);
  await forEachParallel(Object.entries(files), async ([name, hash]) => {
    const bytes = await readFile(store, name, hash);
    const file = path.join(directory, ...name.split("/"));
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, bytes, { flag: "wx", mode: 0o600 });
  });
}

async function readFile(store: Store, name: string, hash: string): Promise<Uint8Array> {
  const stored = /^[0-9a-f]{64}$/.test(hash) ? await store.read(`${FOLDER}${hash}`) : undefined;
  if (stored === undefined) throw damaged(store, name, `its bytes (files/${hash}) are missing`);
  if (sha256(stored.bytes) === hash) return stored.bytes;
  throw damaged(store, name, `its bytes (files/${hash}) do not have this hash`);
}

function requireSafePaths(names: readonly string[], store: Store): void {
  const all = new Set(names);
  for (const name of names) {
    const problem = pathProblem(name, all);
    if (problem !== undefined) throw damaged(store, name, problem);
  }
}

/** Returns why a path cannot be restored; undefined if it can be restored on every system. */
function pathProblem(name: string, names: ReadonlySet<string>): string | undefined {
  if (name === "" || name.length > 1000) return "the path is empty or too long";
  if (/[\p{Cc}\\:*?"<>|]/u.test(name)) return "the path has characters that not all systems allow";
  const parts = name.split("/");
  if (parts.some((part) => ["", ".", "..", ".git"].includes(part.toLowerCase())))
    return "the path leads out of the folder, or is not a plain relative path";
  if (parts.slice(0, -1).some((_, index) => names.has(parts.slice(0, index + 1).join("/"))))
    return "a folder of it is also a file";
  return undefined;
}

const damaged = ({ address }: Store, name: string, why: string): ActionError =>
  new ActionError({
    reason: "release-damaged",
    message: `the file ${JSON.stringify(name)} of the release in ${address} cannot be used: ${why}`,
    fix: "choose another release; the versions of the objects in S3 show what was changed and when",
  });

/** Runs the work for some items at the same time, and starts it in their order. */
async function forEachParallel<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}
