import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { writePrivate } from "../../../../../actions/lib/runtime/private-file.ts";

let temporaryDirectory = "";
beforeAll(() => {
  temporaryDirectory = mkdtempSync(path.join(tmpdir(), "private-file-"));
});
afterAll(() => rmSync(temporaryDirectory, { recursive: true }));

const modeOf = (file: string) => statSync(file).mode & 0o777;

test("only the user of the job can read a private file and its folder", async () => {
  const file = await writePrivate({ temporaryDirectory }, "diagnosis/log.txt", "text");
  expect(file).toBe(path.join(temporaryDirectory, "diagnosis/log.txt"));
  expect(readFileSync(file, "utf8")).toBe("text");
  expect([modeOf(file), modeOf(path.dirname(file))]).toStrictEqual([0o600, 0o700]);
});
