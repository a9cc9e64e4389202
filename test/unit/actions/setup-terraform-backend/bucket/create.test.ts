import { expect, test } from "@jest/globals";
import { locationConstraint } from "../../../../../actions/setup-terraform-backend/src/bucket/create.ts";

test("us-east-1 has no location constraint", () => {
  expect([locationConstraint("us-east-1"), locationConstraint("eu-west-1")]).toStrictEqual([
    undefined,
    "eu-west-1",
  ]);
});
