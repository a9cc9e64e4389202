import { describe, expect, test } from "@jest/globals";
import {
  RULES,
  ecrError,
  toActionError,
} from "../../../../../actions/build-push-ecr/src/ecr/failure.ts";

const thrown = (name: string, message: string) => Object.assign(new Error(message), { name });
const DENIED =
  "User: arn:aws:sts::1:assumed-role/x/y is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:1:repository/r";

const KNOWN: [string, string, string, string, RegExp][] = [
  ["AccessDeniedException", DENIED, "access-denied", "AWS refused", /"Action":"ecr:BatchGetImage"/],
  ["AccessDeniedException", "no", "access-denied", "AWS refused", /compare the role's policy/],
  ["Error", DENIED, "access-denied", "AWS refused", /"Action":"ecr:BatchGetImage"/],
  ["ServerException", "trouble", "ecr-error", "ECR failed at", /^run the job again/],
  ["ImageInaccessible", "archived", "ecr-error", "ECR failed at", /update-image-storage-class/],
  ["KmsException", "the key is disabled", "ecr-error", "ECR failed at", /^enable the KMS key/],
];

describe("ecrError", () => {
  test.each(KNOWN)("%s: %s is %s", (name, message, reason, start, fix) => {
    const error = ecrError(thrown(name, message), "looking for tags in r");
    expect([error.reason, error.message.startsWith(start)]).toStrictEqual([reason, true]);
    expect(error.message).toContain(message);
    expect(error.fix).toMatch(fix);
  });

  test("the table above has every rule", () => {
    expect(RULES.filter(({ reason }) => !KNOWN.some((row) => row[2] === reason))).toStrictEqual([]);
  });
});

test("a failure in the body of a good answer", () => {
  const failure = { origin: "ecr", code: "KmsError", summary: "the key is disabled" } as const;
  expect(toActionError(failure, "looking for tags in r")).toMatchObject({
    reason: "ecr-error",
    message: "ECR failed at looking for tags in r: KmsError: the key is disabled",
  });
});
