import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { clusterToken } from "../../actions/kube-deploy/src/cluster/token.ts";
import { KubernetesClient, connect } from "../../rehearsal/kubernetes/client.ts";
import { REGION } from "../support/cloud.ts";
import { requireEngines } from "./engines.ts";
import { OPERATOR, openSite, type Site } from "./kubernetes/site.ts";
import { CLUSTER } from "./kubernetes/real-provider.ts";

// Tests the tokens of kube-deploy with a real API server that asks IAM about each of them.
const engines = await requireEngines("kubernetes tokens", ["kubernetes", "terraform"]);
const only = engines === undefined ? describe.skip : describe;

let site: Site;
beforeAll(async () => {
  if (engines !== undefined) site = await openSite(engines);
});
afterAll(async () => {
  if (engines !== undefined) await site.close();
});

only("authentication at the cluster", () => {
  const ask = async (token: string): Promise<number> => {
    const { url, certificateAuthority } = site.kubernetes;
    const client = new KubernetesClient(connect({ url, certificateAuthority, token }));
    return (await client.call("GET", "/api/v1/namespaces")).status;
  };
  const request = (user = OPERATOR) => ({
    credentials: site.cloud.aws.userKey(user),
    region: REGION,
    cluster: CLUSTER,
  });
  const lastReview = () => site.authenticator.reviews.at(-1);

  test("our own token is accepted", async () => {
    expect(await ask(await clusterToken(request()))).toBe(200);
    expect(lastReview()).toMatchObject({ accepted: true });
  });

  test.each([
    ["for another cluster", { cluster: "other" }, /signature does not match/],
    ["of sixteen minutes ago", { date: new Date(Date.now() - 16 * 60_000) }, /older than 15/],
    ["for a foreign host", { host: "sts.example.org" }, /unexpected host/],
  ])("401: a token %s", async (_, change, why) => {
    expect(await ask(await clusterToken({ ...request(), ...change }))).toBe(401);
    expect(lastReview()?.accepted).toBe(false);
    expect(lastReview()?.text).toMatch(why);
  });

  test("401: a token signed with a wrong secret", async () => {
    const { credentials, ...rest } = request();
    const wrong = { ...credentials, secretAccessKey: "x".repeat(40) };
    expect(await ask(await clusterToken({ ...rest, credentials: wrong }))).toBe(401);
    expect(lastReview()?.text).toContain("signature does not match");
  });

  test("401: a valid token of somebody without an access entry", async () => {
    expect(await ask(await clusterToken(request("stranger")))).toBe(401);
    expect(lastReview()?.text).toContain("has no access entry");
  });

  test("401: a text that is not a token", async () => {
    expect(await ask("k8s-aws-v1.nonsense")).toBe(401);
  });
});
