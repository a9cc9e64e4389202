import { describe, expect, test } from "@jest/globals";
import { ALREADY } from "../../../../../actions/kube-deploy/src/diagnosis/diagnosis.ts";
import type { Diagnosis } from "../../../../../actions/kube-deploy/src/diagnosis/diagnosis.ts";
import { refineByLogs } from "../../../../../actions/kube-deploy/src/report/log-cause.ts";

const cause = (reason: Diagnosis["reason"]): Diagnosis => ({
  reason,
  message: "container web keeps exiting: exit code 255",
  fix: "read the log",
  fatalAt: ALREADY,
});
const log = (text: string) => [{ text }];

describe("the cause of a container that exits, with its log", () => {
  test.each([
    "exec /usr/local/bin/docker-entrypoint.sh: exec format error",
    "standard_init_linux.go:228: exec user process caused: exec format error",
    'standard_init_linux.go:178: exec user process caused "exec format error"',
  ])("is an image for another architecture: %s", (text) => {
    expect(refineByLogs(cause("crash-loop"), log(text))).toMatchObject({
      reason: "image-platform",
      message: "container web keeps exiting: exit code 255: exec format error",
      fix: expect.stringContaining("architecture of the nodes"),
      fatalAt: ALREADY,
    });
  });

  test.each([
    [
      "a program that prints this about another program",
      "crash-loop",
      "plugin.so: exec format error, skipped",
    ],
    ["another cause", "out-of-memory", "exec /bin/web: exec format error"],
    ["no log", "crash-loop", ""],
  ] as const)("stays as it is: %s", (_, reason, text) => {
    expect(refineByLogs(cause(reason), log(text))).toStrictEqual(cause(reason));
  });
});
