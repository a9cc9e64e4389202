import { messageOf, serviceError, userError } from "../../../lib/runtime/errors.ts";
import type { ActionError } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { Target } from "../cluster/target.ts";
import type { Deployed } from "../deploy/apply.ts";
import type { Inputs, Outputs } from "../contract.ts";
import type { Images } from "../images.ts";
import type { KubernetesClient } from "../kubernetes/client.ts";
import { isReady } from "../readiness/verdict.ts";
import { addressOf } from "../rollout/address.ts";
import type { Status } from "../rollout/assess.ts";
import { gather } from "../rollout/evidence.ts";
import type { Finding } from "../rollout/evidence.ts";
import type { Watched } from "../rollout/watch.ts";
import { nameOf } from "../rollout/workloads.ts";
import { failedWorkload, lineOf, textOf, writeDiagnosis } from "./diagnosis.ts";
import { releaseOf, unusedImages } from "./release.ts";
import { renderSummary } from "./summary.ts";

export interface Conclusion {
  client: KubernetesClient;
  watched: Watched;
  deployed: Deployed;
  inputs: Inputs;
  job: Job;
  target: Target;
}

/** Milliseconds for a load balancer to get its name; without it there is only no url. */
const ADDRESS_PATIENCE = 60_000;

/** Turns the outcome of the watching into outputs and summary. @throws ActionError unless everything is healthy */
export async function conclude(conclusion: Conclusion): Promise<Outputs> {
  const { result } = conclusion.watched;
  if (result === "cancelled")
    throw userError({
      reason: "cancelled",
      message: "the job was cancelled while the rollout was watched; the rollout itself goes on",
      fix: "run kube-deploy with command: verify to learn how it ended",
    });
  if (result !== "healthy") throw await unhealthy(conclusion);
  const { waitError } = conclusion.deployed;
  if (waitError !== undefined) throw lateRollout(waitError);
  return await healthy(conclusion);
}

async function healthy({
  client,
  watched,
  deployed,
  inputs,
  job,
  target,
}: Conclusion): Promise<Outputs> {
  const { statuses } = watched;
  const { environment } = inputs;
  const images: Images = inputs.images;
  for (const name of unusedImages(images, statuses))
    job.log.warning(
      `image ${name} (${images[name]?.digest ?? ""}) is run by no workload of the workspace`,
    );
  const url = await findAddress(client, deployed, job);
  const cluster = inputs.clusterName;
  const parts = { environment, cluster, images, statuses, url, verifiedAt: new Date() };
  const release = releaseOf(parts, job.context);
  job.summarize(
    renderSummary({
      environment,
      cluster: cluster ?? target.where.server,
      seconds: watched.seconds,
      statuses,
      findings: [],
      release,
    }),
  );
  return {
    status: "healthy",
    url,
    release: JSON.stringify(release),
    "release-id": release.id,
    "failed-workloads": "[]",
  };
}

async function findAddress(
  client: KubernetesClient,
  { state }: Deployed,
  job: Job,
): Promise<string | undefined> {
  try {
    const url = await addressOf(client, state, ADDRESS_PATIENCE);
    if (url === undefined) job.log.info("no Ingress of the workspace has an address");
    else job.log.info(`address: ${url}`);
    return url;
  } catch (error) {
    job.log.notice(`the address of the Ingress cannot be read: ${messageOf(error)}`);
    return undefined;
  }
}

async function unhealthy({
  client,
  watched,
  inputs,
  job,
  target,
}: Conclusion): Promise<ActionError> {
  const { environment } = inputs;
  const guilty = guiltyOf(watched);
  const findings = await Promise.all(
    guilty.map((status) => gather(client, status, inputs.logLines)),
  );
  const cluster = inputs.clusterName ?? target.where.server;
  const { seconds, statuses } = watched;
  job.summarize(
    renderSummary({ environment, cluster, seconds, statuses, findings, release: undefined }),
  );
  await print(findings, job);
  return serviceError({
    ...failureOf(findings, watched, inputs),
    outputs: {
      status: "failed",
      "failed-workloads": JSON.stringify(findings.map(failedWorkload)),
      "diagnosis-path": await writeDiagnosis(findings, job),
    },
  });
}

/** Those that cannot become ready; when only the time was over, all that are not ready. */
function guiltyOf({ result, statuses }: Watched): Status[] {
  const unready = statuses.filter(({ verdict }) => !isReady(verdict));
  if (result !== "failed") return unready;
  const now = Date.now();
  return unready.filter(
    ({ verdict, diagnoses }) =>
      verdict.state === "failed" || diagnoses.some(({ fatalAt }) => fatalAt <= now),
  );
}

function failureOf(findings: readonly Finding[], { result, seconds }: Watched, inputs: Inputs) {
  const [first, ...others] = findings;
  const more = others.length > 0 ? `, and ${others.length} more workloads` : "";
  const what = first === undefined ? "the rollout did not end" : lineOf(first);
  const cause = first?.cause;
  if (result === "failed" && cause !== undefined)
    return { reason: cause.reason, message: `${what}${more}`, fix: cause.fix };
  const limit =
    result === "timeout"
      ? { name: "timeout", reason: "rollout-timeout", milliseconds: inputs.timeout }
      : {
          name: "no-activity-timeout",
          reason: "no-activity",
          milliseconds: inputs.noActivityTimeout,
        };
  const known = cause !== undefined && cause.reason !== "rollout-timeout";
  return {
    reason: known ? cause.reason : limit.reason,
    message: `not healthy after ${seconds} (${limit.name} is ${limit.milliseconds / 1000} s): ${what}${more}`,
    fix: cause?.fix ?? `raise ${limit.name}`,
  };
}

/** The evidence in the log; with several guilty workloads an annotation for each, since the error names one. */
async function print(findings: readonly Finding[], job: Job): Promise<void> {
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

/** Healthy after all, but terraform has noted a failure: the next plan would replace what was created (K-E 59, 88). */
const lateRollout = (error: ActionError): ActionError =>
  serviceError({
    reason: "healthy-after-wait",
    message: `all workloads are healthy now, but terraform stopped waiting before: ${error.message}`,
    fix: "a resource that was just created is tainted now and would be replaced: run `terraform untaint ADDRESS` first; set wait_for_rollout = false in the workspace, kube-deploy waits itself",
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    outputs: { status: "failed" },
  });
