import { describe, expect, test } from "@jest/globals";
import {
  adviceFor,
  describeMissing,
  describeRefusal,
} from "../../../../../actions/lib/github/advice.ts";
import { PageError } from "../../../../../actions/lib/github/answer.ts";

const refused = (
  status: number,
  message: string,
  headers: Record<string, string> = {},
  documentation?: string,
) => {
  const data = { message, documentation_url: documentation };
  return Object.assign(new Error(message), { status, response: { headers, data } });
};
/** Builds Octokit's error for a connection that failed. */
const notAnswered = (message: string) => Object.assign(new Error(message), { status: 500 });
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
  [
    "SAML, recognized by the page that the answer names",
    refused(
      403,
      "Resource not accessible",
      {},
      "https://docs.github.com/articles/authenticating-to-a-github-organization-with-saml-single-sign-on/",
    ),
    FINE_GRAINED,
    /single sign-on/,
  ],
  [
    "an answer of GitHub that quotes the message of a broken connection",
    refused(422, "Validation Failed: connect ECONNREFUSED"),
    JOB,
    /until that changes/,
  ],
  [
    "a proxy that asks for a login",
    notAnswered("Proxy response (407) !== 200 when HTTP Tunneling"),
    JOB,
    /^The proxy of the runner asks for a login \(407\): give it in HTTPS_PROXY/,
  ],
  [
    "a proxy that refuses",
    notAnswered("Proxy response (403) !== 200 when HTTP Tunneling"),
    JOB,
    /^Check that the runner reaches GitHub's API/,
  ],
  [
    "an archived repository",
    refused(403, "Repository was archived so is read-only."),
    JOB,
    /unarchive/,
  ],
  [
    "a locked conversation",
    refused(403, "Unable to create comment because issue is locked."),
    JOB,
    /unlock/,
  ],
  [
    "a rate limit that names the time of its end",
    refused(403, "API rate limit exceeded for installation", {
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(NOW / 1000 + 1800),
    }),
    JOB,
    /2026-11-28T10:30:00/,
  ],
  [
    "a rate limit, with GitHub's time of its end if the runner's clock is wrong",
    refused(403, "API rate limit exceeded for installation", {
      date: new Date(NOW - 3_600_000).toUTCString(),
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(NOW / 1000 - 1800),
    }),
    JOB,
    /2026-11-28T09:30:00/,
  ],
  [
    "a rate limit that does not name the time of its end",
    refused(403, "API rate limit exceeded", { "x-ratelimit-remaining": "0" }),
    JOB,
    /rate limit is used up/,
  ],
  [
    "OAuth apps that the organization has not approved",
    refused(
      403,
      "Although you appear to have the correct authorization credentials, the `pier` organization has enabled OAuth App access restrictions",
    ),
    "gho_abc",
    /approves? the OAuth app/,
  ],
  [
    "an organization without fine-grained tokens",
    refused(403, "`pier` forbids access via a fine-grained personal access token."),
    FINE_GRAINED,
    /^The organization does not allow fine-grained tokens/,
  ],
  ["the token of an OAuth app", refused(404, "Not Found"), "gho_abc", /access to this repository/],
  [
    "the token of a user of an app",
    refused(404, "Not Found"),
    "ghu_abc",
    /access to this repository/,
  ],
  [
    "a classic token in the old form",
    refused(404, "Not Found"),
    "0a".repeat(20),
    /access to this repo/,
  ],
  [
    "a host that is not found",
    notAnswered("getaddrinfo ENOTFOUND ghes.harbour.example"),
    JOB,
    /^Check that the runner reaches GitHub's API .*NO_PROXY/,
  ],
  [
    "a port that nobody listens on",
    notAnswered("connect ECONNREFUSED 10.0.0.1:443"),
    JOB,
    /^Check that the runner reaches/,
  ],
  [
    "a time-out of Node's HTTP client",
    notAnswered("Connect Timeout Error (attempted address: api.github.com:443, timeout: 10000ms)"),
    JOB,
    /^Check that the runner reaches GitHub's API/,
  ],
  [
    "a connection that the server closes",
    notAnswered("other side closed"),
    JOB,
    /^Check that the runner reaches GitHub's API/,
  ],
  [
    "a managed user outside its enterprise",
    refused(403, "As an Enterprise Managed User, you cannot access this content"),
    "ghp_abc",
    /job's own token/,
  ],
  [
    "a certificate of the company's own CA",
    notAnswered("self-signed certificate in certificate chain"),
    JOB,
    /^The runner does not trust .* set NODE_EXTRA_CA_CERTS to the file of its CA, or of the CA of the proxy that inspects TLS$/,
  ],
  [
    "a repository that GitHub has disabled",
    refused(403, "This repository is disabled."),
    JOB,
    /^GitHub has disabled/,
  ],
  [
    "the job's token",
    refused(403, "Resource not accessible by integration"),
    JOB,
    /pull-requests: write/,
  ],
  [
    "a personal token without the permission",
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
  ["an answer 404, with the job's token", refused(404, "Not Found"), JOB, /pull-requests: write/],
  ["a token that is not valid", refused(401, "Bad credentials"), JOB, /not valid/],
  [
    "the page of a gateway",
    new PageError(403, "<html><title>Access denied</title>"),
    JOB,
    /proxy of the runner/,
  ],
  ["a repository that is blocked", refused(451, "Repository access blocked"), JOB, /appeal/],
  [
    "an app that is suspended",
    refused(403, "This installation has been suspended"),
    JOB,
    /suspended/,
  ],
  [
    "an organization without classic tokens",
    refused(403, "`acme` forbids access via a personal access token (classic)."),
    "ghp_abc",
    /does not allow classic tokens/,
  ],
  [
    "a token that lives too long",
    refused(
      403,
      "forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 366 days",
    ),
    FINE_GRAINED,
    /expires earlier/,
  ],
  ["an answer 407 of a proxy", refused(407, ""), JOB, /HTTPS_PROXY/],
  [
    "comments that are turned off",
    refused(410, "Issues are disabled for this repo"),
    JOB,
    /until that changes/,
  ],
  ["a refused text", refused(422, "flagged as spam"), JOB, /until that changes/],
  ["any other error", refused(500, "x"), JOB, /run the job again/],
])("%s", (_, error, token, advice) => {
  const text = adviceFor(error, token, undefined, NOW);
  expect(text).toMatch(advice);
  // There is one advice for each error. It names the job's permissions only if they can help.
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

/** GitHub's answers say how many requests per hour the token has: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const OF_JOB = { "x-ratelimit-limit": "1000", "x-ratelimit-resource": "core" };

test("names the missing permission of the request", () => {
  const error = refused(403, "Resource not accessible by integration", OF_JOB);
  expect(describeRefusal(error, JOB, "status")).toBe(
    "Resource not accessible by integration. Give the job `permissions: statuses: write`, in the calling workflow too",
  );
  expect(adviceFor(error, FINE_GRAINED, "status")).toContain("right Commit statuses: write");
  expect(describeMissing(error, JOB, "actions: read")).toBe(
    "Resource not accessible by integration. Give the job `permissions: actions: read`, in the calling workflow too",
  );
});

test.each([
  ["secondary", "You have exceeded a secondary rate limit", {}],
  [
    "primary",
    "API rate limit exceeded",
    { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "9" },
  ],
])(
  "a 403 because of a %s rate limit is not a missing permission (P-E 78)",
  (_, message, headers) => {
    const error = refused(403, message, headers);
    for (const text of [
      describeRefusal(error, JOB, "status"),
      describeMissing(error, JOB, "actions: read"),
    ]) {
      expect(text).toMatch(/rate limit is used up until/);
      expect(text).not.toContain("permissions");
    }
  },
);

test("advice about a commit status does not mention a comment", () => {
  const spent = refused(422, "This SHA and context has reached the maximum number of statuses.");
  expect(describeRefusal(spent, JOB, "status")).toBe(
    "This SHA and context has reached the maximum number of statuses. GitHub accepts no status for this commit until that changes",
  );
  expect(describeRefusal(refused(502, "Server Error"), JOB, "status")).toBe(
    "Server Error. Run the job again",
  );
});

test.each<[Error, string]>([
  [refused(422, "Validation Failed"), "GitHub does not accept these labels until that changes"],
  [refused(410, "Issues are disabled"), "GitHub does not accept these labels until that changes"],
  [refused(403, "Repository was archived so is read-only."), "The repository is archived"],
  [refused(403, "Resource not accessible"), "Give the job `permissions: pull-requests: write`"],
  [refused(502, "Server Error"), "Run the job again"],
])("advice about labels does not mention a comment: %s", (error, advice) => {
  const text = describeRefusal(error, JOB, "labels");
  expect(text).toContain(`. ${advice}`);
  expect(text).not.toMatch(/comment|report/);
});

test("an answer without a message is named by its status", () => {
  expect(describeRefusal(refused(500, ""), "ghs_x")).toMatch(/^GitHub answered 500\. The report/);
});

const APP = { "x-ratelimit-limit": "5000", "x-ratelimit-resource": "core" };
const GITHUB = "https://api.github.com/repos/acme/harbour/issues/7/comments";
const GHES = "https://ghes.acme.example/api/v3/repos/acme/harbour/issues/7/comments";

/** Builds Octokit's error, with its request. */
const refusedAt = (url: string, status: number, headers: Record<string, string> = {}) =>
  Object.assign(refused(status, "Resource not accessible by integration", headers), {
    request: { url },
  });

describe("who has to change the token", () => {
  const OWNER = "Give the token of github-token";
  const JOB_ONLY = "Give the job `permissions: pull-requests: write`, in the calling workflow too";
  const OF_APP =
    "Give the app of github-token the permission Pull requests: write (in its settings; the owner of the account accepts it for the installation), and request it where the token is created";

  test.each<[string, string, string, Record<string, string>, string]>([
    ["the job's token, recognized by its limit", "ghs_abc", GITHUB, OF_JOB, JOB_ONLY],
    [
      "the job's token, recognized by the app that it names",
      "ghs_15368_eyJ.a.b",
      GITHUB,
      {},
      JOB_ONLY,
    ],
    ["an app's token, recognized by its limit", "ghs_abc", GITHUB, APP, OF_APP],
    ["an app's token, recognized by its name", "ghs_1234567_eyJ.a.b", GITHUB, {}, OF_APP],
    [
      "the token of an app of a large organization",
      "ghs_abc",
      GITHUB,
      { ...APP, "x-ratelimit-limit": "12500" },
      OF_APP,
    ],
    [
      "the token of the job or an app, in an enterprise",
      "ghs_abc",
      GITHUB,
      { ...APP, "x-ratelimit-limit": "15000" },
      `${JOB_ONLY}. If github-token comes from another app: g${OF_APP.slice(1)}`,
    ],
    [
      "the token of the job or an app, on a server whose apps have other IDs",
      "ghs_42_eyJ.a.b",
      GHES,
      {},
      `${JOB_ONLY}. If github-token comes from another app: g${OF_APP.slice(1)}`,
    ],
    [
      "the token of the job or an app, with the limit of another resource",
      "ghs_abc",
      GITHUB,
      { "x-ratelimit-limit": "5000", "x-ratelimit-resource": "graphql" },
      `${JOB_ONLY}. If github-token comes from another app: g${OF_APP.slice(1)}`,
    ],
    [
      "a fine-grained token",
      "github_pat_abc",
      GITHUB,
      APP,
      `${OWNER} the right Pull requests: write for this repository (its owner, in the developer settings; an organization may have to approve it)`,
    ],
    [
      "a classic token",
      "ghp_abc",
      GITHUB,
      APP,
      `${OWNER} the scope repo, and its owner the right to write in this repository`,
    ],
    [
      "the token of an OAuth app",
      "gho_abc",
      GITHUB,
      APP,
      `${OWNER} the scope repo, and its owner the right to write in this repository`,
    ],
    [
      "the token of a person in an app",
      "ghu_abc",
      GITHUB,
      APP,
      "Give the app of github-token the permission Pull requests: write, and the person that it acts for the right to write in this repository",
    ],
  ])("%s", (_, token, url, headers, advice) => {
    expect(adviceFor(refusedAt(url, 403, headers), token, "comment", NOW)).toBe(advice);
  });

  test.each<[string, string, Record<string, string>, RegExp]>([
    ["the job", "ghs_abc", OF_JOB, /^Give the job/],
    ["an app", "ghs_abc", APP, /^Install the app of github-token on this repository, and name/],
    ["the job or an app", "ghs_abc", {}, /^Give the job .* If .*: install the app/],
    ["a person, in the classic form", "ghp_abc", APP, /scope repo.* access to this repository/],
    ["a person", "github_pat_abc", APP, /access to this repository/],
  ])("an answer 404, with the token of %s", (_, token, headers, advice) => {
    expect(adviceFor(refusedAt(GITHUB, 404, headers), token, "comment", NOW)).toMatch(advice);
  });

  test.each<[string, string, RegExp]>([
    [
      "the job or an app",
      "ghs_abc",
      /^github-token is not valid, or has expired.* lives for an hour/,
    ],
    ["a person", "ghp_abc", /^github-token is not valid.* owner has to create a new one/],
  ])("an invalid token of %s", (_, token, advice) => {
    expect(adviceFor(refused(401, "Bad credentials"), token, "comment", NOW)).toMatch(advice);
  });

  test("the permissions that a read needs", () => {
    const error = refusedAt(GITHUB, 403, APP);
    expect(describeMissing(error, "ghs_abc", "actions: read, pull-requests: read")).toContain(
      "the permissions Actions: read and Pull requests: read (in its settings;",
    );
    expect(describeMissing(error, "ghp_abc", "actions: read")).toContain(
      "the scope repo, and its owner access to this repository",
    );
  });
});

test.each<[string, unknown, RegExp]>([
  [
    "a problem of GitHub",
    refused(502, "Server Error"),
    /\. Run the job again; https:\/\/www\.githubstatus\.com/,
  ],
  ["a token that has expired", refused(401, "Bad credentials"), /github-token is not valid/],
  ["something that does not exist anymore", refused(410, "Gone"), /^Gone\. Run the job again$/],
  [
    "an error that is not from GitHub",
    new Error("AccessDenied"),
    /^AccessDenied\. Run the job again$/,
  ],
])("%s is not a missing permission of a read", (_, error, text) => {
  const said = describeMissing(error, JOB, "actions: read");
  expect(said).toMatch(text);
  expect(said).not.toMatch(/permission/);
});
