import { expect, test } from "@jest/globals";
import { runAllChecks } from "../../../../../actions/lib/runtime/all-failures.ts";
import { ActionError, invalidInputs } from "../../../../../actions/lib/runtime/errors.ts";

const ok = () => Promise.resolve();
const failing = (error: Error) => () => Promise.reject(error);
const invalid = invalidInputs(["images: nothing is given."]);
const files = new ActionError({
  reason: "environment-invalid",
  message: "dev.yml: region is not valid.",
  fix: "correct the files",
  detail: "lines",
});

test("nothing is wrong", async () => {
  await expect(runAllChecks([ok, ok])).resolves.toBeUndefined();
});

test("the only failure stays as it is", async () => {
  await expect(runAllChecks([ok, failing(files), ok])).rejects.toBe(files);
});

test("several are one, with the reason of the first and the words of all", async () => {
  await expect(runAllChecks([failing(files), ok, failing(invalid)])).rejects.toMatchObject({
    reason: "environment-invalid",
    fix: "correct the files",
    detail: "lines",
    message: "dev.yml: region is not valid. images: nothing is given",
  });
});

test("what several checks say of inputs is one list, each sentence once, with one count", async () => {
  const other = invalidInputs(["role-arn: a.", "images: nothing is given."]);
  await expect(runAllChecks([failing(invalid), failing(other)])).rejects.toMatchObject({
    reason: "invalid-input",
    message: "2 inputs are not valid. images: nothing is given. role-arn: a.",
  });
  await expect(
    runAllChecks([failing(invalid), failing(files), failing(other)]),
  ).rejects.toMatchObject({
    reason: "invalid-input",
    message:
      "2 inputs are not valid. images: nothing is given. role-arn: a. dev.yml: region is not valid",
  });
});

test("checks within checks end in one list with one count, too", async () => {
  const other = invalidInputs(["role-arn: a."]);
  const within = () => runAllChecks([failing(other), failing(files)]);
  await expect(runAllChecks([failing(invalid), within])).rejects.toMatchObject({
    reason: "invalid-input",
    fix: "correct the files",
    detail: "lines",
    message:
      "2 inputs are not valid. images: nothing is given. role-arn: a. dev.yml: region is not valid",
  });
});

test.each([
  ["a cancel", new ActionError({ reason: "cancelled", message: "cancelled" })],
  ["what nobody expects", new TypeError("x")],
])("%s ends them at once", async (_, error) => {
  let ran = false;
  const last = () => {
    ran = true;
    return Promise.resolve();
  };
  await expect(runAllChecks([failing(invalid), failing(error), last])).rejects.toBe(error);
  expect(ran).toBe(false);
});
