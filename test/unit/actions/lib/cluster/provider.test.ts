import { expect, test } from "@jest/globals";
import {
  CHART_UNAVAILABLE,
  EXEC_ANSWER,
  EXEC_FAILED,
  EXEC_MISSING,
  UNCONFIGURED,
  isOfCluster,
} from "../../../../../actions/lib/cluster/provider.ts";
import { matchFailure } from "../../../../../actions/lib/match-failure.ts";

test.each([
  ["kubernetes", true],
  ["helm", true],
  ["kubectl", true],
  ["kubernetes-alpha", true],
  ["helmfile", false],
  ["aws", false],
  [undefined, false],
])("the provider %s talks to an API server: %s", (provider, expected) => {
  expect(isOfCluster({ origin: "provider", summary: "no", provider })).toBe(expected);
});

const PROGRAM = [EXEC_FAILED, EXEC_ANSWER, EXEC_MISSING, UNCONFIGURED, CHART_UNAVAILABLE];

test.each<[string, string, RegExp]>([
  [
    'Get "https://c/api": getting credentials: exec: executable aws failed with exit code 255',
    "exec-plugin-failed",
    /^run aws with the arguments/,
  ],
  [
    'Get "https://c/api": getting credentials: decoding stdout: no kind "ExecCredential" is registered',
    "exec-plugin-failed",
    /v1beta1/,
  ],
  [
    'Get "https://c/api": getting credentials: exec: executable aws-iam-authenticator not found',
    "exec-plugin-missing",
    /not on this runner/,
  ],
  [
    "invalid configuration: default cluster has no server defined",
    "provider-elsewhere",
    /configure host/,
  ],
  [
    'looks like "https://charts.example" is not a valid chart repository or cannot be reached',
    "chart-unavailable",
    /repository, chart and version/,
  ],
])("%s", (summary, reason, fix) => {
  const known = matchFailure(PROGRAM, { origin: "provider", summary });
  expect(known?.reason).toBe(reason);
  expect(known?.fix).toMatch(fix);
});
