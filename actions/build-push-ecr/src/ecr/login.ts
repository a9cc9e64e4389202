import { GetAuthorizationTokenCommand } from "@aws-sdk/client-ecr";
import type { ECRClient } from "@aws-sdk/client-ecr";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import { ecrError } from "./failure.ts";

/** The registry of the account and its credentials, valid for 12 hours. */
export interface Login {
  /** Address of the registry's HTTP API, without a slash at the end. */
  url: string;
  /** Host and port as image names contain them. */
  host: string;
  /** base64 of AWS:password. */
  authorization: string;
}

/**
 * Gets a password from ECR. The password and its base64 form are masked before anything else happens. The user name AWS
 * is not masked, because GitHub would drop every later output that contains these letters.
 * @throws ActionError `access-denied`, `ecr-error`
 */
export async function login(ecr: ECRClient, job: Job): Promise<Login> {
  const data = await authorizationData(ecr);
  const { authorizationToken = "", proxyEndpoint = "" } = data ?? {};
  const password = Buffer.from(authorizationToken, "base64")
    .toString()
    .split(":")
    .slice(1)
    .join(":");
  if (password === "" || !URL.canParse(proxyEndpoint))
    throw new ActionError({
      reason: "ecr-error",
      message: "ECR gave no usable authorization token",
      fix: "run the job again",
    });
  job.mask(password);
  job.mask(authorizationToken);
  const { origin, host } = new URL(proxyEndpoint);
  return { url: origin, host, authorization: authorizationToken };
}

/**
 * Returns the registry of another account in the same region, with the same password: it is valid for every registry
 * that the caller may use. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html
 * @param own the caller's account, whose registry the login is for
 */
export const loginOfAccount = (entry: Login, own: string, wanted = own): Login => ({
  ...entry,
  url: entry.url.replace(`//${own}.`, `//${wanted}.`),
  host: entry.host.replace(new RegExp(`^${own}\\.`), `${wanted}.`),
});

async function authorizationData(ecr: ECRClient) {
  try {
    const { authorizationData: list } = await ecr.send(new GetAuthorizationTokenCommand({}));
    return list?.[0];
  } catch (error) {
    throw ecrError(error, "asking for an authorization token");
  }
}
