import type { Contract, OutputsOf } from "../../runtime/contract.ts";
import { boolean, matching, oneOf, text } from "../../runtime/input-types.ts";
import { DIGEST_FORM } from "./digest.ts";

/** The inputs that say which plan is expected. @param command the value of the input `command` that applies */
export const reviewInputs = (command: string) =>
  ({
    release: {
      type: text("the id of a release"),
      description: "Release that is promoted, part of what `plan-digest` is bound to.",
    },
    "plan-twice": {
      type: boolean,
      default: "false",
      description:
        "With `command: plan`, plan a second time and name what differs, because it cannot be promoted (true or false).",
    },
    "expected-plan-digest": {
      type: matching(
        DIGEST_FORM,
        "a plan digest, for example the output plan-digest of a plan",
        "digest",
      ),
      description: `With \`command: ${command}\`, the digest of the approved plan; another plan is not applied.`,
    },
    "expected-plan-manifest": {
      type: text("the path of a plan manifest, for example plan-manifest.json", "path"),
      description: `With \`command: ${command}\`, the file \`plan-manifest-path\` of the plan that was approved or reviewed; what differs is shown.`,
    },
    unreviewed: {
      type: oneOf("apply", "create", "stop"),
      default: "apply",
      description: `With \`command: ${command}\` and no expected-plan-digest, what happens to a plan that differs from the reviewed one, or that nobody reviewed: \`create\` applies it when it only creates.`,
    },
  }) as const;

/** The outputs of a plan that has an identity. */
export const IDENTITY_OUTPUTS = {
  "plan-digest": {
    type: "string",
    description:
      "Digest of what the plan does, bound to state, environment, release and command; equal plans have equal digests.",
    when: "environment is given and has a digest key",
  },
  "plan-manifest-path": {
    type: "path",
    description:
      "File with addresses, attribute names and HMACs of what the plan does; it holds no value and may be uploaded.",
    when: "there is a plan-digest",
  },
} as const satisfies Contract["outputs"];

/** The outputs of the comparisons. @param command the value of the input `command` that applies */
export const reviewOutputs = (command: string) =>
  ({
    review: {
      type: ["as-reviewed", "differs", "not-reviewed"],
      description: "How the plan compares with the expected one.",
      when: `environment is given and the command is ${command}`,
    },
    "unstable-addresses": {
      type: "JSON",
      description: "Addresses that differ between the two plans, as a JSON list.",
      when: "plan-twice is true and the command is plan",
    },
  }) as const satisfies Contract["outputs"];

export type IdentityOutputs = OutputsOf<Contract & { outputs: typeof IDENTITY_OUTPUTS }>;
export type ReviewOutputs = OutputsOf<Contract & { outputs: ReturnType<typeof reviewOutputs> }>;
