import { openSession } from "../../../lib/aws/session.ts";
import type { Environment } from "../../../lib/environment/environment.ts";
import { countNewCommits, listNewCommits } from "../../../lib/releases/ancestry.ts";
import type { ReleaseRecord } from "../../../lib/releases/record.ts";
import { openStore } from "../../../lib/releases/store.ts";
import type { Store } from "../../../lib/releases/store.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { AllInputs, Outputs } from "../contract.ts";
import { checkWorkspaceFiles } from "./check-files.ts";
import { readChoices } from "./read-choices.ts";
import type { Choices } from "./read-choices.ts";
import { recordOverrides, recordRefusal } from "./record.ts";
import { readRoute } from "./route.ts";
import { selectRelease } from "./select.ts";
import type { Selection } from "./select.ts";
import { renderResolution } from "./summary.ts";
import { writeWorkTree } from "./work-tree.ts";

/**
 * Events with which somebody waits for this promotion. After a push, a chain of environments stays green instead.
 * https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
const BY_PERSON: readonly string[] = ["workflow_dispatch", "release"];

/**
 * Finds the release that is promoted, and brings the files that it was verified with to a private folder. They come from
 * git: nothing out of the bucket of another environment is ever executed, its record only says which hashes they have.
 * @throws ActionError when the release may not be promoted, or its files are not those it was verified with
 */
export async function resolveRelease(inputs: AllInputs, job: Job): Promise<Outputs> {
  const { overrideReason, role } = inputs;
  const { route } = readRoute(inputs, job.checkout);
  // inputs.ts has checked both files.
  if (route === undefined) throw new Error("the environment files were changed during the step");
  const { source, destination } = route;
  const store = await openEnvironmentStore(
    destination,
    role === "deploy" ? destination.roles.deploy : destination.roles.plan,
    inputs,
    job,
  );
  const found = await readChoices(
    route,
    {
      source: await openEnvironmentStore(source, source.roles.plan, inputs, job),
      destination: store,
    },
    inputs.release,
    job,
  );
  const report = await reportOf(found, job);
  const summarize = async (selected: ReleaseRecord | undefined, note?: string) => {
    const brings = selected && (await newCommitsOf(selected, found, job));
    const names = { source: source.name, destination: destination.name };
    job.summarize(
      renderResolution({ ...names, ...report, selected, brings, overrideReason, note }),
    );
  };
  const recorder = role === "deploy" ? { store, job } : undefined;
  const selection = await selectOrRefuse(found, inputs, job, async (error) => {
    await summarize(
      undefined,
      await recordRefusal(recorder, error, inputs.release, destination.name),
    );
  });
  if (selection.status !== "eligible") {
    await summarize(undefined);
    job.log.notice(
      `no release of ${source.name} is promoted to ${destination.name} now: ${selection.why}`,
    );
    return { status: selection.status };
  }
  const { release } = selection.choice;
  await summarize(release);
  job.log.info(`release ${release.id} of commit ${release.commit}`);
  await recordOverrides(recorder, selection.choice, overrideReason);
  return {
    ...{ status: "eligible", "release-id": release.id, commit: release.commit },
    images: JSON.stringify(release.images),
    ...(await prepareFiles(release, job)),
  };
}

/** @param onRefusal is awaited before a refusal is thrown */
async function selectOrRefuse(
  { choices }: Choices,
  { release: wanted, commit, overrideReason }: AllInputs,
  { context }: Job,
  onRefusal: (error: unknown) => Promise<void>,
): Promise<Selection> {
  try {
    const isByPerson = BY_PERSON.includes(context.eventName);
    return selectRelease(choices, { wanted, commit, overrideReason, isByPerson });
  } catch (error) {
    await onRefusal(error);
    throw error;
  }
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
  return openStore(place, session.client);
}

/** What the summary says of the releases. */
async function reportOf(
  { choices, live, imagesNow, older }: Choices,
  job: Job,
): Promise<
  Pick<Parameters<typeof renderResolution>[0], "choices" | "older" | "commits" | "imagesNow">
> {
  const commits = new Map<string, number>();
  for (const { release } of choices) {
    const count = await countNewCommits(release.commit, live?.commit, job);
    if (count !== undefined) commits.set(release.id, count);
  }
  return { choices, older, commits, imagesNow };
}

const MOST_COMMITS = 20;

const newCommitsOf = ({ commit }: ReleaseRecord, { live }: Choices, job: Job) =>
  listNewCommits(commit, live?.commit, MOST_COMMITS, job);

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
