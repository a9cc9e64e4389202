import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * A value of a service's world that outlives the process when the world has a directory. Every save replaces the file
 * in one step, so a killed rehearsal leaves the last whole state behind.
 */
export class Document<T> {
  readonly value: T;
  private readonly file: string | undefined;

  /**
   * Loads `name`.json of the directory, or starts with `initial`.
   * @param revive makes of what JSON gave what it was when it was saved, e.g. dictionaries
   * @throws Error if the file is no JSON
   */
  constructor(
    directory: string | undefined,
    name: string,
    initial: T,
    revive: (loaded: T) => T = (loaded) => loaded,
  ) {
    this.file = directory === undefined ? undefined : join(directory, `${name}.json`);
    const loaded = this.load();
    this.value = loaded === undefined ? initial : revive(loaded);
  }

  save(): void {
    if (this.file === undefined) return;
    mkdirSync(dirname(this.file), { recursive: true });
    const draft = `${this.file}.${process.pid}.new`;
    writeFileSync(draft, JSON.stringify(this.value), { mode: 0o600 });
    renameSync(draft, this.file);
  }

  private load(): T | undefined {
    if (this.file === undefined) return undefined;
    let text: string;
    try {
      text = readFileSync(this.file, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
    try {
      return JSON.parse(text) as T;
    } catch (cause) {
      throw new Error(`${this.file} is not a saved world; remove it to start afresh`, { cause });
    }
  }
}
