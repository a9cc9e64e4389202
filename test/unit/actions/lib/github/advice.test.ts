import { expect, test } from "@jest/globals";
import { adviceFor, describeRefusal } from "../../../../../actions/lib/github/advice.ts";
import { PageError } from "../../../../../actions/lib/github/answer.ts";

const refused = (status: number, message: string, headers: Record<string, string> = {}) =>
  Object.assign(new Error(message), { status, response: { headers, data: { message } } });
const NOW = Date.parse("2026-11-28T10:00:00Z");
const JOB = "ghs_abc";
const FINE_GRAINED = "github_pat_abc";

test.each<[string, unknown, string, RegExp]>([
  [
    "an IP allow list",
    refused(
      403,
      "the `acme` organization has an IP allow list enabled, and your IP address is not permitted",
    ),
    JOB,
    /runner's address/,
  ],
  [
    "SAML",
    refused(403, "Resource protected by organization SAML enforcement."),
    FINE_GRAINED,
    /single sign-on/,
  ],
  ["an archive", refused(403, "Repository was archived so is read-only."), JOB, /unarchive/],
  [
    "a locked conversation",
    refused(403, "Unable to create comment because issue is locked."),
    JOB,
    /unlock/,
  ],
  [
    "a rate limit, with the time of its end",
    refused(403, "API rate limit exceeded for installation", {
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(NOW / 1000 + 1800),
    }),
    JOB,
    /2026-11-28T10:30:00/,
  ],
  [
    "the job's token",
    refused(403, "Resource not accessible by integration"),
    JOB,
    /pull-requests: write/,
  ],
  [
    "a personal token without the right",
    refused(403, "Resource not accessible by personal access token"),
    FINE_GRAINED,
    /Pull requests: write/,
  ],
  [
    "a personal token without the repository",
    refused(404, "Not Found"),
    "ghp_abc",
    /access to this repository/,
  ],
  ["not found, with the job's token", refused(404, "Not Found"), JOB, /pull-requests: write/],
  ["a token that is not valid", refused(401, "Bad credentials"), JOB, /not valid/],
  [
    "a page of a gateway",
    new PageError(403, "<html><title>Access denied</title>"),
    JOB,
    /proxy of the runner/,
  ],
  ["anything else", refused(500, "x"), JOB, /run the job again/],
])("%s", (_, error, token, advice) => {
  const text = adviceFor(error, token, NOW);
  expect(text).toMatch(advice);
  // One advice each: the job's permissions are not named for what they cannot change.
  expect(/pull-requests: write/.test(text)).toBe(advice.source === "pull-requests: write");
});

test.each(["Resource not accessible", "Resource not accessible.", "Resource not accessible.. "])(
  "%j is followed by one full stop and the advice",
  (said) => {
    expect(describeRefusal(new Error(said), "ghs_x")).toBe(
      "Resource not accessible. The report is in the job summary; run the job again to write the comment",
    );
  },
);
