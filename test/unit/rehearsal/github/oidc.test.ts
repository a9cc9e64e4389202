import { afterAll, beforeAll, describe, expect, it, test } from "@jest/globals";
import { createRemoteJWKSet, jwtVerify } from "jose";
import type { GitHub, JobIdentity } from "../../../../rehearsal/github/index.ts";
import { subjectOf } from "../../../../rehearsal/github/oidc/claims.ts";
import { job, start } from "./server.ts";

let github: GitHub;
beforeAll(async () => {
  github = await start();
});
afterAll(() => github.close());

const legacy = { name: "o/r", id: 42, ownerId: 7, defaultBranch: "main" };

describe("subject", () => {
  test.each<[Partial<JobIdentity>, string, string]>([
    [{ environment: "dev" }, "repo:o/r:environment:dev", "repo:o@7/r@42:environment:dev"],
    [{ environment: "a:b" }, "repo:o/r:environment:a%3Ab", "repo:o@7/r@42:environment:a%3Ab"],
    [{ eventName: "pull_request" }, "repo:o/r:pull_request", "repo:o@7/r@42:pull_request"],
    [
      { eventName: "pull_request", environment: "dev" },
      "repo:o/r:environment:dev",
      "repo:o@7/r@42:environment:dev",
    ],
    [{ ref: "refs/tags/v1" }, "repo:o/r:ref:refs/tags/v1", "repo:o@7/r@42:ref:refs/tags/v1"],
  ])("of %j is %s, immutable %s", (change, plain, immutable) => {
    expect(subjectOf(job(change), legacy)).toBe(plain);
    expect(subjectOf(job(change), { ...legacy, immutableSubject: true })).toBe(immutable);
  });
});

describe("token endpoint", () => {
  it("gives a token that verifies against the published keys, with the claims of the run", async () => {
    const identity = job({ environment: "dev", permissions: { "id-token": "write" } });
    const { idToken } = await github.credentials(identity);
    const headers = { authorization: `bearer ${idToken?.token ?? ""}` };
    const response = await fetch(`${idToken?.url ?? ""}&audience=sts.amazonaws.com`, { headers });
    const { value } = (await response.json()) as { value: string };
    const discovery = await fetch(`${github.issuer}/.well-known/openid-configuration`);
    const { issuer, jwks_uri } = (await discovery.json()) as { issuer: string; jwks_uri: string };
    expect(jwks_uri).toBe(github.jwksUrl);
    const keys = createRemoteJWKSet(new URL(jwks_uri));
    const { payload } = await jwtVerify(value, keys, { issuer, audience: "sts.amazonaws.com" });
    expect(payload).toMatchObject({
      sub: "repo:example-org/fleet:environment:dev",
      repository: "example-org/fleet",
      repository_id: "42",
      repository_owner_id: "7",
      repository_visibility: "private",
      run_id: "77",
      run_attempt: "1",
      event_name: "push",
      environment: "dev",
      job_workflow_ref: "example-org/fleet/.github/workflows/plan.yml@refs/heads/main",
      runner_environment: "github-hosted",
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
  });

  it("requires id-token: write and the job's own bearer token", async () => {
    expect((await github.credentials(job())).idToken).toBeUndefined();
    const url = `${github.url}/oidc/token?api-version=2.0&audience=x`;
    expect((await fetch(url)).status).toBe(401);
    const headers = { authorization: "bearer wrong" };
    expect((await fetch(url, { headers })).status).toBe(401);
  });
});
