import { expect, test } from "@jest/globals";
import { withLabels } from "../../../../../rehearsal/runner/jobs/context.ts";

test.each([
  ["ubuntu-24.04", "X64"],
  ["ubuntu-24.04-arm", "ARM64"],
  [["self-hosted", "linux-arm64"], "ARM64"],
  [undefined, "X64"],
  ["armada", "X64"],
  [{ group: "big", labels: ["ubuntu-24.04-arm"] }, "ARM64"],
])("a job that runs on %j has the architecture %s", (runsOn, arch) => {
  expect(withLabels({ arch: "X64", os: "Linux" }, runsOn ?? null)).toStrictEqual({
    arch,
    os: "Linux",
  });
});
