import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { WebIdentity } from "../../../../rehearsal/aws/sts/web-identity.ts";
import { Signer } from "../../../../rehearsal/github/oidc/issuer.ts";
import { json, startLoopback, type Loopback } from "../../../../rehearsal/base/http.ts";
import { refusal } from "./world.ts";

let signer: Signer;
let server: Loopback;
let webIdentity: WebIdentity;
beforeAll(async () => {
  signer = await Signer.open(undefined);
  server = await startLoopback({ handle: () => Promise.resolve(json(200, signer.jwks)) });
  webIdentity = new WebIdentity({ issuer: server.url, jwksUrl: `${server.url}/jwks` });
});
afterAll(() => server.close());

/** @param expires seconds from now */
function token(expires: number): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const issuedAt = Math.min(now, now + expires - 300);
  const claims = { iss: server.url, aud: "sts.amazonaws.com", sub: "repo:example-org/fleet:ref" };
  return signer.sign(claims, { issuedAt, notBefore: issuedAt, expires: now + expires });
}

it("takes a token while it lives", async () => {
  expect((await webIdentity.verify(await token(300))).sub).toBe("repo:example-org/fleet:ref");
});

it("H-E 65: says ExpiredTokenException of one that has expired", async () => {
  const expired = await token(-60);
  await expect(webIdentity.verify(expired)).rejects.toMatchObject({
    code: "ExpiredTokenException",
    status: 400,
  });
  expect(await refusal(webIdentity.verify(expired))).toMatch(/Token expired: .* must be before/);
});
