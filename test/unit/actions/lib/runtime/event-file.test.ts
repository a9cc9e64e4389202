import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { dropBrokenEventFile } from "../../../../../actions/lib/runtime/event-file.ts";

const folder = mkdtempSync(path.join(tmpdir(), "eks-pipeline-event-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ["keeps a JSON file", '{"number": 7}', true],
  ["drops a file that was cut off", '{"number": ', false],
  ["drops an empty file", "", false],
])("%s", (_, text, stays) => {
  const file = path.join(folder, "event.json");
  writeFileSync(file, text);
  const variables: NodeJS.ProcessEnv = { GITHUB_EVENT_PATH: file };
  dropBrokenEventFile(variables);
  expect(variables["GITHUB_EVENT_PATH"]).toBe(stays ? file : undefined);
});

test("does not fail without a file, or with a missing file", () => {
  for (const given of [{}, { GITHUB_EVENT_PATH: "" }, { GITHUB_EVENT_PATH: "/nonexistent" }])
    expect(() => dropBrokenEventFile({ ...given })).not.toThrow();
});
