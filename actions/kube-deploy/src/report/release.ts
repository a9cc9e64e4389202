import type { GitHubContext } from "../../../lib/github/context.ts";
import { runUrl } from "../../../lib/github/context.ts";
import type { Images } from "../images.ts";
import { unknownOf } from "../rollout/missing.ts";
import type { Status } from "../rollout/status.ts";
import type { SmokeResult } from "../smoke-tests/result.ts";
import type { Soak } from "../soak/soak.ts";
import type { Evidence, RunningContainer } from "../running/running-images.ts";
import type { Unwatched } from "../workloads/unwatched.ts";

/**
 * A verified set of images and a commit in an environment, as in the output `release`. It contains no registry host:
 * the host contains an account number, and if that number is masked, the runner would not pass the output to another
 * job.
 */
export interface Release {
  id: string;
  environment: string;
  cluster?: string;
  commit: string;
  run: string;
  /**
   * healthy: everything was seen running; partial: some of it; unverified: none of the given images, or nothing was
   * watched.
   */
  status: "healthy" | "partial" | "unverified";
  /** Only the images that were seen running. */
  images: Images;
  /** Given images that were not seen running, each with the reason. */
  unverified: { name: string; repository: string; digest: string; why: string }[];
  workloads: {
    kind: string;
    namespace: string;
    name: string;
    desired: number;
    ready: number;
    /** Digests that its pods were seen running. */
    digests: string[];
    containers: { name: string; repository: string; digest?: string; pods: number }[];
  }[];
  /** Addresses of unwatched resources that run pods, such as a helm_release. */
  unwatched?: string[];
  /** Smoke tests that passed. */
  smokeTests: { name: string; result: string }[];
  /** How long everything had to stay ready, and since when it was ready. */
  soak?: Soak;
  url?: string;
  /** ISO 8601. */
  verifiedAt: string;
}

interface ReleaseParts {
  environment: string;
  /** Commit of the promoted release; undefined = the commit of the run. */
  commit: string | undefined;
  cluster: string | undefined;
  /** The given images, and what was seen of each. */
  images: Images;
  evidence: readonly Evidence[];
  statuses: readonly Status[];
  running: readonly RunningContainer[];
  unwatched: readonly Unwatched[];
  url: string | undefined;
  smokeTests: readonly SmokeResult[];
  soak: Soak | undefined;
  verifiedAt: Date;
}

/** Describes what was verified, as a release. */
export function releaseOf(parts: ReleaseParts, context: GitHubContext): Release {
  const { environment, cluster, images, evidence, statuses, running, url, verifiedAt } = parts;
  const commit = parts.commit ?? context.headSha;
  const unwatched = parts.unwatched.filter(({ runsPods }) => runsPods);
  const { smokeTests, soak } = parts;
  const verified = evidence.filter(({ seen }) => seen === "running").map(({ name }) => name);
  return {
    id: `${environment}-${commit.slice(0, 12)}-${context.runId}.${context.runAttempt}`,
    environment,
    ...(cluster === undefined ? {} : { cluster }),
    commit,
    run: runUrl(context),
    status: statusOf({
      watched: statuses.length,
      given: evidence.length,
      verified: verified.length,
      isWhole: unwatched.length === 0 && unknownOf(statuses).length === 0,
    }),
    images: Object.fromEntries(Object.entries(images).filter(([name]) => verified.includes(name))),
    unverified: evidence.flatMap((each) => unverifiedImage(each, images)),
    workloads: statuses.map((status) => workloadOf(status, running)),
    ...(unwatched.length === 0 ? {} : { unwatched: unwatched.map(({ address }) => address) }),
    smokeTests: smokeTests.map(({ name, result }) => ({ name, result })),
    ...(soak === undefined ? {} : { soak }),
    ...(url === undefined ? {} : { url }),
    verifiedAt: verifiedAt.toISOString(),
  };
}

interface Seen {
  /** Number of watched workloads. */
  watched: number;
  /** Number of given images, and how many of them were seen running. */
  given: number;
  verified: number;
  /** Everything that runs pods was watched. */
  isWhole: boolean;
}

function statusOf({ watched, given, verified, isWhole }: Seen): Release["status"] {
  if (watched === 0 || (verified === 0 && given > 0)) return "unverified";
  return verified === given && isWhole ? "healthy" : "partial";
}

function unverifiedImage(evidence: Evidence, images: Images): Release["unverified"] {
  const image = images[evidence.name];
  if (evidence.seen === "running" || image === undefined) return [];
  return [{ name: evidence.name, ...image, why: evidence.why }];
}

function workloadOf(
  { workload, verdict }: Status,
  running: readonly RunningContainer[],
): Release["workloads"][number] {
  const { kind, namespace, name } = workload;
  const own = running.filter((container) => container.workload === workload);
  const digests = own.map(({ digest }) => digest).filter((digest) => digest !== undefined);
  return {
    kind,
    namespace,
    name,
    desired: verdict.desired,
    ready: verdict.ready,
    digests: [...new Set(digests)],
    containers: own.map(({ container, repository, digest, pods }) => ({
      name: container,
      repository,
      ...(digest === undefined ? {} : { digest }),
      pods,
    })),
  };
}
