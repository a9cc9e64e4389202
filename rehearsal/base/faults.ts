import type { Readable } from "node:stream";

/** What faults look at of a request. */
interface IncomingRequest {
  method: string;
  /** The service's own name for it; undefined when it has none. */
  operation: string | undefined;
  request: { url?: string | undefined };
}

/** An answer in the place of the service's own. */
interface FaultReply {
  status: number;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer | Readable;
}

/** Which requests a fault hits; every part that is given has to fit. A text fits by equality. */
interface FaultMatch {
  method?: string;
  /** Against the path with its query. */
  path?: string | RegExp;
  /** Against the operation's name, e.g. `s3:PutObject` or `ecr:DescribeRepositories`. */
  operation?: string | RegExp;
}

/**
 * A scripted failure: an answer of one's own, a connection cut before the request was served (`reset`), or one cut
 * after it was served and committed (`drop-after-commit`), which the client cannot distinguish.
 */
export interface Fault {
  match: FaultMatch;
  /** How many fitting requests are hit; 1 when it is left out, Infinity for all. */
  times?: number;
  /** How many fitting requests pass before the first one is hit; 0 when it is left out. */
  after?: number;
  respond: FaultReply | Delay | "reset" | "drop-after-commit";
}

/** The service's own answer, so many milliseconds later. */
interface Delay {
  delay: number;
}

/** The faults that wait for their requests. First added, first hit. */
export class Faults {
  private waiting: { fault: Fault; left: number; pass: number }[] = [];

  add(fault: Fault): void {
    this.waiting.push({ fault, left: fault.times ?? 1, pass: fault.after ?? 0 });
  }

  clear(): void {
    this.waiting = [];
  }

  /** How many faults still wait: a test that ends with some has not tested what it says. */
  get pending(): number {
    return this.waiting.length;
  }

  /** The fault that hits this request, if any; counts it. */
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
