import { openSession } from "../../../lib/aws/session.ts";
import type { Environment } from "../../../lib/environment/environment.ts";
import { countNewCommits, listNewCommits } from "../../../lib/releases/ancestry.ts";
import type { ReleaseRecord } from "../../../lib/releases/record.ts";
import { openStore } from "../../../lib/releases/store.ts";
import type { Store } from "../../../lib/releases/store.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { AllInputs, Outputs } from "../contract.ts";
import { checkWorkspaceFiles } from "./check-files.ts";
import { bringsForwardOnly } from "./forward-only.ts";
import { readChoices } from "./read-choices.ts";
import type { Choices, Stores } from "./read-choices.ts";
import { recordOverrides, recordRefusal } from "./record.ts";
import type { Recorder } from "./record.ts";
import { readRoute } from "./route.ts";
import type { Route } from "./route.ts";
import { selectRelease } from "./select.ts";
import type { Selection } from "./select.ts";
import { renderResolution } from "./summary.ts";
import { writeWorkTree } from "./work-tree.ts";

/**
 * Events for which somebody waits for this promotion. After a push, a chain of environments stays green instead.
 * https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
const BY_PERSON: readonly string[] = ["workflow_dispatch", "release"];

/** Removes the tags: a promotion gives its images tags of their commit. */
const withoutTags = (images: ReleaseRecord["images"]) =>
  Object.fromEntries(
    Object.entries(images).map(([name, { repository, digest }]) => [name, { repository, digest }]),
  );

/** What is known of a promotion before its release is selected. */
interface Resolution {
  inputs: AllInputs;
  job: Job;
  route: Route;
  found: Choices;
  /** Records in the environment to promote to; undefined = the role of this job may only read it. */
  recorder: Recorder | undefined;
}

/**
 * Finds the release to promote, and copies the files with which it was verified to a private folder. The files come
 * from git: nothing from another environment's bucket is ever executed; its record only contains the files' hashes.
 * @throws ActionError if the release may not be promoted, or its files are not those with which it was verified
 */
export async function resolveRelease(inputs: AllInputs, job: Job): Promise<Outputs> {
  const { route } = readRoute(inputs, job.checkout);
  // inputs.ts has checked both files.
  if (route === undefined) throw new Error("the environment files were changed during the step");
  const stores = await openStores(route, inputs, job);
  const found = await readChoices(route, stores, inputs.release, job);
  const recorder = inputs.role === "deploy" ? { store: stores.destination, job } : undefined;
  const resolution = { inputs, job, route, found, recorder };
  const selection = await selectOrRefuse(resolution);
  if (selection.status !== "eligible") {
    await summarize(resolution, undefined);
    const { source, destination } = route;
    job.log.notice(
      `no release of ${source.name} is promoted to ${destination.name} now: ${selection.why}`,
    );
    return { status: selection.status };
  }
  const { release } = selection.choice;
  await summarize(resolution, release);
  job.log.info(`release ${release.id} of commit ${release.commit}`);
  await recordOverrides(recorder, selection.choice, inputs.overrideReason);
  return {
    status: "eligible",
    "release-id": release.id,
    commit: release.commit,
    images: JSON.stringify(withoutTags(release.images)),
    "forward-only": bringsForwardOnly(
      release,
      {
        environment: route.source.name,
        releases: found.choices.map((choice) => choice.release),
        current: found.sourceLive,
      },
      found.live,
    ),
    ...(await prepareFiles(release, job)),
  };
}

/** Selects the release. A refusal is added to the summary, and to the history if this job may write there. */
async function selectOrRefuse(resolution: Resolution): Promise<Selection> {
  const { inputs, job, route, found, recorder } = resolution;
  const { release: wanted, commit, overrideReason } = inputs;
  const destination = route.destination.name;
  const isByPerson = BY_PERSON.includes(job.context.eventName);
  try {
    const request = { destination, wanted, commit, overrideReason, isByPerson };
    return selectRelease(found.choices, request);
  } catch (error) {
    await summarize(
      resolution,
      undefined,
      await recordRefusal(recorder, error, wanted, destination),
    );
    throw error;
  }
}

/**
 * Opens the stores of both environments: with their plan roles or, for the destination with `role: deploy`, its deploy
 * role.
 */
async function openStores(
  { source, destination }: Route,
  inputs: AllInputs,
  job: Job,
): Promise<Stores> {
  const { plan, deploy } = destination.roles;
  return {
    source: await openEnvironmentStore(source, source.roles.plan, inputs, job),
    destination: await openEnvironmentStore(
      destination,
      inputs.role === "deploy" ? deploy : plan,
      inputs,
      job,
    ),
  };
}

/** Opens the store of an environment with one of its roles. */
async function openEnvironmentStore(
  { name, region, account, state }: Environment,
  roleArn: string,
  { oidcAudience }: AllInputs,
  job: Job,
): Promise<Store> {
  const session = await openSession(
    { roleArn, region, expectedAccountId: account, oidcAudience },
    job,
  );
  const place = { bucket: state.bucket, environment: name, accountId: account };
  return openStore(place, session.client, job);
}

/** Most commits that the summary names. */
const MOST_COMMITS = 20;

/** @param note a sentence at the end of the summary */
async function summarize(
  { inputs, job, route, found }: Resolution,
  selected: ReleaseRecord | undefined,
  note?: string,
): Promise<void> {
  const { choices, live, imagesNow, older } = found;
  const commits = new Map<string, number>();
  for (const { release } of choices) {
    const count = await countNewCommits(release.commit, live?.commit, job);
    if (count !== undefined) commits.set(release.id, count);
  }
  const brings =
    selected && (await listNewCommits(selected.commit, live?.commit, MOST_COMMITS, job));
  const { overrideReason } = inputs;
  job.summarize(
    renderResolution({
      source: route.source.name,
      destination: route.destination.name,
      choices,
      older,
      commits,
      imagesNow,
      selected,
      brings,
      overrideReason,
      note,
    }),
  );
}

async function prepareFiles(
  release: ReleaseRecord,
  job: Job,
): Promise<Pick<Outputs, "infrastructure-directory" | "kubernetes-directory">> {
  const { infrastructure, kubernetes } = release.workspaces;
  const workTree = await writeWorkTree(release.commit, job);
  const check = async (workspace: typeof infrastructure) =>
    workspace && (await checkWorkspaceFiles(release, workspace, workTree, job));
  return {
    "infrastructure-directory": await check(infrastructure),
    "kubernetes-directory": await check(kubernetes),
  };
}
