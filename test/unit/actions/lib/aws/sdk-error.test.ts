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
