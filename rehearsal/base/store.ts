import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

// The storage of a service: values as JSON, and bytes by their hash. It is in the folder of a kept world, or in memory.

/**
 * Makes a record whose keys come from outside. It has no prototype: `constructor` is found only if it was added, and
 * `__proto__` is a key like any other.
 */
export function dictionary<T>(entries: Readonly<Record<string, T>> = {}): Record<string, T> {
  return Object.assign(Object.create(null) as Record<string, T>, entries);
}

/** Replaces a file atomically: if the rehearsal is killed, the last complete file remains. */
function replaceFile(file: string, content: string | Buffer): void {
  mkdirSync(dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}.new`;
  writeFileSync(beside, content, { mode: 0o600 });
  renameSync(beside, file);
}

/** A value that outlives the process if there is a directory. */
export class Document<T> {
  readonly value: T;
  private readonly file: string | undefined;

  /**
   * Loads `name`.json from the directory, or starts with `initial`.
   * @param revive converts the parsed JSON to the original types, e.g. dictionaries
   * @throws Error if the file is not JSON
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
    if (this.file !== undefined) replaceFile(this.file, JSON.stringify(this.value, toNumber));
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

/**
 * Opens a document whose records have names that come from outside.
 * @param revive converts one record from the parsed JSON to its original types
 */
export const openRecords = <T>(
  directory: string | undefined,
  name: string,
  revive: (record: T) => T = (record) => record,
): Document<Record<string, T>> =>
  new Document(directory, name, dictionary<T>(), (loaded) =>
    dictionary(
      Object.fromEntries(Object.entries(loaded).map(([key, record]) => [key, revive(record)])),
    ),
  );

/** Converts bigint to number. Terraform's integers beyond 32 bits arrive as bigint, which JSON cannot write. */
function toNumber(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}

/** Bytes by their SHA-256, in lower-case hexadecimal digits. */
export class Contents {
  private readonly directory: string | undefined;
  private readonly memory = new Map<string, Buffer>();

  constructor(directory: string | undefined) {
    this.directory = directory === undefined ? undefined : join(directory, "objects");
    if (this.directory !== undefined) mkdirSync(this.directory, { recursive: true });
  }

  put(bytes: Buffer): string {
    const hash = createHash("sha256").update(bytes).digest("hex");
    if (this.directory === undefined) this.memory.set(hash, bytes);
    else if (!existsSync(join(this.directory, hash)))
      replaceFile(join(this.directory, hash), bytes);
    return hash;
  }

  /** @throws Error if the bytes do not exist */
  get(hash: string): Buffer {
    const bytes =
      this.directory === undefined
        ? this.memory.get(hash)
        : readFileSync(join(this.directory, hash));
    if (bytes === undefined) throw new Error(`the bytes ${hash} of an object are lost`);
    return bytes;
  }

  /** Removes the candidates that no object refers to any more. */
  keepOnly(hashes: Set<string>, candidates: string[]): void {
    for (const hash of candidates) {
      if (hash === "" || hashes.has(hash)) continue;
      this.memory.delete(hash);
      if (this.directory !== undefined) rmSync(join(this.directory, hash), { force: true });
    }
  }
}
