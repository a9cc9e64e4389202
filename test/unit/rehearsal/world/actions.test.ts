import { expect, test } from "@jest/globals";
import { mapActions } from "../../../../rehearsal/world/actions.ts";

test("actions are mapped to a folder, or left out", () => {
  expect(mapActions({ "o/a": import.meta.dirname, "o/b": "skip" })).toMatchObject({
    repositories: [{ name: "o/a", directory: import.meta.dirname }],
    skipped: ["o/b"],
  });
});

test("a folder that does not exist is refused", () => {
  expect(() => mapActions({ "o/a": "/nowhere" })).toThrow(
    '--action: the folder "/nowhere" of o/a does not exist. Expected the folder of a repository with an action.yml, or skip.',
  );
});
