import type { Contract, OutputsOf } from "../../runtime/contract.ts";
import { boolean, matching, oneOf, text } from "../../runtime/input-types.ts";
import { DIGEST_FORM } from "./digest.ts";

/**
 * Returns the inputs that define which plan is expected.
 * @param command the value of the input `command` that applies
 */
export const reviewInputs = (command: string) =>
  ({
    release: {
      type: text("the id of a release"),
      description: "Id of the release that is promoted. `plan-digest` is bound to it.",
    },
    "plan-twice": {
      type: boolean,
      default: "false",
      description:
        "With `command: plan`: `true` plans a second time and names what differs, because a plan that is not the same twice cannot be promoted.",
    },
    "expected-plan-digest": {
      type: matching(
        DIGEST_FORM,
        "a plan digest, for example the output plan-digest of a plan",
        "digest",
      ),
      description: `With \`command: ${command}\`: digest of the approved plan. Any other plan is not applied.`,
    },
    "expected-plan-manifest": {
      type: text("the path of a plan manifest, for example plan-manifest.json", "path"),
      description: `With \`command: ${command}\`: the file \`plan-manifest-path\` of the plan that was approved or reviewed. The action shows what differs from it.`,
    },
    reviewed: {
      type: oneOf("pull-request"),
      description: `With \`command: ${command}\`: \`pull-request\` compares the plan with the one that the merged pull request showed. plan.yml keeps the manifest of that plan as the artifact plan-ENVIRONMENT-PART. Needs \`actions: read\` and \`pull-requests: read\`.`,
    },
    unreviewed: {
      type: oneOf("apply", "create", "stop"),
      description: `With \`command: ${command}\` and without \`expected-plan-digest\`: what to do with a plan that differs from the reviewed one, or that nobody reviewed. \`apply\` applies it, \`create\` applies it if it only creates, \`stop\` does not apply it. If empty: \`apply\`; but with \`reviewed\`, \`stop\` if GitHub's environment has required reviewers.`,
    },
  }) as const;

/** Returns what `reviewed` needs, and what it cannot be combined with: it finds the expected plan itself. */
export function neededForReview({
  reviewed,
  expectedPlanDigest,
  expectedPlanManifest,
}: {
  reviewed?: string | undefined;
  expectedPlanDigest?: string | undefined;
  expectedPlanManifest?: string | undefined;
}) {
  if (reviewed === undefined) return {};
  const isGiven = expectedPlanDigest !== undefined || expectedPlanManifest !== undefined;
  return {
    part: `with reviewed: ${reviewed}`,
    ...(isGiven && {
      reviewed: {
        problem: `"${reviewed}" is not valid with expected-plan-digest or expected-plan-manifest, which name another plan. Expected one of them.`,
      },
    }),
  };
}

/** The outputs of a plan that has an identity. */
const IDENTITY_OUTPUTS = {
  "plan-digest": {
    type: "string",
    description:
      "Digest of what the plan does, bound to state, environment, release and command. Equal plans have equal digests.",
    when: "`environment` is given and has a digest key",
  },
  "plan-manifest-path": {
    type: "path",
    description:
      "File with addresses, attribute names and HMACs of what the plan does. It contains no values, so you may upload it.",
    when: "there is a `plan-digest`",
  },
} as const satisfies Contract["outputs"];

/**
 * Returns the outputs of the comparisons.
 * @param command the value of the input `command` that applies
 */
const reviewOutputs = (command: string) =>
  ({
    review: {
      type: ["as-reviewed", "differs", "not-reviewed"],
      description: "How the plan compares with the expected one.",
      when: `\`environment\` is given and \`command\` is \`${command}\``,
    },
    "unstable-addresses": {
      type: "JSON",
      description: "JSON list of the addresses that differ between the two plans.",
      when: "`plan-twice` is `true` and `command` is `plan`",
    },
  }) as const satisfies Contract["outputs"];

/**
 * Returns all outputs of an action that plans, compares and applies.
 * @param command the value of the input `command` that applies
 */
export const comparedPlanOutputs = (command: string) =>
  ({ ...IDENTITY_OUTPUTS, ...reviewOutputs(command) }) as const satisfies Contract["outputs"];

export type IdentityOutputs = OutputsOf<Contract & { outputs: typeof IDENTITY_OUTPUTS }>;
export type ReviewOutputs = OutputsOf<Contract & { outputs: ReturnType<typeof reviewOutputs> }>;
