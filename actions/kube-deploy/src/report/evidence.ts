import { stripVTControlCharacters } from "node:util";
import { messageOf } from "../../../lib/runtime/errors.ts";
import { oneLine } from "../diagnosis/diagnosis.ts";
import type { Diagnosis } from "../diagnosis/diagnosis.ts";
import type { PodView } from "../diagnosis/pod.ts";
import { containersOf } from "../diagnosis/pod.ts";
import type { KubernetesClient } from "../api/client.ts";
import { countOf } from "../api/objects.ts";
import { logPath } from "../api/resources.ts";
import { causeOf } from "../rollout/status.ts";
import type { Status } from "../rollout/status.ts";
import type { Workload } from "../workloads/workloads.ts";

/** The last lines of one run of a container. */
export interface ContainerLog {
  pod: string;
  container: string;
  /** true = of the run before the present one. */
  previous: boolean;
  text: string;
}

/** A workload that is not healthy, with everything that tells why. */
export interface Finding {
  workload: Workload;
  cause: Diagnosis;
  /** What else is wrong with it. */
  others: Diagnosis[];
  logs: ContainerLog[];
  /** Warnings of the pod, newest first, one line each. */
  events: string[];
}

/** Steps of every healthy start: they tell nothing of a failure. */
const ORDINARY = /^(Scheduled|Pulling|Pulled|Created|Started|SuccessfulCreate)$/;
const EVENTS = 10;
/** A log that does not come in this time is not waited for. */
const LOG_TIMEOUT = 5_000;

/** Gathers the evidence on one unhealthy workload: cause, events of the pod, last log lines. */
export async function gather(
  client: KubernetesClient,
  status: Status,
  logLines: number,
): Promise<Finding> {
  const cause = causeOf(status);
  const view = status.pods.find(({ pod }) => pod.metadata.name === cause.pod);
  return {
    workload: status.workload,
    cause,
    others: status.diagnoses.slice(1),
    events: view === undefined ? [] : eventLines(view),
    logs: view === undefined || logLines === 0 ? [] : await logsOf(client, view, cause, logLines),
  };
}

const eventLines = ({ events }: PodView): string[] =>
  events
    .filter(({ reason = "" }) => !ORDINARY.test(reason))
    .slice(0, EVENTS)
    .map((event) => {
      const times = countOf(event) > 1 ? ` (${countOf(event)} times)` : "";
      return `${event.type ?? ""} ${event.reason ?? ""}${times}: ${oneLine(event.message ?? "", 500)}`;
    });

async function logsOf(
  client: KubernetesClient,
  view: PodView,
  cause: Diagnosis,
  lines: number,
): Promise<ContainerLog[]> {
  const { namespace = "default", name } = view.pod.metadata;
  const found = containersOf(view).find(({ container }) => container.name === cause.container);
  const { state = {}, lastState = {} } = found?.status ?? {};
  const runs = [
    ...(state.running !== undefined || state.terminated !== undefined ? [false] : []),
    ...(lastState.terminated !== undefined ? [true] : []),
  ];
  // While it waits to be restarted, the run that ended is the "current" one for the API.
  if (state.waiting?.reason === "CrashLoopBackOff" && !runs.includes(true)) runs.push(false);
  return await Promise.all(
    runs.map(async (previous) => {
      const container = cause.container ?? "";
      const text = await readLog(
        client,
        logPath({ namespace, name }, container, { lines, previous }),
      );
      return { pod: name, container, previous, text };
    }),
  );
}

async function readLog(client: KubernetesClient, path: string): Promise<string> {
  try {
    const text = await client.text(path, { signal: AbortSignal.timeout(LOG_TIMEOUT) });
    return neutralise(text);
  } catch (error) {
    // The reason is known without the log; that it is missing is said in its place (K-E 49).
    return `(the log could not be read: ${oneLine(messageOf(error))})`;
  }
}

const LINE = 2000;

/** Plain lines of bounded length: no colours, no cursor movements, no carriage returns (K-E 37). */
export const neutralise = (text: string): string =>
  stripVTControlCharacters(text)
    .split(/\r?\n|\r/)
    .map((line) => line.replaceAll(/[^\P{Cc}\t]/gu, ""))
    .map((line) => (line.length > LINE ? `${line.slice(0, LINE)}…` : line))
    .join("\n")
    .trimEnd();
