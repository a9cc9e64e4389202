import { REGION } from "../../lib/aws/partitions.ts";
import {
  flag,
  lines,
  matching,
  oneOf,
  optional,
  readActionInputs,
  required,
} from "../../lib/runtime/inputs.ts";
import { inputErrors } from "../../lib/runtime/errors.ts";
import { extraLines } from "./backend-file.ts";

const SHAPE = {
  tool: oneOf("terraform", "opentofu"),
  version: matching(
    /^[\w.\s,<>=!~+-]{1,200}$/,
    "a version or constraint such as 1.11.4 or ~> 1.11",
  ),
  "fallback-to-path": flag,
  // Plain http is for a server on this machine only: who can change the answer can change the tool.
  "mirror-url": matching(
    /^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost)[:/])\S+$/,
    "an https address with the publisher's layout, such as https://mirror.example.com/terraform",
  ),
  checksum: matching(/^[0-9a-f]{64}$/, "the sha256 of the archive, 64 lower-case hex digits"),
  "working-directory": required("terraform/infrastructure"),
  workspace: matching(/^[\w.-]{1,90}$/, "a workspace name such as dev"),
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  bucket: matching(
    /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9.-]{1,61})[a-z0-9]$/,
    "a bucket name of 3 to 63 lower-case letters, digits, dots and hyphens, such as fleet-dev-terraform-state",
  ),
  key: matching(
    /^(?!\/)[^\n]{1,1000}(?<!\/)$/,
    "an object key such as infrastructure/terraform.tfstate",
  ),
  "kms-key-id": optional,
  lock: oneOf("lockfile"),
  "backend-mode": oneOf("ensure", "check", "off"),
  "backend-config": extraLines,
  init: flag,
  "init-args": lines,
  "role-arn": matching(
    /^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/,
    "a role's ARN such as arn:aws:iam::111122223333:role/plan",
  ),
  "aws-region": matching(REGION, "a region such as eu-west-1"),
  "expected-account-id": matching(/^\d{12}$/, "twelve digits"),
};

/** Reads all inputs. @throws ActionError `invalid-input` that lists every problem */
export function readBackendInputs() {
  const inputs = readActionInputs(SHAPE);
  const needed = (["bucket", "key", "aws-region"] as const).filter(
    (name) => inputs[name] === undefined,
  );
  const wanted = inputs["backend-mode"] !== "off" || inputs.bucket !== undefined;
  if (wanted && needed.length > 0)
    throw inputErrors(
      needed.map(
        (name) =>
          `${name}: nothing is given, it is needed unless backend-mode is off and no bucket is given`,
      ),
    );
  return inputs;
}

export type BackendInputs = ReturnType<typeof readBackendInputs>;
