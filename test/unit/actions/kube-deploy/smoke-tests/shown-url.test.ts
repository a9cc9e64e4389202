import { describe, expect, test } from "@jest/globals";
import {
  completeUrl,
  splitUrl,
} from "../../../../../actions/kube-deploy/src/smoke-tests/shown-url.ts";
import fc from "../../../../support/fast-check.ts";

const INGRESS = "https://fleet.example.com/";

describe("the URL of a smoke test", () => {
  test.each([
    ["/healthz", "/healthz", true, "https://fleet.example.com/healthz"],
    ["$URL", "/", true, INGRESS],
    ["$URL/healthz?page=2", "/healthz?page=2", true, "https://fleet.example.com/healthz?page=2"],
    ["$URL?page=2", "/?page=2", true, "https://fleet.example.com/?page=2"],
    ["http://example.com", "http://example.com/", false, "http://example.com/"],
    [
      "https://example.com:8443/a",
      "https://example.com:8443/a",
      false,
      "https://example.com:8443/a",
    ],
  ])("%s is shown as %s", (given, shown, isRelative, whole) => {
    expect(splitUrl(given)).toStrictEqual({ shown, isRelative, secrets: [] });
    expect(completeUrl(given, INGRESS).href).toBe(whole);
  });

  test.each([
    "",
    "healthz",
    "//example.com/a",
    "$URLS/a",
    "ftp://example.com/",
    "https://",
    "$URLa",
  ])('"%s" is not valid', (given) => {
    expect(splitUrl(given)).toBeUndefined();
  });

  test.each([
    [
      "https://user:pass%2Fword@example.com/a",
      "https://example.com/a",
      ["pass%2Fword", "pass/word"],
    ],
    ["https://ghp_1234@example.com/a", "https://example.com/a", ["ghp_1234", "ghp_1234"]],
    [
      "/a?api_key=abc&env=production&access-token=x%20y",
      "/a?api_key=…&env=production&access-token=…",
      ["abc", "abc", "x y", "x y"],
    ],
  ])("%s is shown without its secrets", (given, shown, secrets) => {
    expect(splitUrl(given)).toMatchObject({ shown, secrets });
  });

  test("property: any text is split or refused, and a password is never shown", () => {
    fc.assert(
      fc.property(fc.string(), (given) => {
        splitUrl(given);
        splitUrl(`https://example.com/${given}`);
        splitUrl(`$URL/${given}`);
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9]{12,20}$/), (secret) => {
        const given = `https://user:${secret}@example.com/a?token=${secret}`;
        expect(splitUrl(given)?.shown).not.toContain(secret);
        expect(splitUrl(given)?.secrets).toContain(secret);
      }),
    );
  });
});
