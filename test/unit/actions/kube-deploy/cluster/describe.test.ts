import { expect, test } from "@jest/globals";
import { accessOf } from "../../../../../actions/kube-deploy/src/cluster/describe.ts";

test("K-E 13: every token of the cluster is masked, and a refused one is made anew", async () => {
  const masked: string[] = [];
  const job = { mask: (text: string) => masked.push(text) };
  let signed = 0;
  const credentials = () =>
    Promise.resolve({ accessKeyId: `AKID${(signed += 1)}`, secretAccessKey: "secret" });
  const session = { region: "eu-west-1", client: { credentials } };
  const cluster = { name: "fleet-dev", endpoint: "https://cluster", certificateAuthority: "CA" };
  const { token } = accessOf(cluster as never, session as never, job as never);
  const first = await token?.(false);
  expect(first).toMatch(/^k8s-aws-v1\./);
  expect(await token?.(false)).toBe(first);
  const second = await token?.(true);
  expect(masked).toStrictEqual([first, second]);
});
