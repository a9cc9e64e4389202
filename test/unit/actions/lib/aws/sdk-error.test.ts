import { expect, test } from "@jest/globals";
import { codeOf, observeSdkError } from "../../../../../actions/lib/aws/sdk-error.ts";

const thrown = Object.assign(new Error("Access Denied"), {
  name: "AccessDenied",
  $metadata: { httpStatusCode: 403 },
});

test("what an SDK client threw, taken apart", () => {
  expect(observeSdkError("s3", thrown, "HeadBucket")).toStrictEqual({
    origin: "s3",
    operation: "HeadBucket",
    summary: "Access Denied",
    code: "AccessDenied",
    status: 403,
  });
  expect(observeSdkError("ecr", new Error("no answer"))).toMatchObject({
    code: "Error",
    status: undefined,
  });
  expect(codeOf("text")).toBe("");
});

test("what the SDK could not read is told without the words of its parser", () => {
  const parsing = Object.assign(
    new SyntaxError("Unexpected token '<', \"<html>\" is not valid JSON"),
    {
      $metadata: { httpStatusCode: 403 },
      $response: { statusCode: 403 },
    },
  );
  expect(observeSdkError("ecr", parsing)).toMatchObject({
    summary: "the answer (403) does not come from AWS; it may come from a proxy or a login page",
    code: "UnreadableAnswer",
    status: 403,
  });
  const refused = Object.assign(parsing, { $fault: "client" });
  expect(observeSdkError("ecr", refused)).toMatchObject({ code: "SyntaxError" });
});
