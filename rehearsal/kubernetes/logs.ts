import { randomBytes } from "node:crypto";

/** What the containers of one pod wrote, by `uid/container`. */
export class Logs {
  private readonly runs = new Map<string, { current: string[]; previous?: string[] }>();
  private readonly listeners = new Set<(key: string, line: string) => void>();

  /** A container starts (again): what it wrote becomes the previous log. */
  start(uid: string, container: string): void {
    const key = `${uid}/${container}`;
    const before = this.runs.get(key);
    this.runs.set(key, {
      current: [],
      ...(before === undefined ? {} : { previous: before.current }),
    });
  }

  write(uid: string, container: string, line: string): void {
    const key = `${uid}/${container}`;
    this.runs.get(key)?.current.push(`${new Date().toISOString()} ${line}`);
    for (const listener of [...this.listeners]) listener(key, line);
  }

  /** Lines with their time in front; undefined when the container never ran (or never ran before). */
  read(uid: string, container: string, previous: boolean): string[] | undefined {
    const run = this.runs.get(`${uid}/${container}`);
    return previous ? run?.previous : run?.current;
  }

  follow(uid: string, container: string, listener: (line: string) => void): () => void {
    const heard = (key: string, line: string) => {
      if (key === `${uid}/${container}`) listener(line);
    };
    this.listeners.add(heard);
    return () => this.listeners.delete(heard);
  }

  /** An id for a new container, as runtimes give them. */
  nextId(): string {
    return randomBytes(32).toString("hex");
  }

  forget(uid: string): void {
    for (const key of this.runs.keys()) if (key.startsWith(`${uid}/`)) this.runs.delete(key);
  }

  snapshot(): [string, { current: string[]; previous?: string[] }][] {
    return [...this.runs];
  }

  restore(entries: [string, { current: string[]; previous?: string[] }][]): void {
    for (const [key, run] of entries) this.runs.set(key, run);
  }
}
