/** A realistic bug, as data. The tests have to notice it. */
interface Mutant {
  /** Unique in its room. */
  id: string;
  /** From the repository's root. */
  file: string;
  /** Text that occurs exactly once in the file. */
  find: string;
  replace: string;
  /** What users would suffer from, in one sentence. */
  why: string;
  /**
   * Test files to run as well: those that start the source in a program of its own, which jest cannot know. Those of
   * bundles run instead of all that run the same bundle.
   */
  tests?: readonly string[];
}

/** The mutants of a room as its file lists them: by path, from the folder of the room, and id. */
export type FileMutants = Readonly<
  Record<string, Readonly<Record<string, Omit<Mutant, "id" | "file">>>>
>;

/** A mutant and its room, which is the name of the file that declares it. */
export interface PlacedMutant extends Mutant {
  room: string;
}
