import type { Case } from "../service.ts";
import { IMAGE_CASES } from "./cases/images.ts";
import { REPOSITORY_CASES } from "./cases/repositories.ts";
import type { EcrAccount } from "./client.ts";

/** Requests that build-push-ecr sends to ECR, and requests that ECR refuses. */
export const cases: Case<EcrAccount>[] = [...REPOSITORY_CASES, ...IMAGE_CASES];
