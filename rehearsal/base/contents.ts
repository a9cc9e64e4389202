import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Bytes by their SHA-256: in a directory, or in memory when the world is not kept. */
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
    else if (!existsSync(join(this.directory, hash))) {
      const draft = join(this.directory, `${hash}.${process.pid}.new`);
      writeFileSync(draft, bytes, { mode: 0o600 });
      renameSync(draft, join(this.directory, hash));
    }
    return hash;
  }

  get(hash: string): Buffer {
    const bytes =
      this.directory === undefined
        ? this.memory.get(hash)
        : readFileSync(join(this.directory, hash));
    if (bytes === undefined) throw new Error(`the bytes ${hash} of an object are lost`);
    return bytes;
  }

  /** Removes what no object refers to any more. */
  keepOnly(hashes: Set<string>, candidates: string[]): void {
    for (const hash of candidates) {
      if (hash === "" || hashes.has(hash)) continue;
      this.memory.delete(hash);
      if (this.directory !== undefined) rmSync(join(this.directory, hash), { force: true });
    }
  }
}
