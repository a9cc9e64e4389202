import type { Exchange } from "../base/http.ts";
import { decodeChunked } from "./chunked.ts";
import { AwsError, type ServiceName } from "./errors.ts";
import type { AccessKey, Keys, Principal } from "./keys.ts";
import {
  expectedSignature,
  readSignature,
  sameSignature,
  sha256,
  signingKey,
  timeOf,
  type Signature,
  type SignedParts,
} from "./sigv4.ts";

/** A request whose signature was verified, with its decoded body. */
export interface Authenticated {
  principal: Principal;
  body: Buffer;
  /** Trailing headers of an aws-chunked body, such as its checksum. */
  trailers: Record<string, string>;
}

const SKEW = 15 * 60_000;

/**
 * Verifies that a request was signed by a known, unexpired key, over what really arrived.
 * @throws AwsError in the words of the service that was called
 */
export async function authenticate(
  exchange: Exchange,
  service: ServiceName,
  keys: Keys,
): Promise<Authenticated> {
  const parts = partsOf(exchange);
  const signature = readSignature(parts);
  if (signature === undefined) throw missing(service);
  const key = activeKey(keys, signature, service);
  checkTime(signature, service);
  const raw = await exchange.body();
  const payload = payloadOf(exchange, service, signature, raw);
  const expected = expectedSignature(parts, signature, key.secretAccessKey, payload);
  if (!sameSignature(expected, signature.signature)) throw mismatch(service);
  const { body, trailers } = payload.startsWith("STREAMING-")
    ? decodeChunked(raw, {
        signature,
        key: signingKey(key.secretAccessKey, signature.scope),
        signed: !payload.startsWith("STREAMING-UNSIGNED"),
      })
    : { body: raw, trailers: {} };
  return { principal: key.principal, body, trailers };
}

export function partsOf(exchange: Exchange): SignedParts {
  const [path = "/", query = ""] = (exchange.request.url ?? "/").split("?", 2);
  return { method: exchange.method, path, query, header: (name) => exchange.header(name) };
}

/** The key of a signature, alive and with its own session token. @throws AwsError */
export function activeKey(keys: Keys, signature: Signature, service: ServiceName): AccessKey {
  const key = keys.find(signature.accessKeyId);
  if (key === undefined)
    throw service === "s3"
      ? new AwsError(
          "InvalidAccessKeyId",
          403,
          "The AWS Access Key Id you provided does not exist in our records.",
          { AWSAccessKeyId: signature.accessKeyId },
        )
      : invalidToken(service);
  if ((key.sessionToken ?? "") !== signature.sessionToken) throw invalidToken(service);
  if (key.expiresAt !== undefined && key.expiresAt < Date.now())
    throw service === "s3"
      ? new AwsError("ExpiredToken", 400, "The provided token has expired.")
      : new AwsError(
          service === "sts" ? "ExpiredToken" : "ExpiredTokenException",
          service === "sts" ? 403 : 400,
          "The security token included in the request is expired",
        );
  return key;
}

function invalidToken(service: ServiceName): AwsError {
  if (service === "s3")
    return new AwsError(
      "InvalidToken",
      400,
      "The provided token is malformed or otherwise invalid.",
    );
  const code = service === "sts" ? "InvalidClientTokenId" : "UnrecognizedClientException";
  return new AwsError(code, 403, "The security token included in the request is invalid.");
}

function missing(service: ServiceName): AwsError {
  return service === "s3"
    ? new AwsError("AccessDenied", 403, "Access Denied")
    : new AwsError(
        service === "sts" ? "MissingAuthenticationToken" : "MissingAuthenticationTokenException",
        403,
        "Request is missing Authentication Token",
      );
}

function mismatch(service: ServiceName): AwsError {
  return new AwsError(
    service === "s3" || service === "sts" ? "SignatureDoesNotMatch" : "InvalidSignatureException",
    403,
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.",
  );
}

function checkTime({ date, expires }: Signature, service: ServiceName): void {
  const age = Date.now() - timeOf(date);
  const late = expires === undefined ? age > SKEW : age > expires * 1000;
  if (!late && age >= -SKEW) return;
  if (service === "s3" && expires === undefined)
    throw new AwsError(
      "RequestTimeTooSkewed",
      403,
      "The difference between the request time and the current time is too large.",
    );
  if (service === "s3") throw new AwsError("AccessDenied", 403, "Request has expired");
  throw new AwsError(
    service === "sts" ? "SignatureDoesNotMatch" : "InvalidSignatureException",
    403,
    `Signature expired: ${date} is now earlier than the time allowed`,
  );
}

/** The word for the body in the canonical request. A plain hash has to be that of the bytes that arrived. */
function payloadOf(
  exchange: Exchange,
  service: ServiceName,
  signature: Signature,
  raw: Buffer,
): string {
  const actual = sha256(raw);
  const stated = exchange.header("x-amz-content-sha256");
  if (service !== "s3") return actual;
  if (stated === "") return signature.expires === undefined ? actual : "UNSIGNED-PAYLOAD";
  if (/^[a-f0-9]{64}$/.test(stated) && stated !== actual)
    throw new AwsError(
      "XAmzContentSHA256Mismatch",
      400,
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  return stated;
}
