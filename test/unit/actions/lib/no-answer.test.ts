import { expect, test } from "@jest/globals";
import { NO_ANSWER } from "../../../../actions/lib/no-answer.ts";

test.each([
  "getaddrinfo ENOTFOUND sts.eu-west-1.amazonaws.com",
  "connect ECONNREFUSED 127.0.0.1:443",
  "TimeoutError",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "socket hang up",
  "tunneling socket could not be established, statusCode=407",
])("nobody answered: %s", (text) => {
  expect(text).toMatch(NO_ANSWER);
});

test.each(["AccessDenied: not authorized", "503 Service Unavailable", "certificate expired soon"])(
  "an answer: %s",
  (text) => {
    expect(text).not.toMatch(NO_ANSWER);
  },
);
