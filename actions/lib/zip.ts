import { inflateRawSync } from "node:zlib";

// The ZIP format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (sections 4.3.12 and 4.3.16)

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
/** The longest comment that may follow the end record. */
const COMMENT_BYTES = 0xffff;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;

const STORED = 0;
const DEFLATED = 8;

const OUT_OF_RANGE = new Set(["ERR_OUT_OF_RANGE", "ERR_BUFFER_OUT_OF_BOUNDS"]);

/** Where an entry's bytes are in the archive. */
interface Entry {
  method: number;
  compressedSize: number;
  size: number;
  /** Offset of its local header. */
  offset: number;
}

/**
 * Returns the bytes of one file in a ZIP archive; undefined if there is no file with this name. Nothing is written to
 * the disk, so the names in an archive that somebody else made cannot lead anywhere.
 * @param limit the most bytes that the file may have
 * @throws Error if the archive is damaged, or the file is larger
 */
export function readZipEntry(
  archive: Uint8Array,
  name: string,
  limit: number,
): Uint8Array | undefined {
  const view = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  try {
    const entry = findEntry(view, name);
    return entry === undefined ? undefined : contentOf(view, entry, limit);
  } catch (error) {
    // This error means that an offset is outside the archive.
    if (OUT_OF_RANGE.has((error as NodeJS.ErrnoException).code ?? ""))
      throw new Error("the archive is damaged", { cause: error });
    throw error;
  }
}

function findEntry(archive: Buffer, name: string): Entry | undefined {
  const end = findEnd(archive);
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (archive.readUInt32LE(at) !== ENTRY_SIGNATURE) throw new Error("the archive is damaged");
    const nameLength = archive.readUInt16LE(at + 28);
    const nameStart = at + ENTRY_BYTES;
    if (archive.toString("utf8", nameStart, nameStart + nameLength) === name)
      return {
        method: archive.readUInt16LE(at + 10),
        compressedSize: archive.readUInt32LE(at + 20),
        size: archive.readUInt32LE(at + 24),
        offset: archive.readUInt32LE(at + 42),
      };
    at = nameStart + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return undefined;
}

/** Returns the offset of the record at the end of the archive. */
function findEnd(archive: Buffer): number {
  const first = Math.max(0, archive.length - END_BYTES - COMMENT_BYTES);
  for (let at = archive.length - END_BYTES; at >= first; at -= 1)
    if (archive.readUInt32LE(at) === END_SIGNATURE) return at;
  throw new Error("the file is not a ZIP archive");
}

function contentOf(archive: Buffer, entry: Entry, limit: number): Uint8Array {
  const { method, compressedSize, size, offset } = entry;
  if (archive.readUInt32LE(offset) !== LOCAL_SIGNATURE) throw new Error("the archive is damaged");
  const extra = archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
  const start = offset + LOCAL_BYTES + extra;
  const packed = archive.subarray(start, start + compressedSize);
  if (size > limit) throw new Error(`the file in the archive has more than ${limit} bytes`);
  const content = unpack(method, packed, limit);
  if (content.length !== size) throw new Error("the archive is damaged");
  return content;
}

function unpack(method: number, packed: Buffer, limit: number): Uint8Array {
  if (method === STORED) return packed;
  if (method !== DEFLATED) throw new Error(`the archive is packed with the method ${method}`);
  try {
    // The limit applies whatever size the archive names.
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, limit) });
  } catch (error) {
    throw new Error("the archive is damaged", { cause: error });
  }
}
