import { appendFileSync, cpSync } from "node:fs";
import path from "node:path";
import { rehearse } from "./rehearse.ts";
import type { Rehearsed } from "./rehearse.ts";
import { useFolder } from "./use-folder.ts";
import { ROOT } from "./workflows/files.ts";

/** A copy of examples/fleet that is rehearsed several times, with the world that the rehearsals keep. */
export interface KeptFleet {
  /** The folder that `--keep` names. */
  world: string;
  repository: string;
  rehearse: (...argv: string[]) => Promise<Rehearsed>;
  /** Appends text to a file of the repository. */
  append: (file: string, text: string) => void;
}

/** Gives the tests of a file such a copy, and removes it after the last test. */
export function useKeptFleet(): KeptFleet {
  const folder = useFolder();
  const [world, repository] = [path.join(folder, "world"), path.join(folder, "fleet")];
  cpSync(path.join(ROOT, "examples/fleet"), repository, { recursive: true });
  return {
    world,
    repository,
    rehearse: (...argv) => rehearse([...argv, "--repo", repository, "--keep", world]),
    append: (file, text) => appendFileSync(path.join(repository, file), text),
  };
}
