import { expect, test } from "@jest/globals";
import { codeOf, observeSdkError } from "../../../../../actions/lib/aws/sdk-error.ts";

const thrown = Object.assign(new Error("Access Denied"), {
  name: "AccessDenied",
  $metadata: { httpStatusCode: 403 },
});

test("takes an error of an SDK client apart", () => {
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

test("reports an answer that the SDK could not read without the parser's message", () => {
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
