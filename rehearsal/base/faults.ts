import type { Readable } from "node:stream";

/** The parts of a request that faults look at. */
interface IncomingRequest {
  method: string;
  /** The service's own name for the request; undefined if it has none. */
  operation: string | undefined;
  request: { url?: string | undefined };
}

/** An answer that replaces the service's own answer. */
interface FaultReply {
  status: number;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer | Readable;
}

/** Selects the requests that a fault hits. Every part that is given must match. Strings are compared for equality. */
interface FaultMatch {
  method?: string;
  /** Matched against the path with its query. */
  path?: string | RegExp;
  /** Matched against the operation's name, e.g. `s3:PutObject` or `ecr:DescribeRepositories`. */
  operation?: string | RegExp;
}

/**
 * A scripted failure: a given answer, a connection that is cut before the request is served (`reset`), or a connection
 * that is cut after the request is served and committed (`drop-after-commit`). The client cannot distinguish the last
 * two.
 */
export interface Fault {
  match: FaultMatch;
  /** How many matching requests are hit. Default: 1. Infinity hits all. */
  times?: number;
  /** How many matching requests pass before the first one is hit. Default: 0. */
  after?: number;
  respond: FaultReply | Delay | "reset" | "drop-after-commit";
}

/** The service's own answer, delayed by this many milliseconds. */
interface Delay {
  delay: number;
}

/** The faults that wait for their requests. The fault that was added first is used first. */
export class Faults {
  private waiting: { fault: Fault; left: number; pass: number }[] = [];

  add(fault: Fault): void {
    this.waiting.push({ fault, left: fault.times ?? 1, pass: fault.after ?? 0 });
  }

  clear(): void {
    this.waiting = [];
  }

  /**
   * Returns how many faults are still waiting. If a test ends with waiting faults, it has not tested what it claims to
   * test.
   */
  get pending(): number {
    return this.waiting.length;
  }

  /** Returns the fault that hits this request, if any, and counts the request. */
  take(exchange: IncomingRequest): Fault | undefined {
    const entry = this.waiting.find(({ fault }) => fits(fault.match, exchange));
    if (entry === undefined) return undefined;
    if (entry.pass > 0) {
      entry.pass -= 1;
      return undefined;
    }
    entry.left -= 1;
    if (entry.left <= 0) this.waiting = this.waiting.filter((other) => other !== entry);
    return entry.fault;
  }
}

function fits(match: FaultMatch, exchange: IncomingRequest): boolean {
  return (
    (match.method === undefined || match.method === exchange.method) &&
    same(match.path, exchange.request.url ?? "/") &&
    same(match.operation, exchange.operation ?? "")
  );
}

function same(wanted: string | RegExp | undefined, actual: string): boolean {
  if (wanted === undefined) return true;
  return typeof wanted === "string" ? wanted === actual : wanted.test(actual);
}
