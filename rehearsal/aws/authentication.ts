import { createHash } from "node:crypto";
import type { Exchange } from "../base/http.ts";
import { AwsError, notServed, type ServiceName } from "./errors.ts";
import type { AccessKey, Keys, Principal } from "./keys.ts";
import {
  isSigned,
  readAuthorization,
  timeOf,
  type Signature,
  type SignedRequest,
} from "./signature.ts";

const ALLOWED_CLOCK_SKEW_MS = 15 * 60_000;

/**
 * Verifies that a known, unexpired key signed a request, and that the signature covers exactly what arrived.
 * @throws AwsError with the message of the service that was called
 */
export async function authenticate(
  exchange: Exchange,
  service: ServiceName,
  keys: Keys,
): Promise<{ principal: Principal; region: string; body: Buffer }> {
  const request = signedRequestOf(exchange);
  if (request.query.has("X-Amz-Signature")) throw notServed(`a presigned ${service} request`);
  const signature = readAuthorization(request);
  if (signature === undefined) throw missingSignature(service);
  const key = findKey(keys, signature, service);
  requireRecent(signature, service);
  const body = await exchange.body();
  requireHashOf(body, exchange.header("x-amz-content-sha256"), service);
  if (!(await isSigned({ ...request, body }, signature, key))) throw wrongSignature(service);
  keys.observe(key.principal, exchange.header("user-agent"));
  return { principal: key.principal, region: signature.region, body };
}

export function signedRequestOf(exchange: Exchange): SignedRequest {
  const [path = "/", query = ""] = (exchange.request.url ?? "/").split("?", 2);
  return {
    method: exchange.method,
    path,
    query: new URLSearchParams(query),
    header: (name) => exchange.header(name),
  };
}

/** Finds the key of a signature. The key must be unexpired and come with its own session token. @throws AwsError */
export function findKey(keys: Keys, signature: Signature, service: ServiceName): AccessKey {
  const key = keys.find(signature.accessKeyId);
  if (key === undefined && service === "s3")
    throw new AwsError(
      "InvalidAccessKeyId",
      403,
      "The AWS Access Key Id you provided does not exist in our records.",
      { AWSAccessKeyId: signature.accessKeyId },
    );
  if (key === undefined || (key.sessionToken ?? "") !== signature.sessionToken)
    throw invalidToken(service);
  if (key.expiresAt !== undefined && key.expiresAt < Date.now()) throw expiredToken(service);
  return key;
}

// Each protocol has its own code for this refusal.

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

function expiredToken(service: ServiceName): AwsError {
  if (service === "s3") return new AwsError("ExpiredToken", 400, "The provided token has expired.");
  const message = "The security token included in the request is expired";
  return service === "sts"
    ? new AwsError("ExpiredToken", 403, message)
    : new AwsError("ExpiredTokenException", 400, message);
}

function missingSignature(service: ServiceName): AwsError {
  if (service === "s3") return new AwsError("AccessDenied", 403, "Access Denied");
  const code =
    service === "sts" ? "MissingAuthenticationToken" : "MissingAuthenticationTokenException";
  return new AwsError(code, 403, "Request is missing Authentication Token");
}

function wrongSignature(
  service: ServiceName,
  message = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.",
): AwsError {
  const isXml = service === "s3" || service === "sts";
  return new AwsError(isXml ? "SignatureDoesNotMatch" : "InvalidSignatureException", 403, message);
}

function requireRecent({ date }: Signature, service: ServiceName): void {
  if (Math.abs(Date.now() - timeOf(date)) <= ALLOWED_CLOCK_SKEW_MS) return;
  throw service === "s3"
    ? new AwsError(
        "RequestTimeTooSkewed",
        403,
        "The difference between the request time and the current time is too large.",
      )
    : wrongSignature(service, `Signature expired: ${date} is now earlier than the time allowed`);
}

/** Requires that the hash that the client signed is the hash of the bytes that arrived. @throws AwsError */
function requireHashOf(body: Buffer, stated: string, service: ServiceName): void {
  if (stated === "" || stated === createHash("sha256").update(body).digest("hex")) return;
  // Over http, which Terraform and the SDKs use to reach the rehearsal, they always state the hash.
  if (/^(STREAMING|UNSIGNED)-/.test(stated)) throw notServed(`a ${service} body as ${stated}`);
  throw service === "s3"
    ? new AwsError(
        "XAmzContentSHA256Mismatch",
        400,
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      )
    : wrongSignature(service);
}
