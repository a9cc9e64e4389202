import { createHash } from "node:crypto";
import { AwsError } from "./errors.ts";

/** Table of a reflected 32-bit CRC. Node has zlib.crc32 only since 20.15 and never the Castagnoli form. */
function tableOf(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1)
      value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    return value;
  });
}

function crc(table: Uint32Array, bytes: Buffer): Buffer {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ (table[(value ^ byte) & 0xff] ?? 0);
  const out = Buffer.alloc(4);
  out.writeUInt32BE((value ^ 0xffffffff) >>> 0);
  return out;
}

const CRC32 = tableOf(0xedb88320);
const CRC32C = tableOf(0x82f63b78);

const ALGORITHMS: Record<string, (bytes: Buffer) => Buffer> = {
  crc32: (bytes) => crc(CRC32, bytes),
  crc32c: (bytes) => crc(CRC32C, bytes),
  sha1: (bytes) => createHash("sha1").update(bytes).digest(),
  sha256: (bytes) => createHash("sha256").update(bytes).digest(),
};

/** MD5 in hex: the ETag of an object that was put in one piece. */
export function md5(bytes: Buffer): string {
  return createHash("md5").update(bytes).digest("hex");
}

/**
 * Verifies every `x-amz-checksum-…` that came with a body and `content-md5`, and returns the checksums (base64 by
 * algorithm) to keep. Without one, S3 computes a CRC itself.
 * @throws AwsError BadDigest, InvalidRequest for an algorithm that is not known here
 */
export function verifyChecksums(
  bytes: Buffer,
  stated: Record<string, string>,
): Record<string, string> {
  const contentMd5 = stated["content-md5"] ?? "";
  if (contentMd5 !== "" && contentMd5 !== Buffer.from(md5(bytes), "hex").toString("base64"))
    throw new AwsError(
      "BadDigest",
      400,
      "The Content-MD5 you specified did not match what we received.",
    );
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(stated)) {
    const algorithm = /^x-amz-checksum-(?!algorithm$|mode$|type$)(\w+)$/.exec(name)?.[1];
    if (algorithm === undefined || value === "") continue;
    const compute = Object.hasOwn(ALGORITHMS, algorithm) ? ALGORITHMS[algorithm] : undefined;
    if (compute === undefined)
      throw new AwsError("InvalidRequest", 400, `The checksum ${algorithm} is not supported here.`);
    if (compute(bytes).toString("base64") !== value)
      throw new AwsError(
        "BadDigest",
        400,
        `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
      );
    kept[algorithm] = value;
  }
  return kept;
}
