import { openSession } from "../../../lib/aws/session.ts";
import type { Environment, Part } from "../../../lib/environment/environment.ts";
import { readCurrent } from "../../../lib/releases/current.ts";
import { openStore } from "../../../lib/releases/store.ts";
import { ActionError, invalidInputs } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import { findBackendBlock, wayOutOf } from "../../../lib/terraform/backend-block.ts";
import { findDirectory, nameOfDirectory } from "../../../lib/terraform/directory.ts";
import { readDeclared } from "../../../lib/terraform/hand-over/declared.ts";
import type { NamedWorkspace } from "../../../lib/terraform/hand-over/problems.ts";
import { secretSources } from "../../../lib/terraform/variables-from-secret/input-type.ts";
import type { SecretSource } from "../../../lib/terraform/variables-from-secret/input-type.ts";
import type { AllInputs } from "../contract.ts";
import { needsImages, partsProblems } from "./problems.ts";
import type { Chain } from "./problems.ts";

/** OpenTofu reads the files of both tools. If a folder has files for each tool, they declare the same names. */
const TOOL = "opentofu";

/**
 * Checks that the parts of a run fit together, before anything is built or changed. It compares the declarations of
 * both workspaces: what the Kubernetes workspace needs must come from another part, from an input, or from the live
 * release.
 * @throws ActionError `other-backend`, `no-configuration`, and `invalid-input` that lists every problem
 */
export async function checkParts(
  inputs: AllInputs,
  environments: readonly Environment[],
  job: Job,
): Promise<void> {
  if (inputs.parts.length === 0) return;
  const [environment] = environments;
  const chain = await checkNames(inputs, environment, job);
  if (environment === undefined || !needsImages(inputs, chain)) return;
  await requireLiveRelease(environment, inputs, chain, job);
}

/**
 * Compares only the names. Nothing is contacted, and inputs that were not accepted are left out.
 * @throws ActionError `other-backend`, `no-configuration`, and `invalid-input` that lists every problem
 */
export async function checkNames(
  inputs: AllInputs,
  environment: Environment | undefined,
  job: Job,
): Promise<Chain> {
  const { parts, infrastructureDirectory, kubernetesDirectory } = inputs;
  const chain: Chain = {
    hasInfrastructure: parts.includes("infrastructure"),
    hasKubernetes: parts.includes("kubernetes"),
    infrastructure: parts.includes("infrastructure")
      ? await readWorkspace(infrastructureDirectory, job)
      : undefined,
    kubernetes: parts.includes("kubernetes")
      ? await readWorkspace(kubernetesDirectory, job)
      : undefined,
  };
  const problems = partsProblems(inputs, chain, {
    get infrastructure() {
      return secretsOf("infrastructure", inputs.infrastructureVariablesFromSecret, environment);
    },
    get kubernetes() {
      return secretsOf("kubernetes", inputs.kubernetesVariablesFromSecret, environment);
    },
  });
  if (problems.length > 0) throw invalidInputs(problems);
  return chain;
}

const secretsOf = (
  part: Part,
  given: readonly SecretSource[],
  environment: Environment | undefined,
): readonly SecretSource[] =>
  given.length > 0
    ? given
    : secretSources.parse(environment?.variablesFromSecret[part].join("\n") ?? "");

async function readWorkspace(
  given: string | undefined,
  job: Job,
): Promise<NamedWorkspace | undefined> {
  if (given === undefined) return undefined;
  const directory = await findDirectory(job, given);
  const name = nameOfDirectory(job, given);
  const wayOut = wayOutOf(await findBackendBlock(directory, TOOL), name);
  if (wayOut !== undefined) throw new ActionError({ reason: "other-backend", ...wayOut });
  return { name, declared: await readDeclared(directory, TOOL) };
}

/**
 * Requires a live release: the run was given nothing to deploy, so it uses the release's images. A job that names no
 * environment may only assume the plan role.
 * @throws ActionError `invalid-input` if no release was verified
 */
async function requireLiveRelease(
  { name, region, account, state, roles }: Environment,
  inputs: AllInputs,
  { kubernetes }: Chain,
  job: Job,
): Promise<void> {
  const session = await openSession(
    { ...inputs, region, roleArn: roles.plan, expectedAccountId: account },
    job,
  );
  const store = openStore(
    { bucket: state.bucket, environment: name, accountId: account },
    session.client,
    job,
  );
  const current = await readCurrent(store).catch((error: unknown) => {
    if (error instanceof ActionError && error.reason === "bucket-missing") return undefined;
    throw error;
  });
  const { release } = current?.value ?? {};
  if (release === undefined)
    throw invalidInputs([
      `images: nothing is given, and ${name} has no verified release to take images from, but ${kubernetes?.name ?? ""} needs images. Expected images to build, or built-images of an earlier job.`,
    ]);
  job.log.info(
    `no images are given, so the run uses those of the live release ${release} of ${name}`,
  );
}
