import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Fields } from "./values.ts";

/** Resources of one provider by type and id, kept in a file so that a later run finds them. */
export class Ledger {
  readonly #file: string | undefined;
  readonly #entries: Map<string, Map<string, Fields>>;

  /** Without a directory everything is forgotten with the process. */
  constructor(directory: string | undefined, name: string) {
    this.#file = directory === undefined ? undefined : join(directory, `${name}.json`);
    this.#entries = new Map();
    if (directory !== undefined) mkdirSync(directory, { recursive: true });
    for (const [type, resources] of Object.entries(read(this.#file)))
      this.#entries.set(type, new Map(Object.entries(resources)));
  }

  get(type: string, id: string): Fields | undefined {
    return this.#entries.get(type)?.get(id);
  }

  /** All resources of a type by id. */
  all(type: string): ReadonlyMap<string, Fields> {
    return this.#entries.get(type) ?? new Map();
  }

  types(): string[] {
    return [...this.#entries.keys()].sort();
  }

  put(type: string, id: string, state: Fields): void {
    const resources = this.#entries.get(type) ?? new Map<string, Fields>();
    this.#entries.set(type, resources.set(id, state));
    this.#save();
  }

  delete(type: string, id: string): void {
    const resources = this.#entries.get(type);
    resources?.delete(id);
    if (resources?.size === 0) this.#entries.delete(type);
    this.#save();
  }

  /** Written beside and renamed: a run that is killed leaves the file as it was. */
  #save(): void {
    if (this.#file === undefined) return;
    const content = Object.fromEntries(
      [...this.#entries].map(([type, resources]) => [type, Object.fromEntries(resources)]),
    );
    writeFileSync(`${this.#file}.new`, `${JSON.stringify(content, toNumber, 1)}\n`);
    renameSync(`${this.#file}.new`, this.#file);
  }
}

/** Terraform's whole numbers beyond 32 bits arrive as bigint, which JSON cannot write. */
function toNumber(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}

function read(file: string | undefined): Record<string, Record<string, Fields>> {
  if (file === undefined) return {};
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, Record<string, Fields>>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new Error(
      `${file} is not a provider ledger (${String(error)}); delete it to start anew.`,
      {
        cause: error,
      },
    );
  }
}
