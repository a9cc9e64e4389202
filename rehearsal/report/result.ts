import type { CommentRecord } from "../github/index.ts";
import type { JobResult, RunResult } from "../runner/request.ts";
import type { WorkspaceReport } from "./states.ts";

/** What `--json` writes. */
export interface Result {
  ok: boolean;
  event: string;
  jobs: {
    id: string;
    name: string;
    result: string;
    ms: number;
    steps: { name: string; result: string; ms: number }[];
  }[];
  comments: { pullRequest: number; author: string; body: string }[];
  /** Markdown of each step's summary, by job id. */
  summaries: { job: string; markdown: string }[];
  images: { name: string; repository: string; digest: string; built: boolean }[];
  resources: { infrastructure: WorkspaceReport; kubernetes: WorkspaceReport };
  /** What kube-deploy recorded; null when nothing was verified. */
  release: unknown;
  url: string | null;
}

interface Parts {
  event: string;
  run: RunResult;
  comments: readonly CommentRecord[];
  resources: Result["resources"];
}

export function resultOf({ event, run, comments, resources }: Parts): Result {
  const outputs = (step: string) =>
    run.jobs.flatMap(({ steps }) => steps).find(({ id }) => id === step)?.outputs ?? {};
  const deploy = outputs("deploy");
  return {
    ok: run.ok,
    event,
    jobs: run.jobs.map(jobOf),
    comments: comments.map(({ issue, author, body }) => ({ pullRequest: issue, author, body })),
    summaries: run.jobs.flatMap(({ id, summaries }) =>
      summaries.map((markdown) => ({ job: id, markdown })),
    ),
    images: imagesOf(outputs("build")["images"]),
    resources,
    release: deploy["release"] === undefined ? null : (JSON.parse(deploy["release"]) as unknown),
    url: deploy["url"] ?? null,
  };
}

const jobOf = ({ id, name, result, ms, steps }: JobResult): Result["jobs"][number] => ({
  ...{ id, name, result, ms: Math.round(ms) },
  steps: steps.map((step) => ({
    name: step.name,
    result: step.conclusion,
    ms: Math.round(step.ms),
  })),
});

function imagesOf(text: string | undefined): Result["images"] {
  if (text === undefined || text === "") return [];
  const images = JSON.parse(text) as Record<
    string,
    { repository: string; digest: string; built?: boolean }
  >;
  return Object.entries(images).map(([name, { repository, digest, built }]) => ({
    ...{ name, repository, digest, built: built ?? false },
  }));
}
