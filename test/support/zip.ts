import { crc32 } from "node:zlib";

/**
 * Returns a zip archive of one stored (not compressed) file. Like archives of Unix systems, it records the file's mode.
 */
export function zip(name: string, content: Buffer, mode: number): Buffer {
  const file = Buffer.from(name);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt32LE(0x00210000, 6);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(content.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(file.length, 22);
  const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, file, content]);
  const attributes = Buffer.alloc(14);
  attributes.writeUInt32LE((0o100000 | mode) * 0x10000, 6);
  const central = Buffer.concat([Buffer.from("PK\x01\x02\x14\x03"), common, attributes, file]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from("PK\x05\x06"), end]);
}
