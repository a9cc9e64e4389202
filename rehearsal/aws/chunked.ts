import { AwsError } from "./errors.ts";
import { chunkSignature, sameSignature, trailerSignature, type Signature } from "./sigv4.ts";

export interface ChunkedOptions {
  signature: Signature;
  /** Derived signing key of the request. */
  key: Buffer;
  /** Whether chunks carry signatures (STREAMING-AWS4-HMAC-SHA256-PAYLOAD…). */
  signed: boolean;
}

/**
 * Decodes an aws-chunked body: `SIZE[;chunk-signature=…]\r\n DATA \r\n … 0\r\n trailers \r\n`.
 * @throws AwsError IncompleteBody, SignatureDoesNotMatch
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function decodeChunked(
  raw: Buffer,
  options: ChunkedOptions,
): { body: Buffer; trailers: Record<string, string> } {
  const chunks: Buffer[] = [];
  let previous = options.signature.signature;
  let at = 0;
  for (;;) {
    const end = raw.indexOf("\r\n", at);
    if (end < 0) throw incomplete();
    const [size = "", extension = ""] = raw.toString("latin1", at, end).split(";", 2);
    const length = parseInt(size, 16);
    const start = end + 2;
    if (!Number.isInteger(length) || start + length > raw.length) throw incomplete();
    const chunk = raw.subarray(start, start + length);
    if (options.signed) {
      const expected = chunkSignature(options.key, options.signature, previous, chunk);
      if (!sameSignature(expected, extension.replace("chunk-signature=", ""))) throw mismatch();
      previous = expected;
    }
    if (length === 0) {
      const trailers = readTrailers(raw.toString("latin1", start));
      checkTrailer(trailers, previous, options);
      return { body: Buffer.concat(chunks), trailers };
    }
    chunks.push(chunk);
    at = start + length + 2;
  }
}

function readTrailers(text: string): Record<string, string> {
  const trailers: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const at = line.indexOf(":");
    if (at > 0) trailers[line.slice(0, at).trim().toLowerCase()] = line.slice(at + 1).trim();
  }
  return trailers;
}

function checkTrailer(
  trailers: Record<string, string>,
  previous: string,
  { signed, key, signature }: ChunkedOptions,
): void {
  const stated = trailers["x-amz-trailer-signature"];
  if (!signed || stated === undefined) return;
  const text = Object.entries(trailers)
    .filter(([name]) => name !== "x-amz-trailer-signature")
    .map(([name, value]) => `${name}:${value}\n`)
    .join("");
  if (!sameSignature(trailerSignature(key, signature, previous, text), stated)) throw mismatch();
}

function incomplete(): AwsError {
  return new AwsError(
    "IncompleteBody",
    400,
    "The request body terminated unexpectedly: it is not whole in aws-chunked form.",
  );
}

function mismatch(): AwsError {
  return new AwsError(
    "SignatureDoesNotMatch",
    403,
    "The signature of a chunk does not match what was computed.",
  );
}
