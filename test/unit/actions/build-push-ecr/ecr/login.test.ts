import { expect, test } from "@jest/globals";
import { loginOfAccount } from "../../../../../actions/build-push-ecr/src/ecr/login.ts";

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
])("the registry of another account beside %s (I-E 6)", (own, other) => {
  expect(loginOfAccount(loginAt(own), OWN, "444455556666")).toStrictEqual(loginAt(other));
  expect(loginOfAccount(loginAt(own), OWN)).toStrictEqual(loginAt(own));
});
