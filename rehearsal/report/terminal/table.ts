import { widthOf, wrap } from "./wrap.ts";

const GAP = "  ";
/** Columns are not made narrower than this to make room for another column. */
const LEAST = 10;

/** Aligns the columns of rows within `width` and wraps the widest cells. The first row is the heading. */
export function tableLines(rows: readonly (readonly string[])[], width: number): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const natural = Array.from({ length: columns }, (_, index) =>
    Math.max(1, ...rows.map((row) => widthOf(row[index] ?? ""))),
  );
  const widths = fitWidths(natural, width - GAP.length * (columns - 1));
  const [heading, ...body] = rows;
  const hasHeading = heading?.some((cell) => cell !== "") ?? false;
  const rule = widths.map((one) => "─".repeat(one)).join(GAP);
  return [
    ...(hasHeading && heading !== undefined ? [...rowLines(heading, widths), rule] : []),
    ...body.flatMap((row) => rowLines(row, widths)),
  ];
}

/** Makes the widest columns narrower until all columns fit. */
function fitWidths(natural: readonly number[], room: number): number[] {
  const widths = [...natural];
  const sum = () => widths.reduce((a, b) => a + b, 0);
  while (sum() > room) {
    const widest = widths.indexOf(Math.max(...widths));
    const now = widths[widest] ?? 0;
    if (now <= LEAST) break;
    widths[widest] = now - 1;
  }
  return widths;
}

function rowLines(row: readonly string[], widths: readonly number[]): string[] {
  const cells = widths.map((width, index) => wrap(row[index] ?? "", width));
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, at) =>
    widths
      .map((width, index) => {
        const text = cells[index]?.[at] ?? "";
        return text + " ".repeat(Math.max(0, width - widthOf(text)));
      })
      .join(GAP)
      .trimEnd(),
  );
}
