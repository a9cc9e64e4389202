import { ECRClient, PutImageCommand } from "@aws-sdk/client-ecr";
import { moto } from "../../engines/moto/engine.ts";
import { startEngine } from "../../engines/start.ts";
import { REGION, REPOSITORY, TRUST, type Account, type Key } from "./account.ts";
import type { Image } from "../registry/image.ts";
import { startIssuer } from "./issuer.ts";

/** Starts moto with the same account. */
export async function openMoto(): Promise<Account> {
  const server = await startEngine(moto, {});
  const issuer = await startIssuer(REPOSITORY);
  const { url } = server;
  const stop = async (): Promise<void> => {
    await Promise.all([issuer.close(), server.stop()]);
  };
  try {
    const key = await makeUser(url);
    return {
      url,
      key,
      idToken: issuer.idToken,
      pushImage: (repository, tag, image) => putImage(url, key, repository, tag, image),
      putSecret: (name, value) => putSecret(url, name, value),
      deleteSecret: async (name) => {
        await askSecrets(url, "DeleteSecret", { SecretId: name, RecoveryWindowInDays: 7 });
      },
      guarded: (run) => guarded(url, run),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Puts an image into moto's ECR, which keeps only manifests: moto has no registry to push to. */
async function putImage(
  url: string,
  key: Key,
  repositoryName: string,
  imageTag: string,
  { manifest, mediaType, digest }: Image,
): Promise<void> {
  const ecr = new ECRClient({ endpoint: url, region: REGION, credentials: key });
  const image = { imageManifest: manifest, imageManifestMediaType: mediaType };
  // Without a digest, moto invents one.
  await ecr.send(new PutImageCommand({ repositoryName, imageTag, imageDigest: digest, ...image }));
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html */
async function putSecret(url: string, name: string, value: string | Buffer): Promise<string> {
  const content =
    typeof value === "string"
      ? { SecretString: value }
      : { SecretBinary: value.toString("base64") };
  const known = await askSecrets(url, "ListSecrets", {
    Filters: [{ Key: "name", Values: [name] }],
  });
  const { SecretList = [] } = known as { SecretList?: { Name: string }[] };
  const exists = SecretList.some((one) => one.Name === name);
  const { ARN } = await (exists
    ? askSecrets(url, "PutSecretValue", { SecretId: name, ...content })
    : askSecrets(url, "CreateSecret", { Name: name, ...content }));
  return String(ARN);
}

async function askSecrets(
  url: string,
  operation: string,
  input: object,
): Promise<Record<string, unknown>> {
  const text = await ask(url, "secretsmanager", JSON.stringify(input), {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": `secretsmanager.${operation}`,
  });
  return JSON.parse(text) as Record<string, unknown>;
}

/** Sends a request whose signature moto does not check. @throws Error with moto's answer if moto refuses */
async function ask(
  url: string,
  service: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  const scope = `AKIAIOSFODNN7EXAMPLE/20260101/${REGION}/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`;
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization, ...headers },
    body,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${service} of moto: ${String(response.status)} ${text}`);
  return text;
}

/** Runs while moto checks signatures and policies: https://docs.getmoto.org/en/latest/docs/iam.html */
async function guarded<Result>(url: string, run: () => Promise<Result>): Promise<Result> {
  await allowUnsigned(url, "0");
  try {
    return await run();
  } finally {
    await allowUnsigned(url, "1000000000");
  }
}

async function allowUnsigned(url: string, requests: string): Promise<void> {
  await fetch(`${url}/moto-api/reset-auth`, { method: "POST", body: requests });
}

const EVERYTHING = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};

async function makeUser(url: string): Promise<Key> {
  const iam = (parameters: Record<string, string>): Promise<string> => askIam(url, parameters);
  await iam({ Action: "CreateUser", UserName: "tester" });
  await iam({
    Action: "PutUserPolicy",
    UserName: "tester",
    PolicyName: "everything",
    PolicyDocument: JSON.stringify(EVERYTHING),
  });
  await iam({
    Action: "CreateRole",
    RoleName: "fleet-deploy",
    AssumeRolePolicyDocument: JSON.stringify(TRUST),
  });
  const made = await iam({ Action: "CreateAccessKey", UserName: "tester" });
  const text = (tag: string): string =>
    new RegExp(`<${tag}>([^<]+)</${tag}>`).exec(made)?.[1] ?? "";
  return { accessKeyId: text("AccessKeyId"), secretAccessKey: text("SecretAccessKey") };
}

const askIam = (url: string, parameters: Record<string, string>): Promise<string> =>
  ask(url, "iam", new URLSearchParams({ Version: "2010-05-08", ...parameters }).toString(), {
    "content-type": "application/x-www-form-urlencoded",
  });
