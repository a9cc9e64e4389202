import type { AwsSession } from "../../lib/aws/session.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { roleCredentials } from "../../lib/terraform/backend-identity.ts";
import { memberOf, textOf } from "../../lib/terraform/hcl.ts";
import type { HclBody } from "../../lib/terraform/hcl.ts";
import { argumentBodies, firstOf } from "./backend-arguments.ts";
import type { BackendArgument } from "./backend-arguments.ts";
import type { BackendBlock } from "../../lib/terraform/backend-block.ts";

/** The role that a backend assumes by itself. */
export interface BackendRole {
  /** Undefined = the ARN is an expression, so only the tool knows it. */
  arn: string | undefined;
  externalId: string | undefined;
  /**
   * Set if the role is assumed with an OIDC token, as `assume_role_with_web_identity` says, instead of the job's
   * credentials.
   */
  web?:
    | {
        /** Undefined = the file that AWS_WEB_IDENTITY_TOKEN_FILE names. */
        tokenFile?: string | undefined;
      }
    | undefined;
}

/** Arguments of the S3 backend that name a role. https://developer.hashicorp.com/terraform/language/backend/s3 */
const WEB = "assume_role_with_web_identity";
const ARGUMENTS = ["assume_role", WEB, "role_arn"];

/**
 * Returns the role of a workspace's S3 backend: from the input `backend-config`, else from the backend block in its
 * files.
 * @returns undefined if the backend assumes no role
 */
export function findBackendRole(
  extra: readonly BackendArgument[],
  block: BackendBlock | undefined,
): BackendRole | undefined {
  return firstOf(argumentBodies(extra, block), roleIn);
}

function roleIn({ attributes }: HclBody): BackendRole | undefined {
  const name = ARGUMENTS.find((argument) => attributes.has(argument));
  if (name === undefined) return undefined;
  const value = attributes.get(name) ?? [];
  if (name === "role_arn")
    return { arn: textOf(value[0]), externalId: textOf(attributes.get("external_id")?.[0]) };
  const arn = memberOf(value, "role_arn");
  if (name === WEB)
    return {
      arn,
      externalId: undefined,
      web: { tokenFile: memberOf(value, "web_identity_token_file") },
    };
  return { arn, externalId: memberOf(value, "external_id") };
}

/** Returns the account of a role, by its ARN. */
export const accountOf = (arn: string | undefined): string | undefined =>
  /^arn:aws[a-z-]*:iam::(\d{12}):role\//.exec(arn ?? "")?.[1];

/**
 * Returns the session that looks after the bucket: the session of the backend's own role, which may belong to a central
 * account for states, else the session of the action.
 */
export function bucketSession(
  session: AwsSession,
  role: BackendRole | undefined,
  job: Job,
): AwsSession {
  const accountId = accountOf(role?.arn);
  if (role?.arn === undefined || accountId === undefined) return session;
  const { runId, runAttempt } = job.context;
  const credentials = roleCredentials(
    {
      arn: role.arn,
      externalId: role.externalId,
      sessionName: `gha-${runId}-${runAttempt}`,
      tokenFile: tokenFileOf(role, session.environment),
    },
    session.client,
    job,
  );
  return { ...session, accountId, arn: role.arn, client: { ...session.client, credentials } };
}

/**
 * Returns the path of the file with the OIDC token of a role that is assumed with a token.
 * @param environment of the tool, which looks for the token there too
 */
const tokenFileOf = (
  { web }: Pick<BackendRole, "web">,
  environment: Readonly<Record<string, string>>,
): string | undefined => web && (web.tokenFile ?? environment["AWS_WEB_IDENTITY_TOKEN_FILE"]);
