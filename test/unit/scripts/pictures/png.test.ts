import { readFileSync } from "node:fs";
import path from "node:path";
import { deflateSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { readPixels, shrinkPng } from "../../../../scripts/pictures/png.ts";

/** Returns a PNG of RGBA rows, each after its filter byte. Its checksums are 0, because nothing here reads them. */
function pngOf(width: number, rows: readonly number[][], type = 6): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(rows.length, 4);
  header.set([8, type, 0, 0, 0], 8);
  const chunk = (name: string, data: Buffer) => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(data.length);
    return Buffer.concat([size, Buffer.from(name), data, Buffer.alloc(4)]);
  };
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.from(rows.flat()))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

test("rows with every filter give their pixels, without the opacity", () => {
  const { rgb } = readPixels(
    pngOf(2, [
      [0, 10, 20, 30, 255, 11, 22, 33, 255],
      [1, 10, 20, 30, 255, 1, 2, 3, 0],
      [2, 0, 0, 0, 0, 0, 0, 0, 0],
      [3, 5, 10, 15, 128, 1, 1, 3, 0],
      [4, 0, 0, 0, 0, 1, 1, 1, 0],
    ]),
  );
  expect([...rgb]).toStrictEqual([
    ...[10, 20, 30, 11, 22, 33],
    ...[10, 20, 30, 11, 22, 33],
    ...[10, 20, 30, 11, 22, 33],
    ...[10, 20, 30, 11, 22, 34],
    ...[10, 20, 30, 12, 23, 35],
  ]);
});

test("a file that is no PNG of a browser is refused", () => {
  expect(() => readPixels(Buffer.from("GIF89a"))).toThrow("no PNG");
  expect(() => readPixels(pngOf(1, [[0, 1]], 0))).toThrow("expected a PNG");
});

test("a shrunk picture has a palette, and so have the pictures of the documentation", () => {
  const small = shrinkPng(pngOf(1, [[0, 10, 20, 30, 255]]));
  const headOf = (png: Buffer) => [png.toString("latin1", 12, 16), png[24], png[25]];
  expect(headOf(small)).toStrictEqual(["IHDR", 8, 3]);
  expect(small.includes(Buffer.from([10, 20, 30]))).toBe(true);
  const file = path.resolve(import.meta.dirname, "../../../../docs/pictures/applied-light.png");
  expect(headOf(readFileSync(file))).toStrictEqual(["IHDR", 8, 3]);
});
