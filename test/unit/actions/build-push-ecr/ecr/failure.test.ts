import { describe, expect, test } from "@jest/globals";
import { matchFailure } from "../../../../../actions/lib/match-failure.ts";
import { ActionError } from "../../../../../actions/lib/runtime/errors.ts";
import {
  RULES,
  ecrError,
  toActionError,
} from "../../../../../actions/build-push-ecr/src/ecr/failure.ts";

const thrown = (name: string, message: string) => Object.assign(new Error(message), { name });
const DENIED =
  "User: arn:aws:sts::1:assumed-role/x/y is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:1:repository/r";

const KNOWN: [string, string, string, string, RegExp][] = [
  ["AccessDeniedException", DENIED, "access-denied", "AWS refused", /"Action":"ecr:BatchGetImage"/],
  ["AccessDeniedException", "no", "access-denied", "AWS refused", /compare the role's policy/],
  ["Error", DENIED, "access-denied", "AWS refused", /"Action":"ecr:BatchGetImage"/],
  [
    "RepositoryNotFoundException",
    "The repository with name 'r' does not exist",
    "repository-not-found",
    "ECR failed while",
    /^somebody has deleted the repository/,
  ],
  [
    "UpstreamAccessDenied",
    "denied",
    "ecr-error",
    "ECR failed while",
    /^a pull-through cache rule is for this repository/,
  ],
  [
    "UnableToGetUpstreamImageException",
    "no such image",
    "ecr-error",
    "ECR failed while",
    /outside of the prefix of the rule/,
  ],
  ["ServerException", "trouble", "ecr-error", "ECR failed while", /^run the job again/],
  [
    "InvalidSignatureException",
    "Signature expired: 1 is now earlier",
    "ecr-error",
    "ECR failed while",
    /^set the clock/,
  ],
  [
    "InvalidSignatureException",
    "does not match",
    "ecr-error",
    "ECR failed while",
    /^check the credentials/,
  ],
  ["ExpiredTokenException", "is expired", "ecr-error", "ECR failed while", /last longer$/],
  [
    "UnrecognizedClientException",
    "is invalid",
    "ecr-error",
    "ECR failed while",
    /enabled the region$/,
  ],
  [
    "LimitExceededException",
    "10000 repositories",
    "ecr-error",
    "ECR failed while",
    /^raise the ECR quota/,
  ],
  [
    "InvalidParameterException",
    "Invalid parameter",
    "ecr-error",
    "ECR failed while",
    /^correct the repository name or tag that ECR names/,
  ],
  [
    "UnreadableAnswer",
    "the answer (403) does not come from AWS",
    "ecr-error",
    "ECR failed while looking for tags in r: the answer (403)",
    /^let the proxy .* HTTPS_PROXY and NO_PROXY/,
  ],
  [
    "Error",
    "getaddrinfo ENOTFOUND api.ecr.eu-west-1.amazonaws.com",
    "ecr-error",
    "ECR failed while looking for tags in r: getaddrinfo",
    /reaches ECR/,
  ],
  [
    "Error",
    "tunneling socket could not be established, statusCode=407",
    "ecr-error",
    "ECR failed while",
    /asks for a login/,
  ],
  ["TimeoutError", "no answer within 10 s", "ecr-error", "ECR failed while", /HTTPS_PROXY/],
  [
    "Error",
    "self-signed certificate in certificate chain",
    "ecr-error",
    "ECR failed while",
    /NODE_EXTRA_CA_CERTS/,
  ],
  ["ImageInaccessible", "archived", "ecr-error", "ECR failed while", /update-image-storage-class/],
  ["KmsException", "the key is disabled", "ecr-error", "ECR failed while", /^enable the KMS key/],
];

describe("ecrError", () => {
  test.each(KNOWN)("%s: %s is %s", (name, message, reason, start, fix) => {
    const error = ecrError(thrown(name, message), "looking for tags in r");
    expect([error.reason, error.message.startsWith(start)]).toStrictEqual([reason, true]);
    expect(error.message).toContain(message);
    expect(error.fix).toMatch(fix);
  });

  test("an error about credentials stays as it is", () => {
    const error = new ActionError({ reason: "sts-unavailable", message: "busy" });
    expect(ecrError(error, "looking for tags in r")).toBe(error);
  });

  test("the table above covers every rule", () => {
    const decisive = KNOWN.map(([code, summary]) =>
      RULES.find((rule) => matchFailure([rule], { origin: "ecr", code, summary }) !== undefined),
    );
    expect(RULES.filter((rule) => !decisive.includes(rule))).toStrictEqual([]);
  });
});

test("a failure inside a successful answer becomes an error with its code", () => {
  const failure = { origin: "ecr", code: "KmsError", summary: "the key is disabled" } as const;
  expect(toActionError(failure, "looking for tags in r")).toMatchObject({
    reason: "ecr-error",
    message: "ECR failed while looking for tags in r: KmsError: the key is disabled",
  });
});
