import type { Case } from "../service.ts";
import { BUCKET_CASES } from "./cases/buckets.ts";
import { LISTING_CASES } from "./cases/listing.ts";
import { LOCK_CASES } from "./cases/lock.ts";
import { OBJECT_CASES } from "./cases/objects.ts";
import { RELEASE_CASES } from "./cases/releases.ts";
import { SETTING_CASES } from "./cases/settings.ts";
import { SIGNATURE_CASES } from "./cases/signatures.ts";
import { TERRAFORM_CASES } from "./cases/terraform.ts";
import type { S3Account } from "./client.ts";

/** Requests of setup-terraform-backend and Terraform's S3 backend, and the answers of S3 if it refuses. */
export const cases: Case<S3Account>[] = [
  ...BUCKET_CASES,
  ...SETTING_CASES,
  ...OBJECT_CASES,
  ...LISTING_CASES,
  ...LOCK_CASES,
  ...RELEASE_CASES,
  ...TERRAFORM_CASES,
  ...SIGNATURE_CASES,
];
