import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { createSummary } from "../../../../../actions/lib/runtime/summary.ts";

let folder = "";
let file = "";
const before = process.env["GITHUB_STEP_SUMMARY"];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "summary-"));
  file = path.join(folder, "summary");
  writeFileSync(file, "");
  process.env["GITHUB_STEP_SUMMARY"] = file;
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
  if (before === undefined) Reflect.deleteProperty(process.env, "GITHUB_STEP_SUMMARY");
  else process.env["GITHUB_STEP_SUMMARY"] = before;
});

test("each section is written at once", () => {
  const summarize = createSummary();
  summarize("### One");
  expect(readFileSync(file, "utf8")).toBe("### One\n");
  summarize("### Two");
  expect(readFileSync(file, "utf8")).toBe("### One\n\n### Two\n");
});

test("all sections together stay below the runner's limit", () => {
  const summarize = createSummary();
  for (const letter of ["a", "b", "c"]) summarize(`${letter.repeat(79)}\n`.repeat(8_000));
  const text = readFileSync(file, "utf8");
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1024 * 1024);
  expect(text).toMatch(/^a+\n[^]*b\n[^]*… cut to fit\n$/);
  expect(text).not.toContain("c\n");
});

test("a file that cannot be written is a warning, and the work goes on", () => {
  process.env["GITHUB_STEP_SUMMARY"] = folder;
  let written = "";
  jest.spyOn(process.stdout, "write").mockImplementation((text) => {
    written += String(text);
    return true;
  });
  createSummary()("### One");
  expect(written).toContain("::warning::the summary was not written: ");
});

test("sections with multi-byte characters also stay below the runner's limit", () => {
  const summarize = createSummary();
  for (let section = 0; section < 4; section += 1) summarize("ä".repeat(250_000));
  expect(Buffer.byteLength(readFileSync(file, "utf8"))).toBeLessThanOrEqual(1024 * 1024);
});
