import type { Case } from "../service.ts";
import { BLOB_CASES } from "./cases/blobs.ts";
import { MANIFEST_CASES } from "./cases/manifests.ts";
import type { RegistryClient } from "./client.ts";

/** Requests of clients to an OCI registry: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md */
export const cases: Case<RegistryClient>[] = [...BLOB_CASES, ...MANIFEST_CASES];
