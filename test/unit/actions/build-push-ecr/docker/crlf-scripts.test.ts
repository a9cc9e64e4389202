import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { findCrlfScripts } from "../../../../../actions/build-push-ecr/src/docker/crlf-scripts.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "crlf-"));
  mkdirSync(path.join(folder, "bin"));
  mkdirSync(path.join(folder, "node_modules"));
  const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
  write("bin/start", "#!/bin/sh\r\necho\r\n");
  write("setup.sh", "#!/usr/bin/env bash\r\n");
  write("unix.sh", "#!/bin/sh\necho 'a\r\n'\n");
  write("notes.txt", "text\r\n");
  write("node_modules/x.sh", "#!/bin/sh\r\n");
  write("empty", "");
  symlinkSync("setup.sh", path.join(folder, "link.sh"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("finds scripts whose first line ends with CRLF; if the build called one of them, only that script", () => {
  expect(findCrlfScripts(folder, [])).toStrictEqual(["bin/start", "setup.sh"]);
  expect(findCrlfScripts(folder, ["/usr/local/bin/start"])).toStrictEqual(["bin/start"]);
  expect(findCrlfScripts(folder, ["renamed"])).toStrictEqual(["bin/start", "setup.sh"]);
});

test("a missing folder has no scripts", () => {
  expect(findCrlfScripts(path.join(folder, "nowhere"), [])).toStrictEqual([]);
});
