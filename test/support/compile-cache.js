import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";

/**
 * A new folder for what Node compiles, of this process. Those of processes that no longer live are removed: whoever is killed by
 * a signal, as a mutant that runs too long, removes none.
 * @param {string} [parent] folder of the folders
 * @param {(id: number) => boolean} [lives] whether there is a process of this id
 * @returns {string} absolute
 */
export function openCompileCache(parent = tmpdir(), lives = isAlive) {
  for (const name of readdirSync(parent)) {
    const [, id] = /^eks-pipeline-compiled-(\d+)-/.exec(name) ?? [];
    if (id !== undefined && !lives(Number(id))) remove(path.join(parent, name));
  }
  return mkdtempSync(path.join(parent, `eks-pipeline-compiled-${process.pid}-`));
}

/** What somebody else left may not be removed by this user: that must not keep the tests from starting. */
function remove(folder) {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if (error.code !== "EACCES" && error.code !== "EPERM") throw error;
  }
}

/** A process of somebody else is there as well, although no signal may be sent to it. */
function isAlive(id) {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}
