import { createHash } from "node:crypto";
import type { Lease } from "../../../actions/lib/releases/lease.ts";
import type { ReleaseContent, ReleaseRecord } from "../../../actions/lib/releases/record.ts";
import type { Store } from "../../../actions/lib/releases/store.ts";

/** A store in memory, with a clock that tests move. Its writes are conditional, as in S3. */
export interface MemoryStore extends Store {
  /** Milliseconds since the epoch. */
  time: number;
  objects: Map<string, Uint8Array>;
  /** How often each operation was called. */
  calls: Record<"read" | "create" | "replace" | "list", number>;
  /** Returns the JSON document with a name. */
  document(name: string): unknown;
  /** Stores a JSON document, and overwrites what is there. */
  put(name: string, document: unknown): void;
}

const etagOf = (bytes: Uint8Array): string => createHash("md5").update(bytes).digest("hex");

export function memoryStore(environment = "dev", time = Date.parse("2026-11-28T12:00:00Z")) {
  const objects = new Map<string, Uint8Array>();
  const put = (name: string, bytes: Uint8Array): Promise<string> => {
    objects.set(name, bytes);
    return Promise.resolve(etagOf(bytes));
  };
  const found = (name: string): string | undefined => {
    const bytes = objects.get(name);
    return bytes === undefined ? undefined : etagOf(bytes);
  };
  const store: MemoryStore = {
    environment,
    address: `s3://fleet-state/${environment}`,
    time,
    objects,
    calls: { read: 0, create: 0, replace: 0, list: 0 },
    now: () => Promise.resolve(store.time),
    read: (name) => {
      store.calls.read += 1;
      const bytes = objects.get(name);
      return Promise.resolve(bytes && { bytes, etag: etagOf(bytes) });
    },
    create: (name, bytes) => {
      store.calls.create += 1;
      const etag = found(name);
      if (etag === undefined) return put(name, bytes);
      return Promise.resolve(etag === etagOf(bytes) ? etag : undefined);
    },
    replace: (name, bytes, etag) => {
      store.calls.replace += 1;
      const current = found(name);
      if (current === etag) return put(name, bytes);
      return Promise.resolve(current === etagOf(bytes) ? current : undefined);
    },
    list: (prefix) => {
      store.calls.list += 1;
      return Promise.resolve([...objects.keys()].filter((name) => name.startsWith(prefix)).sort());
    },
    document: (name) => JSON.parse(Buffer.from(objects.get(name) ?? "").toString()) as unknown,
    put: (name, document) => void objects.set(name, Buffer.from(JSON.stringify(document))),
  };
  return store;
}

/** Returns the lease that is in the store. */
export const leaseIn = (store: MemoryStore): Lease => store.document("lease.json") as Lease;

/** Returns a job of a run, in the form in which leases and events name it. */
export const holderNamed = (job: string, runId = 77) => ({
  run: `https://github.com/example-org/fleet/actions/runs/${runId}`,
  runId,
  runAttempt: 1,
  workflow: "deploy",
  job,
  actor: "octocat",
  commit: "c".repeat(40),
});

/** Returns the content of a release record of dev, verified one hour before the store's time. */
export const releaseContent = (change: Partial<ReleaseContent> = {}): ReleaseContent => ({
  schema: 1,
  environment: "dev",
  commit: "c".repeat(40),
  status: "healthy",
  verifiedAt: "2026-11-28T11:00:00.000Z",
  workspaces: {
    kubernetes: {
      directory: "terraform/kubernetes",
      files: { "terraform/kubernetes/main.tf": "a".repeat(64) },
      variableFiles: {},
      tool: { name: "terraform", version: "1.11.4" },
      providers: { "registry.terraform.io/hashicorp/kubernetes": "2.38.0" },
    },
  },
  images: { frontend: { repository: "fleet-dev/frontend", digest: `sha256:${"4f".repeat(32)}` } },
  observed: [
    {
      kind: "Deployment",
      namespace: "fleet",
      name: "frontend",
      desired: 2,
      ready: 2,
      containers: { frontend: [`sha256:${"4f".repeat(32)}`] },
    },
  ],
  outputs: "{}",
  run: holderNamed("deploy"),
  approvals: [],
  smokeTests: [],
  ...change,
});

/** Returns a release whose id sorts by its number. */
export const releaseNumbered = (
  number: number,
  change: Partial<ReleaseContent> = {},
): ReleaseRecord => ({
  ...releaseContent(change),
  id: `202611${String(number).padStart(2, "0")}T000000Z-${"a".repeat(12)}`,
});
