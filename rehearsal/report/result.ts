import type { CommentRecord, RunRecord } from "../github/index.ts";
import type { Approval, JobResult, RunResult } from "../runner/request.ts";
import { failingSections, type FailingSection } from "./failing.ts";
import type { Changes, OtherState, PartReports } from "./states.ts";

/** The data that `--json` writes. */
export interface Report extends Result {
  /** The earlier runs of the same rehearsal: with --from-pr, the pull request's run. */
  earlier: Result[];
}

/** The result of a workflow run. */
export interface Result {
  ok: boolean;
  event: string;
  /** Identifies the run, its workflow and its commit. */
  run: RunFacts;
  jobs: {
    id: string;
    name: string;
    result: string;
    ms: number;
    /** GitHub's environment; null for a job that names none, or that did not run. */
    environment: string | null;
    steps: { name: string; result: string; ms: number }[];
  }[];
  comments: { pullRequest: number; author: string; body: string }[];
  /** Markdown of each step's summary, by job id. */
  summaries: { job: string; markdown: string }[];
  images: ImageReport[];
  /** What the run did to the workspaces of all environments together. */
  resources: PartReports;
  /** The same for each environment in the repository's environment files. */
  environments: Record<string, PartReports>;
  /** The same for each state that the environment files do not name. */
  otherStates: OtherState[];
  /** The approvals and rejections of jobs, with the reviewers. */
  approvals: Approval[];
  /** Environments that jobs named and that did not exist. GitHub created them, without protection. */
  createdEnvironments: string[];
  /** What kube-deploy recorded; null if nothing was verified. */
  release: unknown;
  url: string | null;
  /** The explanation of each failed job. */
  failing: FailingSection[];
  /** Id of the release that runs again after a rollback. */
  rolledBackTo: string | null;
}

interface ImageReport {
  name: string;
  repository: string;
  digest: string;
  /** Such as linux/amd64; empty if a step does not state them. */
  platforms: string[];
  built: boolean;
}

/** The part of the run's record that is printed. */
type RunFacts = Pick<RunRecord, "id" | "number" | "attempt" | "event" | "workflow" | "ref" | "sha">;

interface Parts {
  event: string;
  record: RunFacts;
  run: RunResult;
  comments: readonly CommentRecord[];
  changes: Changes;
}

export function resultOf({ event, record, run, comments, changes }: Parts): Result {
  const outputs = run.jobs.flatMap(({ steps }) => steps.map((step) => step.outputs ?? {}));
  const deploy = outputs.findLast(({ release = "" }) => release !== "") ?? {};
  const rolledBack = outputs.findLast((step) => Boolean(step["rolled-back-to"]));
  return {
    ok: run.ok,
    event,
    run: runOf(record),
    jobs: run.jobs.map(jobOf),
    comments: comments.map(({ issue, author, body }) => ({ pullRequest: issue, author, body })),
    summaries: run.jobs.flatMap(({ id, summaries }) =>
      summaries.map((markdown) => ({ job: id, markdown })),
    ),
    // A first deployment builds in two steps. A matrix builds in one step for each of its runners.
    images: withoutParts(
      outputs
        .filter((step) => step["built-count"] !== undefined)
        .flatMap(({ images }) => imagesOf(images)),
    ),
    resources: changes.all,
    environments: changes.environments,
    otherStates: changes.others,
    approvals: run.approvals,
    createdEnvironments: run.createdEnvironments,
    release: deploy["release"] === undefined ? null : (JSON.parse(deploy["release"]) as unknown),
    url: rolledBack?.["url"] ?? deploy["url"] ?? null,
    failing: failingSections(run.jobs),
    rolledBackTo: rolledBack?.["rolled-back-to"] ?? null,
  };
}

const runOf = ({ id, number, attempt, event, workflow, ref, sha }: RunFacts): RunFacts => ({
  id,
  number,
  attempt,
  event,
  workflow,
  ref,
  sha,
});

const jobOf = ({
  id,
  name,
  result,
  ms,
  steps,
  environment,
}: JobResult): Result["jobs"][number] => ({
  id,
  name,
  result,
  ms: Math.round(ms),
  environment: environment?.name ?? null,
  steps: steps.map((step) => ({
    name: step.name,
    result: step.conclusion,
    ms: Math.round(step.ms),
  })),
});

/**
 * Returns the images that a step's output names. An image that a promotion only checked has no size: it does not exist
 * yet, or another run copied it. A multi-line secret masks each brace, and then the output is not valid JSON any more.
 */
export function imagesOf(text: string | undefined): Result["images"] {
  if (text?.startsWith("{") !== true || text.includes("***")) return [];
  const images = JSON.parse(text) as Record<
    string,
    { repository: string; digest: string; platforms?: string[]; built?: boolean; size?: number }
  >;
  return Object.entries(images)
    .filter(([, { size }]) => size !== 0)
    .map(([name, { repository, digest, platforms = [], built = false }]) => ({
      name,
      repository,
      digest,
      platforms: [...new Set(platforms)],
      built,
    }));
}

/** Drops images that a later image of the same repository replaces: the later image is for all their platforms. */
function withoutParts(images: readonly ImageReport[]): ImageReport[] {
  const takesPlaceOf = (part: ImageReport) => (whole: ImageReport) =>
    whole.name === part.name &&
    whole.repository === part.repository &&
    part.platforms.every((platform) => whole.platforms.includes(platform));
  return images.filter((image, at) => !images.slice(at + 1).some(takesPlaceOf(image)));
}
