import { expect, test } from "@jest/globals";
import { AwsError } from "../../../../rehearsal/aws/errors.ts";
import { EFFECTS } from "../../../../rehearsal/terraform/aws/effects.ts";

const fails = (error: Error) => () => {
  throw error;
};
const remove = (error: Error, state: object) => () =>
  EFFECTS["aws_ecr_repository"]?.delete?.(
    { aws: { ecr: { deleteRepository: fails(error) } } } as never,
    { name: "dev/web", ...state },
  );

test("a refusal has the message of the real provider and its SDK, by which the actions recognize it", () => {
  const notEmpty = new AwsError("RepositoryNotEmptyException", 400, "The repository has images");
  const words =
    /: operation error ECR: DeleteRepository, https response error StatusCode: 400, RequestID: [0-9a-f-]{36}, RepositoryNotEmptyException: The repository has images$/;
  expect(remove(notEmpty, {})).toThrow(words);
  expect(remove(notEmpty, {})).toThrow("ECR Repository (dev/web) not empty, consider using");
  expect(remove(notEmpty, { force_delete: true })).toThrow("deleting ECR Repository (dev/web): ");
});

test("another error keeps its own message", () => {
  expect(remove(new Error("broken"), { force_delete: true })).toThrow(
    "deleting ECR Repository (dev/web): broken",
  );
});
