/** What the backend's `GET /api/message` answers. */
export interface Message {
  message: string;
  version: string;
  hostname: string;
}

export interface Backend {
  /** @throws Error when there is no good answer in time */
  message(): Promise<Message>;
  /** Whether the backend says that it can serve. */
  ready(): Promise<boolean>;
}

/** A kubelet's probe waits one second; the answer to it must not wait longer for the backend. */
const PROBE_MS = 800;
const REQUEST_MS = 3000;

/** The backend at an address such as http://backend.fleet.svc.cluster.local. */
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
        // Refused, reset or too late: each means the same to whoever asks.
        return false;
      }
    },
  };
}
