import { describe, expect, it } from "@jest/globals";
import { isTransient, requestedDelay, statusOf } from "../../../../../actions/lib/github/client.ts";

const refused = (status: number, headers: Record<string, string> = {}, message = "") => ({
  status,
  message,
  response: { headers },
});

describe("which answers are tried again, and after how long", () => {
  it.each([
    [refused(500), true, undefined],
    [refused(502, { "retry-after": "3" }), true, undefined],
    [refused(429, { "retry-after": "3" }), true, 3000],
    [refused(429), true, undefined],
    [refused(403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1010" }), true, 10_000],
    [refused(403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "4600" }), true, 3_600_000],
    [refused(403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "900" }), true, undefined],
    [refused(403, {}, "secondary rate limit"), true, undefined],
    [refused(403, {}, "Resource not accessible by integration"), false, undefined],
    [refused(404), false, undefined],
    [refused(422), false, undefined],
    [new Error("no HTTP at all"), false, undefined],
  ])("%j: %s, %s ms", (error, transient, delay) => {
    expect([isTransient(error), requestedDelay(error, 1_000_000)]).toStrictEqual([
      transient,
      delay,
    ]);
  });

  it("an error that is not an answer has the status 0", () => {
    expect([statusOf(new Error("x")), statusOf(refused(404))]).toStrictEqual([0, 404]);
  });
});
