import type { GitHubContext } from "../../../lib/github/context.ts";
import { runUrl } from "../../../lib/github/context.ts";
import type { Images } from "../images.ts";
import type { Status } from "../rollout/status.ts";

/**
 * A verified set of images and a commit in an environment, as in the output `release`. It has no registry host: with an
 * account number in it, the runner would not pass the output to another job when that number is masked.
 */
export interface Release {
  id: string;
  environment: string;
  cluster?: string;
  commit: string;
  run: string;
  images: Images;
  workloads: {
    kind: string;
    namespace: string;
    name: string;
    desired: number;
    ready: number;
    digests: string[];
  }[];
  url?: string;
  /** ISO 8601. */
  verifiedAt: string;
}

interface ReleaseParts {
  environment: string;
  cluster: string | undefined;
  images: Images;
  statuses: readonly Status[];
  url: string | undefined;
  verifiedAt: Date;
}

/** Describes what was verified as a release. */
export function releaseOf(parts: ReleaseParts, context: GitHubContext): Release {
  const { environment, cluster, images, statuses, url, verifiedAt } = parts;
  return {
    id: `${environment}-${context.headSha.slice(0, 12)}-${context.runId}.${context.runAttempt}`,
    environment,
    ...(cluster === undefined ? {} : { cluster }),
    commit: context.headSha,
    run: runUrl(context),
    images,
    workloads: statuses.map(({ workload: { kind, namespace, name }, verdict, images: used }) => ({
      kind,
      namespace,
      name,
      desired: verdict.desired,
      ready: verdict.ready,
      digests: used.map(digestOf).filter((digest) => digest !== undefined),
    })),
    ...(url === undefined ? {} : { url }),
    verifiedAt: verifiedAt.toISOString(),
  };
}

/** The digest in an image reference; undefined when it has only a tag. */
export const digestOf = (image: string): string | undefined =>
  /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1];

/** Names of the given images that no workload runs, because the workspace does not use them. */
export function unusedImages(images: Images, statuses: readonly Status[]): string[] {
  const used = new Set(statuses.flatMap((status) => status.images.map(digestOf)));
  return Object.entries(images)
    .filter(([, { digest }]) => !used.has(digest))
    .map(([name]) => name);
}
