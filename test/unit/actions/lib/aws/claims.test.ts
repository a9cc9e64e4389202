import { expect, test } from "@jest/globals";
import { claimsOf, explainAssumeRole } from "../../../../../actions/lib/aws/claims.ts";

const tokenOf = (claims: object): string =>
  `header.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature`;
const ROLE = "arn:aws:iam::111122223333:role/fleet-deploy";

test("for a refused role, shows the claims to compare and the statement that would accept them (H-E 65)", () => {
  const subject = "repo:example-org/fleet:environment:dev";
  const text = explainAssumeRole(
    ROLE,
    tokenOf({
      iss: "https://token.actions.githubusercontent.com",
      sub: subject,
      aud: "sts.amazonaws.com",
      environment: "dev",
      jti: "not-shown",
    }),
  );
  expect(text).toContain(`(sub=${subject}, aud=sts.amazonaws.com, environment=dev); ${ROLE} needs`);
  expect(text).toContain(
    `{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com","token.actions.githubusercontent.com:sub":"${subject}"}}`,
  );
  expect(text).not.toContain("not-shown");
});

test("an enterprise's issuer keeps its path in the name of the provider", () => {
  const iss = "https://token.actions.githubusercontent.com/octo-enterprise";
  expect(explainAssumeRole(ROLE, tokenOf({ iss }))).toContain(
    "OIDC provider token.actions.githubusercontent.com/octo-enterprise with",
  );
});

test.each(["", "no token", "a.b.c", "a.bnVsbA.c", "a.W10.c"])("%p has no claims", (token) => {
  expect(claimsOf(token)).toStrictEqual({});
});
