import { describe, expect, test } from "@jest/globals";
import { apiError, connectionError } from "../../../../../actions/kube-deploy/src/api/errors.ts";

describe("connectionError", () => {
  test.each([
    ["ENOTFOUND", "name"],
    ["EHOSTUNREACH", "refused"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "certificate"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "certificate"],
    ["ECONNRESET", "lost"],
    ["EWHATEVER", "other"],
  ])("%s counts as %s", (code, fault) => {
    expect(connectionError(Object.assign(new Error("x"), { code })).fault).toBe(fault);
  });
});

describe("apiError", () => {
  test("reads a Status object and the seconds to wait", () => {
    const body = JSON.stringify({ reason: "TooManyRequests", message: "slow down" });
    expect(apiError(429, body, "7")).toMatchObject({
      status: 429,
      reason: "TooManyRequests",
      message: "slow down",
      retryAfter: 7,
    });
  });

  test.each([
    ["<html>Bad Gateway</html>\nmore", "HTTP 502: <html>Bad Gateway</html>"],
    ["", "HTTP 502"],
    ["{}", "HTTP 502"],
  ])("reads the answer of a proxy, %j, as %j", (body, message) => {
    expect(apiError(502, body, "soon")).toMatchObject({ message, retryAfter: undefined });
  });
});
