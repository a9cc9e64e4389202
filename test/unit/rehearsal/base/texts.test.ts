import { symlinkSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { readTexts } from "../../../../rehearsal/base/texts.ts";
import { removeFolders, temporaryFolder } from "../../../support/workflows/run.ts";
import { writeFiles } from "../../../support/write-files.ts";

afterAll(removeFolders);

test("only readable files have a text: a link has the text of its target, if the target exists", () => {
  const folder = temporaryFolder();
  writeFiles(folder, { "a/b.tf": "b" });
  for (const [name, target] of [
    ["link.tf", "a/b.tf"],
    ["broken.tf", "gone.tf"],
    ["folder.tf", "a"],
  ] as const)
    symlinkSync(target, path.join(folder, name));
  const files = ["a/b.tf", "link.tf", "broken.tf", "folder.tf", "deleted.tf"];
  expect(readTexts(folder, files)).toStrictEqual({ "a/b.tf": "b", "link.tf": "b" });
});
