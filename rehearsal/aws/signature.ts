import { SignatureV4 } from "@smithy/signature-v4";
import { createHash, createHmac, timingSafeEqual, type Hash } from "node:crypto";
import type { AccessKey } from "./keys.ts";

/** What a request says about its own signature, in its Authorization header or in its query. */
export interface Signature {
  accessKeyId: string;
  region: string;
  service: string;
  /** `20260101T000000Z` */
  date: string;
  signedHeaders: string[];
  /** Hex. */
  signature: string;
  sessionToken: string;
}

/** A request as it arrived. */
export interface SignedRequest {
  method: string;
  /** Path as sent, still encoded. */
  path: string;
  query: URLSearchParams;
  /** Returns the value of a header: repeated headers are joined by a comma; "" if absent. */
  header: (name: string) => string;
}

const ALGORITHM = "AWS4-HMAC-SHA256";

/** Reads the Authorization header; undefined if the header is missing or malformed. */
export function readAuthorization({ header }: SignedRequest): Signature | undefined {
  const authorization = header("authorization");
  if (!authorization.startsWith(`${ALGORITHM} `)) return undefined;
  const field = (name: string) => new RegExp(`${name}=([^,\\s]+)`).exec(authorization)?.[1] ?? "";
  return signatureOf(field, header("x-amz-date"), header("x-amz-security-token"));
}

/** Reads the signature of a presigned URL from its query; undefined if it is missing or malformed. */
export function readPresigned({ query }: SignedRequest): Signature | undefined {
  const field = (name: string) => query.get(`X-Amz-${name}`) ?? "";
  if (field("Algorithm") !== ALGORITHM) return undefined;
  return signatureOf(field, field("Date"), field("Security-Token"));
}

function signatureOf(
  field: (name: string) => string,
  date: string,
  sessionToken: string,
): Signature | undefined {
  const [accessKeyId, day, region, service, end] = field("Credential").split("/");
  if (!accessKeyId || !day || !region || !service || end !== "aws4_request") return undefined;
  return {
    accessKeyId,
    region,
    service,
    date,
    sessionToken,
    signedHeaders: field("SignedHeaders").split(";"),
    signature: field("Signature"),
  };
}

/**
 * Returns whether a request is signed with this key over exactly what arrived. The SDK's own signer signs the request
 * again, and the signatures are compared.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export async function isSigned(
  request: SignedRequest & { body: Buffer },
  given: Signature,
  key: AccessKey,
): Promise<boolean> {
  const signed = await signerOf(given, key).sign(
    { ...httpRequestOf(request, given), query: queryOf(request.query), body: request.body },
    { signingDate: new Date(timeOf(given.date)), signableHeaders: new Set(given.signedHeaders) },
  );
  const [, expected = ""] = /Signature=(\w+)$/.exec(signed.headers["authorization"] ?? "") ?? [];
  return isSameText(expected, given.signature);
}

/**
 * Does the same for a presigned URL, which has its signature in the query.
 * @param expiresIn seconds, as the URL states them
 */
export async function isPresigned(
  request: SignedRequest,
  given: Signature,
  key: AccessKey,
  expiresIn: number,
): Promise<boolean> {
  const own = [...request.query].filter(([name]) => !name.startsWith("X-Amz-"));
  const signed = await signerOf(given, key).presign(
    { ...httpRequestOf(request, given), query: queryOf(new URLSearchParams(own)) },
    { signingDate: new Date(timeOf(given.date)), expiresIn },
  );
  return isSameText(String(signed.query?.["X-Amz-Signature"] ?? ""), given.signature);
}

function signerOf({ region, service }: Signature, key: AccessKey): SignatureV4 {
  const { accessKeyId, secretAccessKey, sessionToken } = key;
  return new SignatureV4({
    region,
    service,
    sha256: Sha256,
    applyChecksum: false,
    // S3 signs the path as it was sent. Every other service encodes the already encoded path again.
    uriEscapePath: service !== "s3",
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
  });
}

/** Contains only the headers that the client says it signed: a proxy may have added others. */
function httpRequestOf(request: SignedRequest, { signedHeaders }: Signature) {
  return {
    method: request.method,
    path: request.path,
    protocol: "http:",
    hostname: "",
    headers: Object.fromEntries(signedHeaders.map((name) => [name, request.header(name)])),
  };
}

function queryOf(query: URLSearchParams): Record<string, string[]> {
  return Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)]));
}

/** SHA-256, or HMAC-SHA-256 if there is a key, with the interface that the signer requires. */
class Sha256 {
  private readonly hash: Hash | ReturnType<typeof createHmac>;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = ArrayBuffer.isView(secret)
      ? Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength)
      : Buffer.from((secret ?? "") as string);
    this.hash = secret === undefined ? createHash("sha256") : createHmac("sha256", key);
  }

  update(data: Uint8Array): void {
    this.hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }

  reset(): void {
    throw new Error("a hash is used once");
  }
}

/** Compares in constant time, so that the duration does not reveal where the texts differ. */
function isSameText(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

/** Converts `20260101T000000Z` to milliseconds since 1970; NaN for any other format. */
export function timeOf(date: string): number {
  const iso = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
  return iso === date ? NaN : Date.parse(iso);
}
