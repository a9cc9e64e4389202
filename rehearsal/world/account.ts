import type { Policy, Role } from "../aws/index.ts";
import { CONSUMER } from "./repositories.ts";

// The account as an adopter has it before the first run: who GitHub's OIDC tokens may become, and nothing else.

export const ACCOUNT = "111122223333";
export const REGION = "eu-west-1";
const ENVIRONMENT = "dev";
export const STATE_BUCKET = "fleet-dev-terraform-state";
const PLAN_ROLE = "fleet-plan";
export const DEPLOY_ROLE = "fleet-deploy";

const ISSUER = "token.actions.githubusercontent.com";

/** Only jobs of the consumer's repository with this subject may assume the role. */
const trust = (subject: string): Policy => ({
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow",
    Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: {
        [`${ISSUER}:aud`]: "sts.amazonaws.com",
        [`${ISSUER}:sub`]: `repo:${CONSUMER}:${subject}`,
      },
    },
  },
});

export const ROLES: Role[] = [
  { name: PLAN_ROLE, trustPolicy: trust("pull_request") },
  { name: DEPLOY_ROLE, trustPolicy: trust(`environment:${ENVIRONMENT}`) },
];

/** Repository variables of the consumer, as its README asks for them. */
export const VARIABLES = {
  AWS_REGION: REGION,
  AWS_ACCOUNT_ID: ACCOUNT,
  AWS_PLAN_ROLE_ARN: `arn:aws:iam::${ACCOUNT}:role/${PLAN_ROLE}`,
  AWS_DEPLOY_ROLE_ARN: `arn:aws:iam::${ACCOUNT}:role/${DEPLOY_ROLE}`,
  STATE_BUCKET,
};
