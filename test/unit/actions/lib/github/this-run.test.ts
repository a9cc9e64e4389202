import { expect, test } from "@jest/globals";
import { readContext } from "../../../../../actions/lib/github/context.ts";
import { reportingRunOf, statusOf } from "../../../../../actions/lib/github/this-run.ts";
import { Redactor } from "../../../../../actions/lib/redact/redactor.ts";

const variables = {
  GITHUB_REPOSITORY: "acme/fleet",
  GITHUB_SERVER_URL: "https://github.example",
  GITHUB_RUN_ID: "7",
  GITHUB_RUN_NUMBER: "3",
  GITHUB_RUN_ATTEMPT: "2",
  GITHUB_ACTOR: "octocat",
};
const context = readContext(variables, undefined);

test("describes a run by its number, attempt and page, and hides secrets", () => {
  const redactor = new Redactor();
  redactor.add("hunter2-of-the-run");
  const { actor, run, redact } = reportingRunOf({ context, redactor });
  expect({ actor, run }).toStrictEqual({
    actor: "octocat",
    run: { number: 3, attempt: 2, url: "https://github.example/acme/fleet/actions/runs/7" },
  });
  expect(redact("hunter2-of-the-run")).not.toContain("hunter2");
});

test("a status has the run that wrote it, and the time", () => {
  const said = { state: "applied", text: "Applied" } as const;
  expect(statusOf({ context }, said, 5)).toStrictEqual({
    ...said,
    runId: 7,
    runAttempt: 2,
    at: 5,
  });
});
