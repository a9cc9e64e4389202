import { describe, expect, it, test } from "@jest/globals";
import {
  PageError,
  checkAnswer,
  isTransient,
  readableError,
  requestedDelay,
  statusOf,
} from "../../../../../actions/lib/github/answer.ts";

const refused = (status: number, headers: Record<string, string> = {}, message = "") => ({
  status,
  message,
  response: { headers },
});
/** Formats a date for HTTP headers. @param now milliseconds since the epoch */
const at = (now: number) => new Date(now).toUTCString();
const TOO_QUICKLY = 'Validation Failed: {"message":"was submitted too quickly after a comment"}';

describe("which requests are retried, and after how long", () => {
  it.each([
    [refused(500), true, undefined],
    [refused(502, { "retry-after": "3" }), true, 3000],
    [refused(503, { "retry-after": "0" }), true, undefined],
    [refused(503, { "retry-after": at(1_004_000) }), true, 4000],
    [refused(403, { "retry-after": "7" }, "Forbidden"), true, 7000],
    [refused(429, { "retry-after": "3" }), true, 3000],
    [refused(429), true, 60_000],
    [refused(403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1010" }), true, 10_000],
    [refused(403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "4600" }), true, 3_600_000],
    [refused(403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "900" }), true, 0],
    [refused(403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1e20" }), true, 60_000],
    [refused(429, { "retry-after": "99999999999999" }), true, 60_000],
    [refused(403, {}, "secondary rate limit"), true, 60_000],
    [refused(403, {}, "Resource not accessible by integration"), false, undefined],
    [refused(422, {}, TOO_QUICKLY), true, 60_000],
    [refused(404), false, undefined],
    [refused(422), false, undefined],
    [new Error("no HTTP at all"), false, undefined],
  ])("%j: retried is %s, after %s ms", (error, transient, delay) => {
    expect([isTransient(error), requestedDelay(error, 1_000_000)]).toStrictEqual([
      transient,
      delay,
    ]);
  });

  it.each([
    ["whose clock is ten minutes ahead", { "x-ratelimit-reset": "460" }, 60_000],
    ["whose clock is right", { "x-ratelimit-reset": "1060", date: at(1_000_000) }, 60_000],
    ["whose limit is already over", { "x-ratelimit-reset": "300" }, 0],
    // Gateways and older servers omit the time.
    ["whose limit has no time", {}, 60_000],
  ])(
    "the end of a limit is calculated with GitHub's clock, for a runner %s",
    (_, headers, delay) => {
      const error = refused(403, { "x-ratelimit-remaining": "0", date: at(400_000), ...headers });
      expect(requestedDelay(error, 1_000_000)).toBe(delay);
    },
  );

  it("a delay can be given as the time of its end", () => {
    const error = refused(429, { date: at(400_000), "retry-after": at(405_000) });
    expect(requestedDelay(error, 1_000_000)).toBe(5000);
  });

  it("an error that is not an answer has the status 0", () => {
    expect([statusOf(new Error("x")), statusOf(refused(404))]).toStrictEqual([0, 404]);
  });
});

describe("an answer that is not JSON", () => {
  const page = `<!DOCTYPE html><html><head><title>Unicorn!\n</title></head>${"x".repeat(900)}</html>`;

  it.each([
    ["a page with status 200", 200, page, 'GitHub answered with a page (200, "Unicorn!")', 502],
    ["a page without a title", 200, "<html>down</html>", "GitHub answered with a page (200)", 502],
    [
      "JSON that was cut off",
      200,
      '[{"id": 7, "bo',
      "GitHub answered with text that is not JSON (200)",
      502,
    ],
    ["an empty answer", 200, "", "GitHub answered with text that is not JSON (200)", 502],
  ])("%s counts as a problem of the server", (_, status, data, message, shown) => {
    let thrown: unknown;
    try {
      checkAnswer({ status, data });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ message, status: shown });
    expect(isTransient(thrown)).toBe(true);
  });

  test("an error page is named by its title, is not printed, and keeps its status", () => {
    const error = readableError({
      status: 403,
      message: page,
      response: { headers: {}, data: page },
    });
    expect(error).toBeInstanceOf(PageError);
    expect(error).toMatchObject({
      status: 403,
      message: 'GitHub answered with a page (403, "Unicorn!")',
    });
  });

  test("JSON, an answer without a body, and other errors stay as they are", () => {
    expect(checkAnswer({ status: 200, data: [] })).toStrictEqual({ status: 200, data: [] });
    expect(checkAnswer({ status: 204, data: "" })).toStrictEqual({ status: 204, data: "" });
    const error = refused(404);
    expect(readableError(error)).toBe(error);
  });
});

test("shows the innermost cause of an error of fetch, so that a refusal by a proxy does not read as a cancel", () => {
  const proxy = new Error("Proxy response (407) !== 200 when HTTP Tunneling");
  const cancelled = new Error("Request was cancelled.", { cause: proxy });
  const thrown = new Error("Request was cancelled.", {
    cause: new TypeError("fetch failed", { cause: cancelled }),
  });
  expect(readableError(thrown)).toBe(thrown);
  expect(thrown.message).toBe(proxy.message);
  const silent = new Error("fetch failed", { cause: new Error("") });
  readableError(silent);
  expect(silent.message).toBe("fetch failed");
});
