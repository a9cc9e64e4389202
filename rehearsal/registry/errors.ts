import { json, type Reply } from "../base/http.ts";

/** Error codes of the distribution specification v1.1. https://github.com/opencontainers/distribution-spec */
const STATUS = {
  BLOB_UNKNOWN: 404,
  BLOB_UPLOAD_UNKNOWN: 404,
  DIGEST_INVALID: 400,
  // The status of the reference implementation (distribution). The specification gives the code no status.
  MANIFEST_BLOB_UNKNOWN: 400,
  MANIFEST_INVALID: 400,
  MANIFEST_UNKNOWN: 404,
  NAME_INVALID: 400,
  NAME_UNKNOWN: 404,
  SIZE_INVALID: 400,
  TAG_INVALID: 400,
  UNAUTHORIZED: 401,
  DENIED: 403,
  UNSUPPORTED: 405,
} as const;

export type RegistryErrorCode = keyof typeof STATUS;

/** A refusal by the registry. */
export class RegistryError extends Error {
  readonly code: RegistryErrorCode;
  readonly details: readonly unknown[];

  /** @param details one for each problem of the same kind, e.g. for each missing blob */
  constructor(code: RegistryErrorCode, message: string, ...details: unknown[]) {
    super(message);
    this.name = "RegistryError";
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return STATUS[this.code];
  }

  reply(headers: Record<string, string> = {}): Reply {
    const { code, message } = this;
    const details = this.details.length === 0 ? [undefined] : this.details;
    const errors = details.map((detail) => ({ code, message, detail }));
    return json(this.status, { errors }, headers);
  }
}

/** Makes the answer to a request that other registries serve and the rehearsal's registry does not. */
export function notServed(request: string): RegistryError {
  return new RegistryError("UNSUPPORTED", `the rehearsal does not serve ${request}`);
}
