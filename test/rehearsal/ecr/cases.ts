import type { Case } from "../service.ts";
import { IMAGE_CASES } from "./cases/images.ts";
import { POLICY_CASES } from "./cases/policies.ts";
import { REPOSITORY_CASES } from "./cases/repositories.ts";
import { TAG_CASES } from "./cases/tags.ts";
import type { EcrAccount } from "./client.ts";

/** What build-push-ecr and the AWS provider ask of ECR, and what it refuses. */
export const cases: Case<EcrAccount>[] = [
  ...REPOSITORY_CASES,
  ...POLICY_CASES,
  ...IMAGE_CASES,
  ...TAG_CASES,
];
