import { expect, test } from "@jest/globals";
import {
  UnreadableAnswer,
  callerOf,
  credentialsOf,
  readableStsError,
} from "../../../../../actions/lib/aws/sts-answer.ts";

test("a page under a good status is no answer of STS", () => {
  const error = Object.assign(new Error("char '<' is not expected"), {
    $response: { statusCode: 200 },
  });
  expect(readableStsError(error)).toBeInstanceOf(UnreadableAnswer);
  const refused = Object.assign(new Error("no"), { $response: { statusCode: 403 } });
  expect(readableStsError(refused)).toBe(refused);
});

test("an answer without a caller or without credentials is none", () => {
  expect(() => callerOf({})).toThrow(UnreadableAnswer);
  expect(() => callerOf({ Account: "", Arn: "arn" })).toThrow(UnreadableAnswer);
  expect(callerOf({ Account: "1", Arn: "arn" })).toStrictEqual({ accountId: "1", arn: "arn" });
  expect(() => credentialsOf({})).toThrow(UnreadableAnswer);
});
