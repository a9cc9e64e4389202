import { doubling, retry, spread, systemClock } from "../retry.ts";
import type { Clock } from "../retry.ts";
import type { Job } from "../runtime/job.ts";
import { readJsonObject } from "../text/json.ts";
import { sendJsonRequest } from "./json-request.ts";
import type { SigningClient } from "./json-request.ts";
import { configuredEndpoint } from "./endpoint.ts";
import { serviceHost } from "./partitions.ts";
import { isTransient } from "./secret-failures.ts";
import { observeSdkError } from "./sdk-error.ts";

/** A secret and a version of it. */
export interface SecretId {
  /** Name or ARN. */
  id: string;
  /** Staging label; undefined = AWSCURRENT, unless there is a version id. */
  stage: string | undefined;
  versionId: string | undefined;
}

/** A version of a secret, as Secrets Manager returns it. */
export interface SecretVersion {
  versionId: string;
  /** Undefined = the secret holds bytes. */
  text: string | undefined;
}

/** An error answer of Secrets Manager, or of something on the way to it. `name` is the code. */
export class SecretsManagerError extends Error {
  readonly $metadata: { httpStatusCode: number };

  constructor(code: string, message: string, status: number) {
    super(message);
    this.name = code;
    this.$metadata = { httpStatusCode: status };
  }
}

/**
 * Reads a version of a secret. Tries again if the failure may be temporary.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 * @throws SecretsManagerError if the request is refused; the error of Node if there is no connection
 */
export function getSecretValue(
  secret: SecretId,
  client: SigningClient,
  { cancelled, environment }: Pick<Job, "cancelled" | "environment">,
  clock: Clock = systemClock,
): Promise<SecretVersion> {
  return retry(() => request(secret, client, environment), {
    attempts: 5,
    delay: doubling(500),
    jitter: spread(),
    signal: cancelled,
    clock,
    isTransient: (error) => isTransient(observeSdkError("secretsmanager", error)),
  });
}

async function request(
  { id, stage, versionId }: SecretId,
  client: SigningClient,
  environment: Job["environment"],
): Promise<SecretVersion> {
  const address = addressOf(client.region, environment);
  const body = JSON.stringify({ SecretId: id, VersionStage: stage, VersionId: versionId });
  const { status, text } = await sendJsonRequest(
    {
      address,
      service: "secretsmanager",
      target: "secretsmanager.GetSecretValue",
      version: "1.1",
      body,
    },
    client,
  );
  // The answer of a proxy may be an HTML page.
  const answer = readJsonObject(text);
  if (status !== 200) throw refusalOf(answer, status);
  const { VersionId, SecretString } = answer ?? {};
  if (typeof VersionId !== "string")
    throw new SecretsManagerError("UnreadableAnswer", "the answer is not a secret", 502);
  return {
    versionId: VersionId,
    text: typeof SecretString === "string" ? SecretString : undefined,
  };
}

const addressOf = (region: string, environment: Job["environment"]): URL =>
  new URL(
    configuredEndpoint("SECRETS_MANAGER", environment) ??
      `https://${serviceHost("secretsmanager", region, environment)}`,
  );

/**
 * Returns the host that requests go to.
 * @param environment of the job
 */
export const secretsHost = (region: string, environment: Job["environment"]): string =>
  addressOf(region, environment).hostname;

/** Reads the error of an answer. Some errors have `message`, some `Message`. */
function refusalOf(
  answer: Record<string, unknown> | undefined,
  status: number,
): SecretsManagerError {
  const { __type: type, message, Message } = answer ?? {};
  const code = typeof type === "string" ? (type.split("#").at(-1) ?? "") : "UnreadableAnswer";
  const said = [message, Message].find((one): one is string => typeof one === "string");
  return new SecretsManagerError(code, said ?? `HTTP status ${status}`, status);
}
