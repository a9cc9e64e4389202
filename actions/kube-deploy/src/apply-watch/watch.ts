import { messageOf } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { Accompanied } from "../../../lib/terraform/run-with-events.ts";
import { formatSeconds } from "../../../lib/text/duration.ts";
import type { KubernetesClient } from "../api/client.ts";
import { watchUntilOutcome } from "../rollout/observer.ts";
import { progressLine } from "../rollout/progress-line.ts";
import type { Status } from "../rollout/status.ts";
import { ApplyWatcher } from "./apply-watcher.ts";
import type { Stopped } from "./apply-watcher.ts";
import { ReleaseWatcher } from "./release-watcher.ts";
import type { WaitedRelease } from "./releases.ts";
import type { Waited } from "./waited.ts";
import type { WatcherOptions } from "./watcher.ts";

/** The watch of the workloads that Terraform waits for, during its apply. */
export interface ApplyWatch extends Accompanied {
  /**
   * Ends the watch, because the apply has ended.
   * @returns what was seen when Terraform was interrupted, and how long it was watched; undefined if it was not
   *   interrupted
   */
  end(): Promise<(Stopped & { seconds: string }) | undefined>;
}

const NO_WATCH: ApplyWatch = { end: () => Promise.resolve(undefined) };

/** Milliseconds that the cluster has to list what exists. */
const LISTING = 10_000;

/**
 * Watches the workloads that Terraform will wait for while it applies. If Terraform waits for nothing but workloads
 * that cannot become ready, it is interrupted: otherwise it would wait until its own deadline, and not say why. A
 * workload that cannot be watched only causes a warning, because the rollout is watched after the apply, too.
 */
export async function watchApply(
  client: KubernetesClient,
  waited: readonly Waited[],
  options: Pick<WatcherOptions, "since" | "crashTolerance">,
  job: Job,
): Promise<ApplyWatch> {
  const { log, cancelled } = job;
  if (waited.length === 0) return NO_WATCH;
  const [stop, ended] = [new AbortController(), new AbortController()];
  const startedAt = performance.now();
  const wait = new ApplyWatcher(client, waited, { ...options, ...listenerOf(job) });
  const workloads = waited.map(({ workload }) => workload);
  const watching = watchUntilOutcome(
    client,
    { view: wait.view, workloads },
    wait,
    AbortSignal.any([cancelled, ended.signal]),
  ).then((stopped) => {
    if (stopped === undefined) return undefined;
    log.info(
      "the apply is waiting only for objects that cannot become ready, so it is interrupted; it saves its state",
    );
    stop.abort();
    return { ...stopped, seconds: formatSeconds(performance.now() - startedAt) };
  });
  const unwatched = (error: unknown) => warnUnwatched(error, log);
  if (!(await isListed(wait, watching))) {
    ended.abort();
    // A cancelled job does not begin an apply.
    if (!cancelled.aborted)
      await watching.then(() => unwatched(wait.observer.lastError), unwatched);
    return NO_WATCH;
  }
  return {
    onEvent: (event) => wait.onEvent(event),
    stop: stop.signal,
    end: async () => {
      ended.abort();
      return await watching.catch(unwatched);
    },
  };
}

/** The watch of the Helm releases that Terraform waits for, during its apply. */
export interface ReleaseWatch extends Pick<Accompanied, "onEvent"> {
  /** Ends the watch. @returns the status that explains most, for each workload that did not become ready at once */
  end(): Promise<Status[]>;
}

const NO_RELEASES: ReleaseWatch = { end: () => Promise.resolve([]) };

/**
 * Watches the workloads of the Helm releases that Terraform waits for, to report what they said if Helm gives up.
 * Terraform is not interrupted, because its provider does not pass an interrupt on to Helm. What cannot be watched
 * causes only a line in the log: the releases that stay are watched after the apply, too.
 */
export async function watchReleases(
  client: KubernetesClient,
  releases: readonly WaitedRelease[],
  options: Pick<WatcherOptions, "since" | "crashTolerance">,
  job: Job,
): Promise<ReleaseWatch> {
  const { log, cancelled } = job;
  if (releases.length === 0) return NO_RELEASES;
  const ended = new AbortController();
  const watcher = new ReleaseWatcher(client, releases, { ...options, ...listenerOf(job) });
  const watching = watchUntilOutcome(
    client,
    watcher,
    watcher,
    AbortSignal.any([cancelled, ended.signal]),
  ).catch((error: unknown): Status[] => {
    log.info(`Helm releases are not watched until the apply has ended: ${messageOf(error)}`);
    return [];
  });
  if (!(await isListed(watcher, watching))) {
    ended.abort();
    await watching;
    return NO_RELEASES;
  }
  return {
    onEvent: (event) => watcher.onEvent(event),
    end: async () => {
      ended.abort();
      return await watching;
    },
  };
}

function warnUnwatched(error: unknown, log: Job["log"]): undefined {
  log.warning(
    `the objects that terraform waits for are not watched until the apply has ended: ${messageOf(error)}`,
  );
}

/** Reports without annotations: the runner accepts none while Terraform prints. */
const listenerOf = ({ log, redactor }: Job): Omit<WatcherOptions, "since" | "crashTolerance"> => ({
  onStatus: (status) => log.info(progressLine(status, redactor.redact)),
  onUnreadable: (kind, error) =>
    log.info(`${kind} objects cannot be read, so reasons are less exact: ${error.message}`),
  onRetry: (error) => log.debug(`a watch broke off and is opened again: ${error.message}`),
});

/** Waits until the objects before the apply are known. Without them, changes cannot be detected. */
async function isListed(
  { listed }: Pick<ApplyWatcher, "listed">,
  watching: Promise<unknown>,
): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, LISTING)));
  const no = () => false;
  const first = await Promise.race([
    listed.then(() => true),
    watching.then(no, no),
    timeout.then(no),
  ]);
  clearTimeout(timer);
  return first;
}
