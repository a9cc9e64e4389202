import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** The parts of a signed request that Signature Version 4 covers. */
export interface SignedParts {
  method: string;
  /** Path as sent, still encoded. */
  path: string;
  /** Query as sent, without `?`. */
  query: string;
  /** Value of a header, repeated ones joined by a comma; "" when absent. */
  header: (name: string) => string;
}

/** What a request says of its own signature, in its Authorization header or in its query. */
export interface Signature {
  accessKeyId: string;
  /** `20260101/eu-west-1/s3/aws4_request` */
  scope: string;
  region: string;
  service: string;
  /** `20260101T000000Z` */
  date: string;
  signedHeaders: string[];
  signature: string;
  sessionToken: string;
  /** Seconds a presigned request lives; undefined for one signed in its header. */
  expires: number | undefined;
}

const ALGORITHM = "AWS4-HMAC-SHA256";

/** SHA-256 in hex. */
export function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

const hmac = (key: string | Buffer, text: string) =>
  createHmac("sha256", key).update(text).digest();

/** Reads the signature of a request; undefined when it carries none (or a broken one). */
export function readSignature({ query, header }: SignedParts): Signature | undefined {
  const parameters = new URLSearchParams(query);
  if (parameters.get("X-Amz-Algorithm") === ALGORITHM) {
    const given = (name: string) => parameters.get(`X-Amz-${name}`) ?? "";
    return signatureOf({
      credential: given("Credential"),
      signedHeaders: given("SignedHeaders"),
      signature: given("Signature"),
      date: given("Date"),
      sessionToken: given("Security-Token"),
      expires: Number(given("Expires")),
    });
  }
  const authorization = header("authorization");
  if (!authorization.startsWith(`${ALGORITHM} `)) return undefined;
  const field = (name: string) => new RegExp(`${name}=([^,\\s]+)`).exec(authorization)?.[1] ?? "";
  return signatureOf({
    credential: field("Credential"),
    signedHeaders: field("SignedHeaders"),
    signature: field("Signature"),
    date: header("x-amz-date"),
    sessionToken: header("x-amz-security-token"),
    expires: undefined,
  });
}

function signatureOf(given: {
  credential: string;
  signedHeaders: string;
  signature: string;
  date: string;
  sessionToken: string;
  expires: number | undefined;
}): Signature | undefined {
  const [accessKeyId, ...scope] = given.credential.split("/");
  const [day, region, service, end] = scope;
  if (!accessKeyId || !day || !region || !service || end !== "aws4_request") return undefined;
  const { date, signature, sessionToken, expires } = given;
  const signedHeaders = given.signedHeaders.split(";");
  return {
    ...{ accessKeyId, scope: scope.join("/"), region, service, date },
    ...{ signedHeaders, signature, sessionToken, expires },
  };
}

/**
 * Computes the signature a request should have.
 * @param payload hex SHA-256 of the body, or the word the request puts in its place (UNSIGNED-PAYLOAD …)
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export function expectedSignature(
  parts: SignedParts,
  signature: Signature,
  secret: string,
  payload: string,
): string {
  const { scope, date, signedHeaders, service } = signature;
  const headers = signedHeaders.map(
    (name) => `${name}:${parts.header(name).trim().replace(/ +/g, " ")}\n`,
  );
  const canonical = [
    parts.method,
    canonicalPath(parts.path, service),
    canonicalQuery(parts.query),
    headers.join(""),
    signedHeaders.join(";"),
    payload,
  ].join("\n");
  const toSign = [ALGORITHM, date, scope, sha256(canonical)].join("\n");
  return hmac(signingKey(secret, scope), toSign).toString("hex");
}

export function signingKey(secret: string, scope: string): Buffer {
  return scope.split("/").reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
}

/** Compares without telling by its duration where the difference is. */
export function sameSignature(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

/** RFC 3986: encodeURIComponent leaves !'()* alone, SigV4 does not. */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** S3 signs the path once encoded; every other service encodes the encoded path again. */
function canonicalPath(path: string, service: string): string {
  const once = path.split("/").map((part) => encodeRfc3986(decodeURIComponent(part)));
  return (service === "s3" ? once : once.map(encodeRfc3986)).join("/");
}

function canonicalQuery(query: string): string {
  return query
    .split("&")
    .filter((pair) => pair !== "" && !pair.startsWith("X-Amz-Signature="))
    .map((pair) => {
      const at = pair.indexOf("=");
      const [name, value] = at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
      return [name, value].map((part) => encodeRfc3986(decodeURIComponent(part)));
    })
    .sort(([a = "", x = ""], [b = "", y = ""]) => compare(a, b) || compare(x, y))
    .map((pair) => pair.join("="))
    .join("&");
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** `20260101T000000Z` as milliseconds since 1970; NaN for anything else. */
export function timeOf(date: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date)?.slice(1);
  if (parts === undefined) return NaN;
  const [year, month, day, hour, minute, second] = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** Signature of one chunk of a signed aws-chunked body. */
export function chunkSignature(
  key: Buffer,
  signature: Signature,
  previous: string,
  chunk: Buffer,
): string {
  const kind = "AWS4-HMAC-SHA256-PAYLOAD";
  const { date, scope } = signature;
  const toSign = [kind, date, scope, previous, sha256(""), sha256(chunk)].join("\n");
  return hmac(key, toSign).toString("hex");
}

/** Signature over the trailing headers of such a body. */
export function trailerSignature(
  key: Buffer,
  signature: Signature,
  previous: string,
  trailer: string,
): string {
  const kind = "AWS4-HMAC-SHA256-TRAILER";
  const toSign = [kind, signature.date, signature.scope, previous, sha256(trailer)].join("\n");
  return hmac(key, toSign).toString("hex");
}
