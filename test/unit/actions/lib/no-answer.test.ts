import { expect, test } from "@jest/globals";
import { NO_ANSWER, UNTRUSTED } from "../../../../actions/lib/no-answer.ts";

test.each([
  "getaddrinfo ENOTFOUND sts.eu-west-1.amazonaws.com",
  "connect ECONNREFUSED 127.0.0.1:443",
  "TimeoutError",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "Client network socket disconnected before secure TLS connection was established",
  "ERR_SSL_WRONG_VERSION_NUMBER",
  "UND_ERR_CONNECT_TIMEOUT",
  "fetch failed",
  "socket hang up",
  "tunneling socket could not be established, statusCode=407",
  "Proxy response (407) !== 200 when HTTP Tunneling",
])("counts as no answer: %s", (text) => {
  expect(text).toMatch(NO_ANSWER);
});

test.each(["AccessDenied: not authorized", "503 Service Unavailable", "certificate expired soon"])(
  "counts as an answer: %s",
  (text) => {
    expect(text).not.toMatch(NO_ANSWER);
  },
);

test.each([
  ["unable to verify the first certificate", true],
  ["CERT_HAS_EXPIRED", true],
  ["Hostname/IP does not match certificate's altnames", true],
  ["connect ECONNREFUSED 127.0.0.1:443", false],
  ["the certificate of attendance is missing", false],
])("whether %s is about an untrusted certificate: %s", (text, expected) => {
  expect(UNTRUSTED.test(text)).toBe(expected);
});
