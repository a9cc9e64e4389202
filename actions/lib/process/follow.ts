import { closeSync, openSync, readSync, watch } from "node:fs";
import type { FSWatcher } from "node:fs";
import { StringDecoder } from "node:string_decoder";

/** Milliseconds. File events arrive at once; without them, a line is this late. */
const POLL = 100;
const CHUNK = 64 * 1024;

/** Follows a file while another process writes it. */
export interface Follower {
  /** Bytes of the lines that were passed on: where another reader continues. */
  readonly offset: number;
  /** Reads what is there, and stops. If `lastLine` is true, an unfinished last line is passed on too. */
  stop(lastLine: boolean): void;
}

/**
 * Passes on the complete lines of a growing file, without their line ends. Memory holds one line and one chunk,
 * whatever the size of the file. A character whose bytes arrive separately is not broken.
 * @param from byte offset of the first line
 */
export function followLines(file: string, onLine: (line: string) => void, from = 0): Follower {
  const descriptor = openSync(file, "r");
  const buffer = Buffer.alloc(CHUNK);
  const lines = new LineReader(onLine, from);
  let position = from;
  const readOn = () => {
    for (;;) {
      const size = readSync(descriptor, buffer, 0, CHUNK, position);
      if (size === 0) return;
      position += size;
      lines.write(buffer.subarray(0, size));
    }
  };
  let isStopped = false;
  const timer = setInterval(readOn, POLL);
  const watcher = watchFile(file, readOn);
  return {
    get offset() {
      return lines.offset;
    },
    stop: (lastLine) => {
      if (isStopped) return;
      isStopped = true;
      clearInterval(timer);
      watcher?.close();
      readOn();
      if (lastLine) lines.end();
      closeSync(descriptor);
    },
  };
}

/** Watches the file. A machine may have no file events left; then the timer is enough. */
function watchFile(file: string, onChange: () => void): FSWatcher | undefined {
  try {
    return watch(file, onChange).on("error", () => undefined);
  } catch {
    return undefined;
  }
}

/** Cuts bytes into lines. The pieces of a long line are joined once, when it is complete. */
class LineReader {
  offset: number;
  readonly #onLine: (line: string) => void;
  readonly #decoder = new StringDecoder("utf8");
  #pieces: string[] = [];
  #bytes = 0;

  constructor(onLine: (line: string) => void, from: number) {
    this.#onLine = onLine;
    this.offset = from;
  }

  write(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      this.#pieces.push(this.#decoder.write(chunk.subarray(start, end)));
      this.#bytes += end + 1 - start;
      this.#flush();
      start = end + 1;
    }
    this.#pieces.push(this.#decoder.write(chunk.subarray(start)));
    this.#bytes += chunk.length - start;
  }

  end(): void {
    if (this.#bytes > 0) this.#flush();
  }

  #flush(): void {
    const line = this.#pieces.join("") + this.#decoder.end();
    this.#pieces = [];
    this.offset += this.#bytes;
    this.#bytes = 0;
    this.#onLine(line.endsWith("\r") ? line.slice(0, -1) : line);
  }
}
