import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";

/** One file of an archive; names have forward slashes. */
export interface ZipEntry {
  name: string;
  content: Buffer;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** Bit 11: names are UTF-8. */
const UTF8 = 0x800;
const DEFLATED = 8;
/** 1980-01-01, the first day of the format: archives of the same files are the same bytes. */
const DAY = 0x21;

function header(signature: number, entry: ZipEntry, packed: Buffer, offset?: number): Buffer {
  const name = Buffer.from(entry.name);
  const isCentral = offset !== undefined;
  const fields: [size: 2 | 4, value: number][] = [
    [4, signature],
    ...(isCentral ? [[2, 20] as [2, number]] : []),
    [2, 20],
    [2, UTF8],
    [2, DEFLATED],
    [2, 0],
    [2, DAY],
    [4, crc32(entry.content)],
    [4, packed.length],
    [4, entry.content.length],
    [2, name.length],
    [2, 0],
    ...(isCentral
      ? ([
          [2, 0],
          [2, 0],
          [2, 0],
          [4, 0],
          [4, offset],
        ] as [2 | 4, number][])
      : []),
  ];
  return Buffer.concat([pack(fields), name]);
}

function pack(fields: readonly [size: 2 | 4, value: number][]): Buffer {
  const buffer = Buffer.alloc(fields.reduce((sum, [size]) => sum + size, 0));
  let at = 0;
  for (const [size, value] of fields) at = buffer.writeUIntLE(value, at, size);
  return buffer;
}

/** A ZIP archive (APPNOTE 4.3, without ZIP64: below 4 GiB and 65,535 files). */
export function createZip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const packed = deflateRawSync(entry.content);
    const local = header(LOCAL, entry, packed);
    directory.push(header(CENTRAL, entry, packed, offset));
    parts.push(local, packed);
    offset += local.length + packed.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const count = entries.length;
  const end = pack([
    [4, END],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, size],
    [4, offset],
    [2, 0],
  ]);
  return Buffer.concat([...parts, ...directory, end]);
}

/** Stored and deflated entries of an archive; folders are left out. Throws an Error for what is no archive. */
export function readZip(archive: Buffer): ZipEntry[] {
  const signature = pack([[4, END]]);
  const end = archive.lastIndexOf(signature);
  if (end < 0) throw new Error("not a ZIP archive: it has no end record");
  const entries: ZipEntry[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let count = archive.readUInt16LE(end + 10); count > 0; count--) {
    if (archive.readUInt32LE(at) !== CENTRAL)
      throw new Error("broken ZIP archive: no entry where one is named");
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString("utf8", at + 46, at + 46 + nameLength);
    if (!name.endsWith("/")) entries.push({ name, content: contentOf(archive, at) });
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

function contentOf(archive: Buffer, central: number): Buffer {
  const method = archive.readUInt16LE(central + 10);
  const size = archive.readUInt32LE(central + 20);
  const local = archive.readUInt32LE(central + 42);
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(start, start + size);
  if (method !== 0 && method !== DEFLATED) throw new Error(`unknown ZIP compression ${method}`);
  const content = method === 0 ? Buffer.from(packed) : inflateRawSync(packed);
  if (crc32(content) !== archive.readUInt32LE(central + 16))
    throw new Error("broken ZIP archive: a file is not what its checksum says");
  return content;
}
