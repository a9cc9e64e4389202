import type { State } from "../../../lib/terraform/state.ts";
import { messageOf } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { KubernetesClient } from "../api/client.ts";
import { quote } from "../diagnosis/text.ts";
import { findAddress, whyNoAddress } from "../report/address.ts";
import type { Status } from "../rollout/status.ts";
import { ingressesOf } from "../workloads/ingresses.ts";
import { checkJob } from "./check-job.ts";
import type { SmokeTest } from "./input.ts";
import { explainKeptOut } from "./kept-out.ts";
import type { SmokeResult } from "./result.ts";
import { completeUrl, splitUrl } from "./shown-url.ts";
import { tryUrl } from "./try-url.ts";

/** Milliseconds for the Ingress's load balancer to get its name. */
const ADDRESS_TIMEOUT = 120_000;

/** The deployment to test, in which everything is ready. */
interface Tested {
  client: KubernetesClient;
  state: State;
  statuses: readonly Status[];
  /** Server time when this deployment began, in milliseconds since the epoch. */
  startedAt: number;
}

/** Runs all smoke tests at once. @throws ActionError `cancelled` */
export async function runSmokeTests(
  tests: readonly SmokeTest[],
  tested: Tested,
  job: Job,
): Promise<SmokeResult[]> {
  if (tests.length === 0) return [];
  const urls = tests.flatMap((test) => (test.kind === "url" ? [splitUrl(test.url)] : []));
  for (const secret of urls.flatMap((url) => url?.secrets ?? [])) job.mask(secret);
  return await job.log.group(`Run ${tests.length} smoke tests`, async () => {
    const needsAddress = urls.some((url) => url?.isRelative === true);
    const ingress = needsAddress ? await findIngress(tested, job) : undefined;
    const results = await Promise.all(tests.map((test) => runTest(test, tested, ingress, job)));
    job.cancelled.throwIfAborted();
    for (const { name, isPassed, result } of results)
      job.log.info(`${isPassed ? "✓" : "✗"} ${name}: ${result}`);
    return results;
  });
}

/** The address of the Ingress; without one, what its controller says about it. */
interface FoundIngress {
  url?: string;
  why?: string | undefined;
}

async function findIngress({ client, state }: Tested, job: Job): Promise<FoundIngress | undefined> {
  try {
    const url = await findAddress(client, state, ADDRESS_TIMEOUT);
    if (url !== undefined) return { url };
    const why = await whyNoAddress(client, state).catch((error: unknown) => {
      job.log.debug(`the events of the Ingress cannot be read: ${messageOf(error)}`);
      return undefined;
    });
    return { why };
  } catch (error) {
    job.log.notice(`the address of the Ingress cannot be read: ${messageOf(error)}`);
    return undefined;
  }
}

async function runTest(
  test: SmokeTest,
  { state, statuses, startedAt }: Tested,
  ingress: FoundIngress | undefined,
  { redactor, cancelled }: Job,
): Promise<SmokeResult> {
  if (test.kind === "job") return checkJob(test, statuses, startedAt);
  const { redact } = redactor;
  const isRelative = splitUrl(test.url)?.isRelative === true;
  if (isRelative && ingress?.url === undefined)
    return {
      name: test.name,
      isPassed: false,
      result: `no Ingress of the workspace has an address${ingress?.why === undefined ? "" : `: ${quote(ingress.why, redact)}`}`,
      fix: "write the whole URL, or find out why the Ingress has no load balancer (`kubectl describe ingress`)",
    };
  const url = completeUrl(test.url, ingress?.url);
  const result = await tryUrl(test, url, { redact, cancelled });
  return explainKeptOut(result, { host: url.hostname, isRelative }, ingressesOf(state));
}
