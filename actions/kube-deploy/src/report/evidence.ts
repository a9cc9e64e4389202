import { stripVTControlCharacters } from "node:util";
import type { Redact } from "../../../lib/redact/redactor.ts";
import { messageOf } from "../../../lib/runtime/errors.ts";
import type { KubernetesClient } from "../api/client.ts";
import { countOf } from "../api/objects.ts";
import { logPath } from "../api/resources.ts";
import type { Diagnosis } from "../diagnosis/diagnosis.ts";
import { quote } from "../diagnosis/text.ts";
import { containersOf } from "../diagnosis/views.ts";
import type { ContainerView, PodView } from "../diagnosis/views.ts";
import { causeOf } from "../rollout/cause.ts";
import type { Status } from "../rollout/status.ts";
import type { Workload } from "../workloads/workloads.ts";
import { refineByLogs } from "./log-cause.ts";

/** The last lines of one run of a container. */
export interface ContainerLog {
  pod: string;
  container: string;
  /** Whether this is the run before the last restart. */
  previous: boolean;
  text: string;
}

/** A workload that is not healthy, with the evidence for its cause. */
export interface Finding {
  workload: Workload;
  cause: Diagnosis;
  /** Other problems of the workload. */
  others: Diagnosis[];
  logs: ContainerLog[];
  /** Events of the pod, newest first, one line each. */
  events: string[];
}

/**
 * Collects the evidence for one unhealthy workload: cause, events of the pod, last log lines of the container.
 * @param redact is called with every text from the cluster before it is cut
 */
export async function collectEvidence(
  client: KubernetesClient,
  status: Status,
  logLines: number,
  redact: Redact,
): Promise<Finding> {
  const cause = causeOf(status);
  const view = status.pods.find(({ pod }) => pod.metadata.name === cause.pod);
  const container =
    view && containersOf(view).find(({ container: { name } }) => name === cause.container);
  const logs =
    container === undefined || logLines === 0
      ? []
      : await readLogs(client, container, logLines, redact);
  return {
    workload: status.workload,
    cause: redactDiagnosis(refineByLogs(cause, logs), redact),
    others: othersThan(cause, status.diagnoses).map((other) => redactDiagnosis(other, redact)),
    events: view === undefined ? [] : eventLines(view, redact),
    logs,
  };
}

/**
 * Returns the other problems, each message once: the pods of a workload mostly fail alike, and only the pod's address
 * differs. A message that the cause only extends, for another pod, is left out.
 */
export const othersThan = (cause: Diagnosis, all: readonly Diagnosis[]): Diagnosis[] =>
  all.filter(
    ({ message }, index) =>
      !saysMore(withoutAddress(cause.message), withoutAddress(message)) &&
      all.findIndex((one) => withoutAddress(one.message) === withoutAddress(message)) === index,
  );

/** Returns whether a text is the message, alone or followed by a bracket or a sentence. */
const saysMore = (whole: string, message: string): boolean =>
  whole.startsWith(message) && /^(?:$| \(|\. )/.test(whole.slice(message.length));

const withoutAddress = (message: string): string =>
  message.replaceAll(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, "ADDRESS");

export const redactDiagnosis = (diagnosis: Diagnosis, redact: Redact): Diagnosis => ({
  ...diagnosis,
  message: quote(diagnosis.message, redact),
  fix: redact(diagnosis.fix),
});

/** Events of every healthy start, which do not explain a failure. */
const ORDINARY = /^(Scheduled|Pulling|Pulled|Created|Started|SuccessfulCreate)$/;
const MOST_EVENTS = 10;

const eventLines = ({ events }: PodView, redact: Redact): string[] =>
  events
    .filter(({ reason = "" }) => !ORDINARY.test(reason))
    .slice(0, MOST_EVENTS)
    .map((event) => {
      const times = countOf(event) > 1 ? ` (${countOf(event)} times)` : "";
      return `${event.type ?? ""} ${event.reason ?? ""}${times}: ${quote(event.message ?? "", redact)}`;
    });

async function readLogs(
  client: KubernetesClient,
  { pod, container, status }: ContainerView,
  lines: number,
  redact: Redact,
): Promise<ContainerLog[]> {
  const { namespace, name } = pod.metadata;
  const { state = {}, lastState = {} } = status;
  const hasRun = state.running !== undefined || state.terminated !== undefined;
  const hasPrevious = lastState.terminated !== undefined;
  // While a container waits for its restart, the API treats the run that ended as the current one.
  const waitsForRestart = state.waiting?.reason === "CrashLoopBackOff" && !hasPrevious;
  const runs = [...(hasRun || waitsForRestart ? [false] : []), ...(hasPrevious ? [true] : [])];
  return await Promise.all(
    runs.map(async (previous) => {
      const path = logPath({ namespace, name }, container.name, { lines, previous });
      const text = await readLog(client, path, redact);
      return { pod: name, container: container.name, previous, text };
    }),
  );
}

/** Milliseconds. A report without a log is better than a late report. */
const LOG_TIMEOUT = 5_000;

async function readLog(client: KubernetesClient, path: string, redact: Redact): Promise<string> {
  try {
    const text = await client.text(path, { signal: AbortSignal.timeout(LOG_TIMEOUT) });
    // Redacted before lines are cut, and again without the colours, which may have been inside a secret.
    const shown = redact(toPlainText(redact(text)));
    return shown.trim() === "" ? "(the container printed nothing)" : shown;
  } catch (error) {
    // The cause is known without the log, so the report continues if logs may not be read.
    return `(the log cannot be read: ${quote(messageOf(error), redact)})`;
  }
}

const LONGEST_LINE = 2000;

/** Makes plain text with lines of limited length: no colours, cursor movements or carriage returns. */
export const toPlainText = (text: string): string =>
  stripVTControlCharacters(text)
    .split(/\r?\n|\r/)
    .map((line) => line.replaceAll(/[^\P{Cc}\t]/gu, ""))
    .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line))
    .join("\n")
    .trimEnd();
