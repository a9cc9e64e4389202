import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";

/**
 * Makes a new folder for this process, in which Node caches compiled code. Also removes the folders of processes that
 * have ended: a process that a signal kills, such as a mutant that runs too long, does not remove its own folder.
 * @param {string} [parent] folder that contains these folders
 * @param {(id: number) => boolean} [lives] whether a process with this id exists
 * @returns {string} absolute path
 */
export function openCompileCache(parent = tmpdir(), lives = isAlive) {
  for (const name of readdirSync(parent)) {
    const [, id] = /^eks-pipeline-compiled-(\d+)-/.exec(name) ?? [];
    if (id !== undefined && !lives(Number(id))) remove(path.join(parent, name));
  }
  return mkdtempSync(path.join(parent, `eks-pipeline-compiled-${process.pid}-`));
}

/**
 * Removes a folder if it can. This user may not remove the folders of other users; the tests must start all the same.
 */
function remove(folder) {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if (error.code !== "EACCES" && error.code !== "EPERM") throw error;
  }
}

/**
 * Returns whether a process exists. A process of another user also counts, although this user may not send it a signal.
 */
function isAlive(id) {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}
