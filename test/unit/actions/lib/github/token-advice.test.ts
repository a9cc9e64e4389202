import { expect, test } from "@jest/globals";
import { kindOf } from "../../../../../actions/lib/github/token-advice.ts";
import type { TokenKind } from "../../../../../actions/lib/github/token-advice.ts";

const API = "https://api.github.com/repos/acme/harbour";
const limit = (count: string, resource = "core") => ({
  "x-ratelimit-limit": count,
  "x-ratelimit-resource": resource,
});

test.each<[string, string, string | undefined, Record<string, string>, TokenKind]>([
  ["a fine-grained token", "github_pat_a", API, {}, "fine-grained"],
  ["a classic token", "ghp_a", API, limit("1000"), "classic"],
  ["a classic token in the old form", "0a".repeat(20), API, {}, "classic"],
  ["the token of an OAuth app", "gho_a", API, {}, "classic"],
  ["the token of a person in an app", "ghu_a", API, {}, "person"],
  ["a token without an answer", "ghs_a", undefined, {}, "installation"],
  ["a token of an older server", "v1.0a0a", API, {}, "installation"],
  ["a limit of 1,000", "ghs_a", API, limit("1000"), "job"],
  ["a limit of 5,000", "ghs_a", API, limit("5000"), "app"],
  ["a limit of 5,050", "ghs_a", API, limit("5050"), "app"],
  ["a limit of 15,000", "ghs_a", API, limit("15000"), "installation"],
  ["the limit of requests without a token", "ghs_a", API, limit("60"), "installation"],
  ["the limit of another resource", "ghs_a", API, limit("1000", "search"), "installation"],
  ["the app of jobs, with any limit", "ghs_15368_a.b.c", API, limit("15000"), "job"],
  ["another app, with any limit", "ghs_9_a.b.c", API, limit("15000"), "app"],
  ["an app of another server", "ghs_15368_a.b.c", "https://api.acme.ghe.com/x", {}, "installation"],
  [
    "an app of another server, recognized by its limit",
    "ghs_9_a",
    "https://acme/api/v3",
    limit("5000"),
    "app",
  ],
])("%s", (_, token, url, headers, kind) => {
  expect(kindOf(token, { url, headers })).toBe(kind);
});
