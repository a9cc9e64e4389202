/** The answer of the backend's `GET /api/message`. */
export interface Message {
  message: string;
  version: string;
  hostname: string;
}

export interface Backend {
  /** Gets the message. @throws Error if there is no valid answer in time */
  message(): Promise<Message>;
  /** Returns whether the backend says that it can serve. */
  ready(): Promise<boolean>;
}

/** Milliseconds to wait for the backend in a probe: a kubelet's probe waits only one second for our answer. */
const PROBE_MS = 800;
const REQUEST_MS = 3000;

/** Returns a client of the backend at an address such as http://backend.fleet.svc.cluster.local. */
export function backendAt(url: string): Backend {
  const ask = (path: string, ms: number) =>
    fetch(new URL(path, url), { signal: AbortSignal.timeout(ms) });
  return {
    async message() {
      const response = await ask("/api/message", REQUEST_MS);
      if (!response.ok) throw new Error(`the backend answered ${response.status}`);
      const value = (await response.json()) as Partial<Record<keyof Message, unknown>>;
      return {
        message: String(value.message),
        version: String(value.version),
        hostname: String(value.hostname),
      };
    },
    async ready() {
      try {
        return (await ask("/readyz", PROBE_MS)).ok;
      } catch {
        // Refused, reset or too late: all mean that the backend is not ready.
        return false;
      }
    },
  };
}
