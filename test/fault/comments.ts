import { createClient } from "../../actions/lib/github/client.ts";
import { readComment } from "../../actions/lib/plan-comment/find.ts";
import { writeComment } from "../../actions/lib/plan-comment/write.ts";
import { messageOf } from "../../actions/lib/runtime/errors.ts";
import type { Fault } from "../../rehearsal/base/faults.ts";
import { REPOSITORY, startCloud } from "../support/cloud.ts";
import { partOf } from "../support/plan-comment.ts";

const ISSUE = 12;

/**
 * Many runs that write the same comment at the same time while requests to GitHub fail. Each run writes for one of a
 * few workspaces.
 */
export interface Storm {
  upserts: number;
  /** Number of workspaces of the environment. */
  targets: number;
  atOnce: number;
  /** Share of requests that fail, from 0 to 1. */
  faults: number;
}

/** Result of a storm. */
export interface StormOutcome {
  /**
   * For each workspace: the newest run whose write did not fail, and the runs whose parts are in the comment. A write
   * that was given up may still have been carried out, so the part of a newer run may be there.
   */
  targets: { newest: number; left: number[] }[];
  faults: number;
  requests: number;
  /** Errors that writes threw. */
  errors: string[];
}

const HTML = { "content-type": "text/html" };
const JSON_TYPE = { "content-type": "application/json" };

/** All known ways in which GitHub fails for a moment. */
const ANSWERS: readonly Fault["respond"][] = [
  "reset",
  "drop-after-commit",
  { status: 502, headers: HTML, body: "<html>Unicorn!</html>" },
  { status: 200, headers: HTML, body: "<html>Sign in</html>" },
  { status: 429, headers: { ...JSON_TYPE, "retry-after": "3" }, body: "{}" },
  {
    status: 403,
    headers: JSON_TYPE,
    body: JSON.stringify({ message: "You have exceeded a secondary rate limit." }),
  },
];

/** Lets runs write their parts to the embedded GitHub, in another order than the order of the runs. */
export async function upsertInStorm(storm: Storm): Promise<StormOutcome> {
  const cloud = await startCloud();
  try {
    const { token } = await cloud.job({ permissions: { "pull-requests": "write" } });
    const address = { apiUrl: cloud.github.apiUrl, repository: REPOSITORY };
    let now = Date.now();
    const clock = {
      now: () => now,
      wait: (milliseconds: number) => Promise.resolve(void (now += milliseconds)),
    };
    const { github } = cloud;
    const errors: string[] = [];
    const written: number[] = [];
    const runs = nearlySorted(storm.upserts, storm.atOnce);
    const write = async (run: number) => {
      const target = { workflow: "plan", label: "dev" };
      const directory = String(run % storm.targets);
      const part = partOf(`run ${run}`, { directory, runId: run });
      const client = createClient(token, address, { clock });
      try {
        await writeComment(client, {
          issue: ISSUE,
          label: target.label,
          bring: () => ({ target, part }),
        });
        written.push(run);
      } catch (error) {
        errors.push(`run ${run}: ${messageOf(error)}`);
      }
    };
    const before = github.requests.length;
    const expected = Math.ceil(storm.upserts * 7 * storm.faults);
    for (const fault of faultsOf(storm.faults, expected)) github.faults.add(fault);
    const work = async () => {
      for (let run = runs.shift(); run !== undefined; run = runs.shift()) await write(run);
    };
    await Promise.all(Array.from({ length: storm.atOnce }, work));
    const left = github.state.comments.flatMap(({ body }) => readComment(body)?.parts ?? []);
    return {
      targets: Array.from({ length: storm.targets }, (_, target) => ({
        newest: Math.max(...written.filter((run) => run % storm.targets === target)),
        left: left
          .filter(({ directory }) => directory === String(target))
          .map(({ runId }) => runId),
      })),
      faults: expected - github.faults.pending,
      requests: github.requests.length - before,
      errors,
    };
  } finally {
    await cloud.close();
  }
}

/**
 * Returns whether a workspace has exactly one part, which is not older than the newest run whose write did not fail.
 */
export const isRight = ({ newest, left }: StormOutcome["targets"][number]): boolean =>
  left.length === 1 && (left[0] ?? 0) >= newest;

/**
 * Returns runs 1 to `count` in an order in which an old run may write after a newer one. No run is further than
 * `distance` from its place.
 */
function nearlySorted(count: number, distance: number): number[] {
  const places = Array.from({ length: count }, (_, index) => ({
    run: index + 1,
    at: index + Math.random() * distance,
  }));
  return places.sort((a, b) => a.at - b.at).map(({ run }) => run);
}

/**
 * Returns a sequence of faults. Before each of them some requests pass, so that in total this share of the requests
 * fails.
 */
const faultsOf = (share: number, count: number): Fault[] =>
  Array.from({ length: count }, (_, index) => ({
    match: { path: /\/issues\/|graphql/ },
    after: Math.floor(Math.log(Math.random()) / Math.log(1 - share)),
    respond: ANSWERS[index % ANSWERS.length] ?? "reset",
  }));
