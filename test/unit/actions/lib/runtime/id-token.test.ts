import { describe, expect, test } from "@jest/globals";
import { fetchIdToken, readRefusal } from "../../../../../actions/lib/runtime/id-token.ts";

/** An error in the form of the toolkit. */
const failed = (code: number | undefined, words: string) =>
  new Error(
    `Error message: Failed to get ID Token. \n \n        Error Code : ${code}\n \n        Error Message: ${words}`,
  );
const EMPTY = new Error("Error message: Response json body do not have ID Token field");

test.each<[Error, number, string]>([
  [failed(403, "Forbidden"), 403, "Forbidden"],
  [failed(undefined, "getaddrinfo ENOTFOUND pipelines.x"), 0, "getaddrinfo ENOTFOUND pipelines.x"],
  [EMPTY, 0, "Response json body do not have ID Token field"],
  [new Error("anything else"), 0, "anything else"],
])("reads %s", (error, status, said) => {
  expect(readRefusal(error)).toStrictEqual({ status, said });
});

describe("an OIDC token", () => {
  /** @param failures errors of the first attempts */
  async function fetch(failures: Error[]) {
    const waits: number[] = [];
    const clock = { now: () => 0, wait: (time: number) => Promise.resolve(waits.push(time)) };
    const left = [...failures];
    const request = () => {
      const error = left.shift();
      return error === undefined ? Promise.resolve("token") : Promise.reject(error);
    };
    const result = await fetchIdToken(request, clock).catch((error: unknown) => error);
    return { result, waits };
  }

  test.each([
    ["a broken connection", failed(undefined, "read ECONNRESET")],
    ["an answer without a token", EMPTY],
    ["a problem of GitHub", failed(500, "Internal Server Error")],
    ["too many requests", failed(429, "Too many")],
  ])("is requested again after %s", async (_, error) => {
    expect(await fetch([error, error])).toStrictEqual({ result: "token", waits: [1_000, 2_000] });
  });

  test.each<[string, Error, string, RegExp]>([
    ["a refusal", failed(403, "Forbidden"), "403, Forbidden", /^run the job again/],
    ["a bad request", failed(400, "audience"), "400, audience", /^run the job again/],
  ])("is not requested again after %s", async (_, error, said, fix) => {
    const { result, waits } = await fetch([error]);
    expect(waits).toStrictEqual([]);
    expect(result).toMatchObject({
      reason: "no-id-token",
      message: `GitHub gave no OIDC token: ${said}`,
      fix: expect.stringMatching(fix),
    });
  });

  test.each<[string, RegExp]>([
    ["getaddrinfo ENOTFOUND vstoken.example", /^check that the runner reaches GitHub/],
    ["self-signed certificate in certificate chain", /NODE_EXTRA_CA_CERTS/],
    ["tunneling socket could not be established, statusCode=407", /asks for a login \(407\)/],
  ])("has a fix for %s", async (words, fix) => {
    const error = failed(undefined, words);
    const { result, waits } = await fetch([error, error, error]);
    expect(waits).toHaveLength(2);
    expect(result).toMatchObject({
      message: `GitHub gave no OIDC token: ${words}`,
      fix: expect.stringMatching(fix),
    });
  });
});
