import { ActionError, messageOf } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { KubernetesClient } from "../api/client.ts";
import type { AppliedState } from "../apply.ts";
import { describeInterruption } from "../apply-watch/interruption.ts";
import { explainClusterErrors } from "../cluster/explain-errors.ts";
import type { Target } from "../cluster/target.ts";
import type { Inputs, Outputs } from "../contract.ts";
import type { ContractWarning } from "../image-contract/check.ts";
import { repeatWarnings } from "../image-contract/repeat.ts";
import type { Images } from "../images.ts";
import type { Verification } from "../verify-ready.ts";
import type { WatchedState } from "../watched.ts";
import { readRunningContainers } from "../running/read.ts";
import { compareImages } from "../running/running-images.ts";
import type { RunningContainer } from "../running/running-images.ts";
import { unknownOf } from "../rollout/missing.ts";
import { unwatchedOf } from "../workloads/unwatched.ts";
import type { Unwatched } from "../workloads/unwatched.ts";
import { smokeTestFailure } from "../smoke-tests/failure.ts";
import { nameOf } from "../workloads/workloads.ts";
import { findAddress } from "./address.ts";
import { failureBeside } from "./beside.ts";
import { failedWorkload, lineOf, textOf, writeDiagnosis } from "./diagnosis.ts";
import { collectEvidence } from "./evidence.ts";
import type { Finding } from "./evidence.ts";
import { releaseOf } from "./release.ts";
import type { Release } from "./release.ts";
import { renderSummary } from "./summary.ts";
import {
  cancelledError,
  failingWorkloads,
  failureOf,
  requireGivenImages,
  unverifiedLine,
  unwatchedLine,
} from "./verdict.ts";

/** The parts of a report. */
export interface ReportParts extends Verification {
  client: KubernetesClient;
  applied: AppliedState & Partial<Pick<WatchedState, "undeployed">>;
  inputs: Inputs;
  job: Job;
  target: Target;
  /** How images and workloads differ: that may be why a probe fails. */
  contractWarnings: readonly ContractWarning[];
  /** Records the release before it is reported. Returns it with its final id. */
  record?: (release: Release) => Promise<Release>;
}

/** Milliseconds for a load balancer to get its name. Without the name, only the output `url` is missing. */
const ADDRESS_TIMEOUT = 60_000;

/**
 * Writes summary, log and diagnosis files of a rollout, and returns the outputs. @throws ActionError unless the rollout
 * is healthy
 */
export async function publishResult(parts: ReportParts): Promise<Outputs> {
  const { rollout, applied, job, smokeTests } = parts;
  if (rollout.result === "cancelled") throw cancelledError();
  if (rollout.result !== "healthy") throw await publishFailure(parts);
  const beside = failureBeside(applied);
  if (beside !== undefined) throw beside;
  const failure = smokeTestFailure(smokeTests, rollout.statuses);
  if (failure !== undefined) {
    const unwatched = unwatchedOf(applied.state);
    const unverified = { findings: [], release: undefined, unwatched };
    job.summarize(renderSummary({ ...summaryPartsOf(parts), ...unverified }));
    throw failure;
  }
  return await publishRelease(parts);
}

async function publishRelease(parts: ReportParts): Promise<Outputs> {
  const { rollout, inputs, job, smokeTests, soak } = parts;
  const { environment, clusterName: cluster, commit } = inputs;
  const images: Images = inputs.images;
  const { statuses } = rollout;
  const running = await readRunning(parts);
  const evidence = compareImages(images, running, statuses);
  requireGivenImages(evidence, images);
  for (const one of evidence)
    if (one.seen !== "running") job.log.warning(unverifiedLine(one, images));
  const unwatched = unwatchedOf(parts.applied.state);
  reportUnverified(parts, unwatched);
  const url = await readAddress(parts);
  const observed = releaseOf(
    {
      environment,
      commit,
      cluster,
      images,
      evidence,
      statuses,
      running,
      unwatched,
      url,
      smokeTests,
      soak,
      verifiedAt: new Date(),
    },
    job.context,
  );
  const release = (await parts.record?.(observed)) ?? observed;
  job.summarize(renderSummary({ ...summaryPartsOf(parts), findings: [], release, unwatched }));
  return {
    status: release.status,
    url,
    release: JSON.stringify(release),
    "release-id": release.id,
    "failed-workloads": "[]",
  };
}

/** Warns about what was not verified. */
function reportUnverified(
  { rollout, inputs, job }: ReportParts,
  unwatched: readonly Unwatched[],
): void {
  for (const name of unknownOf(rollout.statuses))
    job.log.warning(`${name} was deleted after it ended, and nothing says how it ended`);
  if (rollout.statuses.length === 0)
    job.log.warning(
      `no-workloads: the state of ${inputs.workingDirectory} has no Deployment, StatefulSet, DaemonSet or Job, so nothing was verified`,
    );
  if (unwatched.length > 0) job.log.notice(unwatchedLine(unwatched));
}

const readRunning = ({ client, rollout, target }: ReportParts): Promise<RunningContainer[]> =>
  explainClusterErrors(target.where, () => readRunningContainers(client, rollout.statuses));

async function readAddress({ client, applied, job }: ReportParts): Promise<string | undefined> {
  try {
    const url = await findAddress(client, applied.state, ADDRESS_TIMEOUT);
    job.log.info(url === undefined ? "no Ingress has an address" : `address: ${url}`);
    return url;
  } catch (error) {
    job.log.notice(`the address of the Ingress cannot be read: ${messageOf(error)}`);
    return undefined;
  }
}

async function publishFailure(parts: ReportParts): Promise<ActionError> {
  const { client, rollout, inputs, job, contractWarnings } = parts;
  const collected = await Promise.all(
    failingWorkloads(rollout).map((status) =>
      collectEvidence(client, status, inputs.logLines, job.redactor.redact),
    ),
  );
  const findings = collected.map((finding) => repeatWarnings(finding, contractWarnings));
  const unwatched = unwatchedOf(parts.applied.state);
  job.summarize(
    renderSummary({ ...summaryPartsOf(parts), findings, release: undefined, unwatched }),
  );
  await logFindings(findings, job);
  const { message, ...failure } = failureOf(findings, rollout, inputs);
  return new ActionError({
    ...failure,
    message: [message, ...newsOf(parts)].join(". "),
    outputs: {
      status: "failed",
      "failed-workloads": JSON.stringify(findings.map(failedWorkload)),
      "diagnosis-path": await writeDiagnosis(findings, job),
    },
  });
}

/** Returns what the report needs in addition to the rollout. */
const newsOf = ({ applied: { interruption, undeployed = [] } }: ReportParts): string[] => [
  ...undeployed,
  ...(interruption === undefined ? [] : [describeInterruption(interruption)]),
];

const summaryPartsOf = ({
  inputs,
  target,
  job,
  smokeTests,
  soak,
  contractWarnings,
  applied: { interruption },
  rollout: { seconds, statuses },
}: ReportParts) => ({
  interruption,
  contractWarnings,
  smokeTests,
  soak,
  redact: job.redactor.redact,
  environment: inputs.environment,
  cluster: inputs.clusterName ?? target.where.server,
  seconds,
  statuses,
});

/** Logs the evidence. The action's error names one workload; if several fail, each gets an annotation. */
async function logFindings(findings: readonly Finding[], job: Job): Promise<void> {
  for (const finding of findings) {
    const { workload, cause } = finding;
    await job.log.group(`Diagnosis of ${nameOf(workload)}`, () =>
      job.log.withCommandsStopped((line) => {
        textOf(finding).split("\n").forEach(line);
        return Promise.resolve();
      }),
    );
    if (findings.length === 1) continue;
    job.log.error(`${lineOf(finding)}. Fix: ${cause.fix}`, {
      title: `${nameOf(workload)}: ${cause.reason}`,
    });
  }
}
