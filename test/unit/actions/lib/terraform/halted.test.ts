import { expect, test } from "@jest/globals";
import { saysOnlyHalted } from "../../../../../actions/lib/terraform/halted.ts";

test.each<[string, string, boolean]>([
  ["execution halted", "execution halted", true],
  ["context canceled", "", true],
  ['Get "https://cluster/apis/batch/v1/namespaces/shop/jobs/migrate": context canceled', "", true],
  ["Error upgrading chart", "Upgrade failed: context canceled\n", true],
  ["Error upgrading chart", "Upgrade failed: context deadline exceeded", false],
  ["job: shop/migrate is in failed state", "", false],
  ["the check context canceled a request", "", false],
])("whether '%s %s' only says that the run was halted", (summary, detail, expected) => {
  expect(saysOnlyHalted({ summary, detail })).toBe(expected);
});
