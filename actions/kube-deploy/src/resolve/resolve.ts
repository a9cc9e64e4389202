import { openSession } from "../../../lib/aws/session.ts";
import type { Environment } from "../../../lib/environment/environment.ts";
import { countNewCommits } from "../../../lib/releases/ancestry.ts";
import type { ReleaseRecord } from "../../../lib/releases/record.ts";
import { openStore } from "../../../lib/releases/store.ts";
import type { Store } from "../../../lib/releases/store.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { AllInputs, Outputs } from "../contract.ts";
import { checkWorkspaceFiles } from "./check-files.ts";
import { readChoices } from "./read-choices.ts";
import type { Choices } from "./read-choices.ts";
import { readRoute } from "./route.ts";
import { selectRelease } from "./select.ts";
import { renderResolution } from "./summary.ts";
import { writeWorkTree } from "./work-tree.ts";

/**
 * Finds the release that is promoted, and brings the files that it was verified with to a private folder. They come from
 * git: nothing out of the bucket of another environment is ever executed, its record only says which hashes they have.
 * @throws ActionError when the release may not be promoted, or its files are not those it was verified with
 */
export async function resolveRelease(inputs: AllInputs, job: Job): Promise<Outputs> {
  const { release: wanted, overrideReason } = inputs;
  const { route } = readRoute(inputs, job.checkout);
  // inputs.ts has checked both files.
  if (route === undefined) throw new Error("the environment files were changed during the step");
  const source = await openEnvironmentStore(route.source, inputs, job);
  const destination = await openEnvironmentStore(route.destination, inputs, job);
  const found = await readChoices(route, { source, destination }, wanted, job);
  const report = await reportOf(found, job);
  const summarize = (selected: string | undefined) => {
    job.summarize(
      renderResolution({
        ...{ source: route.source.name, destination: route.destination.name },
        ...{ ...report, selected, overrideReason },
      }),
    );
  };
  const isByPerson = job.context.eventName === "workflow_dispatch";
  let selection;
  try {
    selection = selectRelease(found.choices, { wanted, overrideReason, isByPerson });
  } catch (error) {
    summarize(undefined);
    throw error;
  }
  if (selection.status !== "eligible") {
    summarize(undefined);
    job.log.notice(`no release of ${route.source.name} is promoted now: ${selection.why}`);
    return { status: selection.status };
  }
  const { release } = selection.choice;
  summarize(release.id);
  job.log.info(`release ${release.id} of commit ${release.commit}`);
  return {
    ...{ status: "eligible", "release-id": release.id, commit: release.commit },
    images: JSON.stringify(release.images),
    ...(await prepareFiles(release, job)),
  };
}

/** The plan role reads the store of its environment; nothing is written. */
async function openEnvironmentStore(
  { name, region, account, roles, state }: Environment,
  { oidcAudience }: AllInputs,
  job: Job,
): Promise<Store> {
  const session = await openSession(
    { roleArn: roles.plan, region, expectedAccountId: account, oidcAudience },
    job,
  );
  const place = { bucket: state.bucket, environment: name, accountId: account };
  return openStore(place, session.client, job);
}

/** What the summary says of the releases. */
async function reportOf(
  { choices, live, older }: Choices,
  job: Job,
): Promise<Pick<Parameters<typeof renderResolution>[0], "choices" | "older" | "commits">> {
  const commits = new Map<string, number>();
  for (const { release } of choices) {
    const count = await countNewCommits(release.commit, live?.commit, job);
    if (count !== undefined) commits.set(release.id, count);
  }
  return { choices, older, commits };
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
