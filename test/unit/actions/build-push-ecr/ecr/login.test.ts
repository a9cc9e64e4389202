import { expect, test } from "@jest/globals";
import type { ECRClient } from "@aws-sdk/client-ecr";
import { login, loginOfAccount } from "../../../../../actions/build-push-ecr/src/ecr/login.ts";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";

const OWN = "111122223333";
const loginAt = (host: string) => ({ url: `https://${host}`, host, authorization: "x" });

test.each([
  ["111122223333.dkr.ecr.eu-west-1.amazonaws.com", "444455556666.dkr.ecr.eu-west-1.amazonaws.com"],
  [
    "111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn",
    "444455556666.dkr.ecr.cn-north-1.amazonaws.com.cn",
  ],
  ["111122223333.dkr-ecr.eu-west-1.on.aws", "444455556666.dkr-ecr.eu-west-1.on.aws"],
  ["127.0.0.1:5000", "127.0.0.1:5000"],
])("the login also works for the registry of another account: %s, %s (I-E 6)", (own, other) => {
  expect(loginOfAccount(loginAt(own), OWN, "444455556666")).toStrictEqual(loginAt(other));
  expect(loginOfAccount(loginAt(own), OWN)).toStrictEqual(loginAt(own));
});

test("password and token are masked; a password may contain colons", async () => {
  const authorizationToken = Buffer.from("AWS:pass:word").toString("base64");
  const proxyEndpoint = "https://111122223333.dkr.ecr.eu-west-1.amazonaws.com";
  const answer = { authorizationData: [{ authorizationToken, proxyEndpoint }] };
  const ecr = { send: () => Promise.resolve(answer) } as unknown as ECRClient;
  const masks: string[] = [];
  const job = { mask: (secret: string) => void masks.push(secret) } as unknown as Job;
  expect(await login(ecr, job)).toStrictEqual({
    url: proxyEndpoint,
    host: "111122223333.dkr.ecr.eu-west-1.amazonaws.com",
    authorization: authorizationToken,
  });
  expect(masks).toStrictEqual(["pass:word", authorizationToken]);
});
