import { expect, test } from "@jest/globals";
import {
  UnreadableAnswer,
  callerOf,
  credentialsOf,
  readableStsError,
} from "../../../../../actions/lib/aws/sts-answer.ts";

test("a web page with status 200 is not an answer of STS", () => {
  const error = Object.assign(new Error("char '<' is not expected"), {
    $response: { statusCode: 200 },
  });
  expect(readableStsError(error)).toBeInstanceOf(UnreadableAnswer);
  // The SDK marks an error that it could read: https://smithy.io/2.0/spec/behavior-traits.html
  const refused = Object.assign(new Error("no"), {
    $response: { statusCode: 403 },
    $fault: "client",
  });
  expect(readableStsError(refused)).toBe(refused);
});

test("text that is not XML comes from a proxy, whatever its status", () => {
  const parsing = Object.assign(new Error("XML parse error: unexpected content"), {
    $response: { statusCode: 403 },
    $metadata: { httpStatusCode: 403 },
  });
  expect(readableStsError(parsing)).toMatchObject({
    name: "UnreadableAnswer",
    message: "the answer (403) is not XML of STS",
  });
  const broken = new Error("socket hang up");
  expect(readableStsError(broken)).toBe(broken);
});

test("an answer without a caller or credentials counts as unreadable", () => {
  expect(() => callerOf({})).toThrow(UnreadableAnswer);
  expect(() => callerOf({ Account: "", Arn: "arn" })).toThrow(UnreadableAnswer);
  expect(callerOf({ Account: "1", Arn: "arn" })).toStrictEqual({ accountId: "1", arn: "arn" });
  expect(() => credentialsOf({})).toThrow(UnreadableAnswer);
});
