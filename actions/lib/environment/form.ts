import * as z from "zod/mini";
import {
  accountId,
  bucketName,
  objectKey,
  region,
  repositoryPrefix,
  roleArn,
} from "../aws/input-types.ts";
import { DURATION } from "../runtime/input-types.ts";
import type { MatchingType } from "../runtime/input-types.ts";
import { FREEZE_TIME } from "./freeze.ts";
import { environmentName } from "./input-types.ts";

/**
 * The form of an environment file. The validator checks files against it, and `npm run readme` writes the JSON schema
 * for editors from it. An error message completes "Expected ...".
 */

const describe = (description: string) => z.meta({ description });

/**
 * Accepts a text that matches the pattern. Empty text is refused everywhere: to set no value, leave the setting out.
 */
const text = (pattern: RegExp, expected: string, description: string) =>
  z.string(expected).check(z.regex(pattern, expected), describe(description));

const of = ({ pattern, expected }: MatchingType, description: string) =>
  text(pattern, expected, description);

const FILES = "a list of files, for example [environments/dev.tfvars]";

const SECRETS = "a list of secrets, for example [fleet/dev/terraform]";

const part = (name: string) =>
  z.optional(
    z
      .strictObject(
        {
          "variable-files": z.optional(
            z
              .array(
                text(
                  /^\S(?:[^\n]*\S)?$/,
                  "a variable file, for example environments/dev.tfvars",
                  "Path of a file, from the repository's root or from the workspace's folder.",
                ),
                FILES,
              )
              .check(describe("Terraform variable files. A later file overrides an earlier one.")),
          ),
          "variables-from-secret": z.optional(
            z
              .array(
                text(
                  /^\S(?:[^\n]*\S)?$/,
                  "a secret, for example fleet/dev/terraform or db_password=fleet/dev/database:password",
                  "A secret with a JSON object of variables and their values, or variable=secret:json-key.",
                ),
                SECRETS,
              )
              .check(
                describe("Secrets in AWS Secrets Manager that give values to Terraform variables."),
              ),
          ),
        },
        "a map with variable-files and variables-from-secret",
      )
      .check(describe(`Settings of the ${name} workspace.`)),
  );

const ZONE = "an IANA time zone, for example Europe/Berlin";

const FREEZE_WINDOW = z.strictObject(
  {
    from: text(
      FREEZE_TIME,
      "a weekday and a time, for example Fri 16:00",
      "When the window begins.",
    ),
    to: text(FREEZE_TIME, "a weekday and a time, for example Mon 07:00", "When the window ends."),
    zone: text(/^[A-Za-z][\w+/-]*$/, ZONE, "IANA time zone of both times."),
  },
  "a map with from, to and zone",
);

export const ENVIRONMENT_FORM = z.strictObject(
  {
    region: of(region, "AWS region of the state bucket, the cluster and the registry."),
    account: z
      .string(`${accountId.expected}, in quotes`)
      .check(
        z.regex(accountId.pattern, `${accountId.expected}, in quotes`),
        describe("Twelve digits, in quotes. Credentials of another account are refused."),
      ),
    state: z
      .strictObject(
        {
          bucket: of(bucketName, "S3 bucket for the states and the releases."),
          keys: z.optional(
            z
              .strictObject(
                {
                  infrastructure: z.optional(
                    of(objectKey, "Default: <environment>/infrastructure.tfstate"),
                  ),
                  kubernetes: z.optional(
                    of(objectKey, "Default: <environment>/kubernetes.tfstate"),
                  ),
                },
                "a map with infrastructure and kubernetes",
              )
              .check(describe("Object keys of the states, if they are not at the default keys.")),
          ),
          "kms-key-id": z.optional(
            text(
              /^\S+$/,
              "the id, alias or ARN of a KMS key",
              "KMS key that encrypts the states. Default: the bucket's key.",
            ),
          ),
        },
        "a map with bucket, and optionally keys and kms-key-id",
      )
      .check(describe("Where the Terraform states are stored.")),
    roles: z
      .strictObject(
        {
          plan: of(roleArn, "Role that plans. It reads states and resources."),
          push: z.optional(
            of(
              roleArn,
              "Role that pushes images. Leave it out if images are promoted from another environment.",
            ),
          ),
          deploy: of(roleArn, "Role that changes the environment."),
        },
        "a map with plan, deploy and optionally push",
      )
      .check(describe("IAM roles that the jobs assume.")),
    infrastructure: part("infrastructure"),
    kubernetes: part("Kubernetes"),
    images: z.optional(
      z
        .strictObject(
          {
            prefix: of(repositoryPrefix, "Text that is put before the repository of each image."),
          },
          "a map with prefix",
        )
        .check(describe("Image repositories of the environment.")),
    ),
    "promote-from": z.optional(
      of(
        environmentName,
        "Environment whose verified releases are promoted to this one. No image is built for this environment.",
      ),
    ),
    "min-soak": z.optional(
      text(
        DURATION,
        "a duration, for example 90m or 24h",
        "How long a release must have been live in promote-from before it can be promoted.",
      ),
    ),
    freeze: z.optional(
      z
        .array(
          FREEZE_WINDOW,
          'a list such as [{ from: "Fri 16:00", to: "Mon 07:00", zone: Europe/Berlin }]',
        )
        .check(describe("Weekly windows without automatic changes.")),
    ),
  },
  "a map with region, account, state and roles",
);

/** An environment file that has the right form. The rules between its values are not checked yet. */
export type EnvironmentForm = z.infer<typeof ENVIRONMENT_FORM>;
