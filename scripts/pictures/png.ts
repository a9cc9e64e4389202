import { crc32, deflateSync, inflateSync } from "node:zlib";

// Writes a PNG with a palette: https://www.w3.org/TR/png-3/

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST_COLOURS = 256;

/** Pixels, row by row: red, green and blue, one byte each. */
interface Pixels {
  width: number;
  height: number;
  rgb: Buffer;
}

/**
 * Returns the same picture with at most 256 colours, which needs a third of the space. In a drawing of text, all
 * further colours are shades at the edges of letters.
 * @param png 8 bits per channel, RGB or RGBA, not interlaced, as Chromium writes it
 * @throws Error if the PNG has another form
 */
export function shrinkPng(png: Buffer): Buffer {
  const { width, height, rgb } = readPixels(png);
  const palette = choosePalette(rgb);
  const nearest = new Map<number, number>();
  const rows = Buffer.alloc((width + 1) * height);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const colour = rgb.readUIntBE(pixel * 3, 3);
    let index = nearest.get(colour);
    if (index === undefined) nearest.set(colour, (index = findNearest(palette, colour)));
    rows[pixel + Math.floor(pixel / width) + 1] = index;
  }
  const header = Buffer.from([...Buffer.alloc(8), 8, 3, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const colours = Buffer.from(palette.flatMap(channelsOf));
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", colours),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  size.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
}

export function readPixels(png: Buffer): Pixels {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new Error("this is no PNG");
  let header: Buffer | undefined;
  const data: Buffer[] = [];
  for (let at = 8; at < png.length;) {
    const size = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + size);
    if (type === "IHDR") header = body;
    if (type === "IDAT") data.push(body);
    at += size + 12;
  }
  const [depth, type, , , interlace] = header?.subarray(8) ?? [];
  if (header === undefined || depth !== 8 || (type !== 2 && type !== 6) || interlace !== 0)
    throw new Error("expected a PNG of 8 bits a channel, RGB or RGBA, not interlaced");
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = type === 2 ? 3 : 4;
  const raw = unfilter(inflateSync(Buffer.concat(data)), width * channels, channels);
  const rgb = Buffer.alloc(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1)
    raw.copy(rgb, pixel * 3, pixel * channels, pixel * channels + 3);
  return { width, height, rgb };
}

/** https://www.w3.org/TR/png-3/#9Filters */
function unfilter(filtered: Buffer, rowBytes: number, pixelBytes: number): Buffer {
  const height = filtered.length / (rowBytes + 1);
  const raw = Buffer.alloc(rowBytes * height);
  for (let row = 0; row < height; row += 1) {
    const filter = filtered[row * (rowBytes + 1)] ?? 0;
    for (let at = 0; at < rowBytes; at += 1) {
      const byte = (back: number, up: number) =>
        at < back || row < up ? 0 : (raw[(row - up) * rowBytes + at - back] ?? 0);
      const [left, above, corner] = [byte(pixelBytes, 0), byte(0, 1), byte(pixelBytes, 1)];
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter] ?? 0;
      raw[row * rowBytes + at] = (filtered[row * (rowBytes + 1) + 1 + at] ?? 0) + guess;
    }
  }
  return raw;
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [a, b, c] = [left, above, corner].map((one) => Math.abs(guess - one)) as [
    number,
    number,
    number,
  ];
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}

/** Returns the most frequent colours. They include every colour of a flat area. */
function choosePalette(rgb: Buffer): number[] {
  const counts = new Map<number, number>();
  for (let at = 0; at < rgb.length; at += 3) {
    const colour = rgb.readUIntBE(at, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.slice(0, MOST_COLOURS).map(([colour]) => colour);
}

function findNearest(palette: readonly number[], colour: number): number {
  const wanted = channelsOf(colour);
  let best = { index: 0, distance: Infinity };
  for (const [index, candidate] of palette.entries()) {
    const found = channelsOf(candidate);
    const distance = wanted.reduce((sum, one, at) => sum + (one - (found[at] ?? 0)) ** 2, 0);
    if (distance < best.distance) best = { index, distance };
  }
  return best.index;
}

const channelsOf = (colour: number): number[] => [
  colour >> 16,
  (colour >> 8) & 0xff,
  colour & 0xff,
];
