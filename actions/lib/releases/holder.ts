import * as z from "zod/mini";
import type { GitHubContext } from "../github/context.ts";
import { runUrl } from "../github/context.ts";

/** The form of `Holder` in documents. */
export const holderForm = z.object({
  /** Address of the run's page. */
  run: z.string(),
  runId: z.number(),
  runAttempt: z.number(),
  workflow: z.string(),
  job: z.string(),
  /** Who started the run. */
  actor: z.string(),
  commit: z.string(),
});

/** A job of a run, as leases and events name it. */
export type Holder = z.infer<typeof holderForm>;

export const holderOf = (context: GitHubContext): Holder => ({
  run: runUrl(context),
  runId: context.runId,
  runAttempt: context.runAttempt,
  workflow: context.workflow,
  job: context.job,
  actor: context.actor,
  commit: context.sha,
});
