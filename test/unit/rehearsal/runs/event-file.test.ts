import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { readEventFile, withPayload } from "../../../../rehearsal/runs/event-file.ts";
import { dispatch, pushToMain } from "../../../../rehearsal/scenarios.ts";
import { removeFolders, temporaryFolder } from "../../../support/workflows/run.ts";
import { writeFiles } from "../../../support/write-files.ts";

afterAll(removeFolders);

test("fields are merged into the payload, also into nested objects", () => {
  const sha = "a".repeat(40);
  const push = pushToMain(sha, { head: sha });
  const { event } = withPayload(push, { head_commit: { message: "[skip]" }, extra: [1] }).request;
  expect(event.payload).toMatchObject({
    after: sha,
    head_commit: { id: sha, message: "[skip]" },
    extra: [1],
  });
  expect(withPayload(push, {})).toStrictEqual(push);
});

test.each([
  ["docs [skip ci]", "contains [skip ci]"],
  ["[Actions Skip] docs", "contains [Actions Skip]"],
  ["docs\n\n\nskip-checks: true\n", "contains skip-checks: true"],
])("a push for which GitHub starts nothing is refused: %j", (message, said) => {
  const sha = "a".repeat(40);
  const event = { head_commit: { message } };
  expect(() => withPayload(pushToMain(sha, { head: sha }), event)).toThrow(said);
  const { request } = withPayload(dispatch("a.yml", {}), event);
  expect(request.event.payload).toMatchObject(event);
});

test("inputs of a dispatch reach the workflow", () => {
  const { request } = withPayload(dispatch("a.yml", { a: "1" }), { inputs: { a: 2, b: true } });
  expect(request.inputs).toStrictEqual({ a: "2", b: "true" });
});

test("a file that is not a JSON object is refused", () => {
  const folder = temporaryFolder();
  writeFiles(folder, { "a.json": "{", "b.json": "[]", "c.json": '{"a": 1}' });
  const read = (name: string) => () => readEventFile(path.join(folder, name));
  expect(read("none.json")).toThrow('--event: the file "');
  expect(read("a.json")).toThrow("is not JSON: ");
  expect(read("b.json")).toThrow("Expected a JSON object");
  expect(read("c.json")()).toStrictEqual({ a: 1 });
});
