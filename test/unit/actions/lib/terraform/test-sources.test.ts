import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { readTestSources } from "../../../../../actions/lib/terraform/test-sources.ts";

const root = mkdtempSync(path.join(tmpdir(), "test-sources-"));
afterAll(() => rmSync(root, { recursive: true }));

test("returns the local modules of runs, and nothing else, from test files", async () => {
  mkdirSync(path.join(root, "tests"));
  writeFileSync(
    path.join(root, "tests/web.tftest.hcl"),
    `variables { source = "./no" }
run "plain" { command = plan }
run "setup" {
  variables { source = "./no" }
  module {
    source  = ".\\\\windows"
    version = "1.0.0"
  }
}
`,
  );
  writeFileSync(path.join(root, "tests/broken.tftest.json"), '{"run": [{"setup": {"module": ');
  writeFileSync(
    path.join(root, "list.tftest.json"),
    '{"run": {"setup": {"module": {"source": "./json"}, "variables": {"source": "./no"}}}}',
  );
  expect((await readTestSources(root, "terraform")).sort()).toStrictEqual(["./json", "./windows"]);
  expect(await readTestSources(path.join(root, "gone"), "terraform")).toStrictEqual([]);
});
