import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { dictionary, openRecords, type Document } from "../base/store.ts";
import type { Fields } from "./values.ts";

const FOLDER = "providers";

/**
 * The resources that a replayed provider has created, by type and id. A later run with the same directory finds them.
 */
export class Resources {
  readonly #kept: Document<Record<string, Record<string, Fields>>>;

  /** @param directory without it, the resources are lost when the process ends */
  constructor(directory: string | undefined, provider: string) {
    this.#kept = openRecords<Record<string, Fields>>(
      directory === undefined ? undefined : join(directory, FOLDER),
      provider,
      dictionary,
    );
  }

  /** Returns the names under which resources were stored in a directory. */
  static names(directory: string | undefined): string[] {
    const folder = join(directory ?? "", FOLDER);
    if (directory === undefined || !existsSync(folder)) return [];
    return readdirSync(folder).flatMap((file) => /^(.+)\.json$/.exec(file)?.[1] ?? []);
  }

  get(type: string, id: string): Fields | undefined {
    return this.#kept.value[type]?.[id];
  }

  /** Returns all resources of a type, by id. */
  all(type: string): Readonly<Record<string, Fields>> {
    return this.#kept.value[type] ?? {};
  }

  types(): string[] {
    return Object.keys(this.#kept.value).sort();
  }

  put(type: string, id: string, state: Fields): void {
    const ofType = (this.#kept.value[type] ??= dictionary());
    ofType[id] = state;
    this.#kept.save();
  }

  delete(type: string, id: string): void {
    const ofType = this.#kept.value[type] ?? {};
    Reflect.deleteProperty(ofType, id);
    if (Object.keys(ofType).length === 0) Reflect.deleteProperty(this.#kept.value, type);
    this.#kept.save();
  }
}
