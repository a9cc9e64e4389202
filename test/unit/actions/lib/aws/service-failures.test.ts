import { expect, test } from "@jest/globals";
import { serviceRules } from "../../../../../actions/lib/aws/service-failures.ts";
import { matchFailure } from "../../../../../actions/lib/match-failure.ts";

const RULES = serviceRules("eks", "describe-cluster-failed", "EKS");

test.each<[string, string, RegExp]>([
  ["RequestTimeTooSkewed", "too large", /^set the clock/],
  ["InvalidSignatureException", "Signature not yet current: 1", /^set the clock/],
  ["InvalidSignatureException", "does not match", /^check the credentials/],
  ["IncompleteSignatureException", "no Date", /^check the credentials/],
  ["ExpiredTokenException", "expired", /last longer$/],
  ["UnreadableAnswer", "a page", /proxy or firewall .* EKS/],
  ["Error", "connect ECONNREFUSED 10.0.0.1:443", /^check that the runner reaches EKS/],
  ["Error", "Proxy response (407) !== 200 when HTTP Tunneling", /asks for a login/],
])("%s, %s", (code, summary, fix) => {
  const found = matchFailure(RULES, { origin: "eks", code, summary });
  expect(found).toMatchObject({
    reason: "describe-cluster-failed",
    fix: expect.stringMatching(fix),
  });
});

test("an error about the request itself does not match these rules", () => {
  const failure = { code: "ValidationException", summary: "wrong" };
  expect(matchFailure(RULES, { origin: "eks", ...failure })).toBeUndefined();
  expect(matchFailure(RULES, { origin: "ecr", code: "ExpiredToken", summary: "" })).toBeUndefined();
});
