import { environmentName } from "../../lib/environment/input-types.ts";
import { imageProblems } from "../../lib/terraform/hand-over/problems.ts";
import { imageValues } from "../../lib/terraform/hand-over/values.ts";
import { neededForReview } from "../../lib/terraform/plan-digest/interface.ts";
import { readInputs as readContract } from "../../lib/runtime/inputs.ts";
import type { Needed } from "../../lib/runtime/inputs.ts";
import { contract } from "./contract.ts";
import type { AllInputs } from "./contract.ts";
import { clusterNameIn } from "./record/input-types.ts";
import { keepsReleases } from "./record/store.ts";
import { readRoute } from "./resolve/route.ts";

type NeededInputs = Needed<typeof contract.inputs>;

/** Reads all inputs. @throws ActionError `invalid-input` that lists every problem */
export function readInputs(): AllInputs {
  const inputs = readContract(contract.inputs, neededInputs);
  return {
    ...inputs,
    clusterName:
      inputs.clusterName ?? clusterNameIn(inputs.infrastructureOutputs, inputs.clusterOutput),
  };
}

type IsRefused = (name: keyof typeof contract.inputs) => boolean;

function neededInputs(given: Partial<AllInputs>, isRefused: IsRefused): NeededInputs {
  // Which inputs a run needs depends on `command`.
  if (isRefused("command")) return {};
  if (given.command === "resolve") return neededToResolve(given);
  if (given.command === "check") return { ...neededForStore(given), ...neededForImages(given) };
  const alone = isVerdictAlone(given, isRefused("workloads"));
  if (alone) return { ...notAlone(given), ...neededForCluster(given, isRefused) };
  return {
    "working-directory": "unless command is check or resolve, or verify with workloads",
    ...neededForStore(given),
    ...neededForCluster(given, isRefused),
    ...neededForPromotion(given),
    ...neededForReview(given),
    ...neededForImages(given),
  };
}

function neededForImages({
  images = {},
  imageVariables = {},
  imagesFrom,
  command,
}: Partial<AllInputs>): NeededInputs {
  const names = Object.keys(images);
  // The names of the live release's images are only known later.
  const unknown = names.length === 0 ? [] : imageProblems(imageVariables, names);
  const { withoutTag } = imageValues({ imageVariables }, images, "");
  const why = "with the shape uri of image-variables";
  const hasUri = Object.values(imageVariables).some(({ shape }) => shape === "uri");
  return {
    ...(unknown.length > 0 && {
      "image-variables": { problem: unknown.join(" ").replaceAll("image-variables: ", "") },
    }),
    ...(withoutTag.length > 0 && { images: { problem: needsTag(withoutTag) } }),
    ...(hasUri && { "aws-region": why, "expected-account-id": why }),
    ...(imagesFrom !== undefined &&
      command === "deploy" && { bucket: `with images-from: ${imagesFrom}` }),
  };
}

/** Returns whether there is no workspace, so that `workloads` says what to watch. */
const isVerdictAlone = (
  { command, workingDirectory, workloads = [] }: Partial<AllInputs>,
  areGiven: boolean,
) => command === "verify" && workingDirectory === undefined && (areGiven || workloads.length > 0);

/** Refuses what needs a workspace: a release record contains the files of a workspace. */
function notAlone({ record, rollback }: Partial<AllInputs>): NeededInputs {
  const why = "is not valid without working-directory, whose files are recorded";
  return {
    ...(record === "store" ? { record: { problem: `"store" ${why}. Expected none.` } } : {}),
    ...(rollback === "last-good"
      ? { rollback: { problem: `"last-good" ${why}. Expected none.` } }
      : {}),
  };
}

function neededForPromotion({ promotedFrom }: Partial<AllInputs>): NeededInputs {
  const why = "with promoted-from";
  return promotedFrom === undefined ? {} : { release: why, commit: why };
}

function neededToResolve(given: Partial<AllInputs>): NeededInputs {
  const { problem } = readRoute(given, process.env["GITHUB_WORKSPACE"] ?? process.cwd());
  const why = "with command: resolve";
  return { "environment-file": why, to: problem === undefined ? why : { problem } };
}

function neededForCluster(given: Partial<AllInputs>, isRefused: IsRefused): NeededInputs {
  const why = "unless kubeconfig is given";
  if (given.kubeconfig !== undefined) {
    const ofAws = (["role-arn", "expected-account-id"] as const).filter(
      (name) => isRefused(name) || given[name === "role-arn" ? "roleArn" : "expectedAccountId"],
    );
    return ofAws.length === 0 ? {} : { "aws-region": `with ${ofAws.join(" and ")}` };
  }
  // Before the first deployment, the infrastructure has no outputs, and nothing can be planned.
  const isKnown =
    isRefused("infrastructure-outputs") ||
    isRefused("cluster-output") ||
    clusterNameIn(given.infrastructureOutputs, given.clusterOutput ?? "") !== undefined ||
    (given.command === "plan" && given.infrastructureOutputs !== undefined);
  return { "aws-region": why, ...(isKnown ? {} : { "cluster-name": why }) };
}

/** Returns what the release store needs, for a record or a rollback. */
function neededForStore(given: Partial<AllInputs>): NeededInputs {
  const why = whyStoreIsNeeded(given);
  if (why === undefined && !keepsReleases(given)) return {};
  const { rollback, record, environment = "" } = given;
  return {
    ...(why === undefined ? {} : { bucket: why }),
    "aws-region": why ?? "with bucket, unless record is none",
    ...(environmentName.pattern.test(environment) ? {} : { environment: notInStore(environment) }),
    ...(goesBackTo(given) ? { "override-reason": "with command: rollback and a release" } : {}),
    ...(rollback === "last-good" && record === "none" ? { record: RECORD_NEEDED } : {}),
  };
}

/** Returns whether the run, or the one that it checks the inputs of, goes back to a release: a promotion also says from where. */
const goesBackTo = ({ command, release, promotedFrom }: Partial<AllInputs>): boolean =>
  release !== undefined &&
  (command === "rollback" || (command === "check" && promotedFrom === undefined));

function whyStoreIsNeeded({ command, rollback, record }: Partial<AllInputs>): string | undefined {
  if (command === "rollback") return "with command: rollback";
  if (rollback === "last-good") return "with rollback: last-good";
  return record === "store" ? "with record: store" : undefined;
}

const RECORD_NEEDED = {
  problem: `"none" is not valid with rollback: last-good, which needs recorded releases. Expected store.`,
};

const notInStore = (name: string) => ({
  problem: `"${name}" is not valid where releases are kept. Expected ${environmentName.expected}.`,
});

const needsTag = (names: readonly string[]) =>
  `the shape name+version needs the tag of ${names.join(" and ")}, which is not given. Expected the output images of build-push-ecr as it is, or the shape uri or repository+digest, which need no tag.`;
