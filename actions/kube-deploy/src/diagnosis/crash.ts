import { timeOf } from "../api/objects.ts";
import type { Container, ContainerStatus, Event, Terminated } from "../api/objects.ts";
import { ALREADY, NEVER } from "./diagnosis.ts";
import type { Diagnosis, Moment } from "./diagnosis.ts";
import { describeExit, lastEnd } from "./exit.ts";
import { SLOW_START, probeFix } from "./probe.ts";
import type { ContainerView } from "./views.ts";

/** A run longer than this many milliseconds ends a series of crashes: the kubelet then resets its back-off. */
const STEADY_RUN = 600_000;
/** Milliseconds between an event and the end that it caused, in addition to the grace period of the pod or probe. */
const EVENT_SLACK = 5_000;

/**
 * Diagnoses a container that ended although it should not. While it has ended no more often than the tolerance, the
 * next start may succeed: a program that waits for its database ends once or twice.
 * @param restartsBefore restarts that are not counted
 */
export function diagnoseCrash(
  view: ContainerView,
  restartsBefore: number,
  { serverNow, crashTolerance }: Moment,
): Omit<Diagnosis, "pod"> | undefined {
  const { status } = view;
  const { waiting, running, terminated } = status.state ?? {};
  if (running !== undefined && (status.ready || isSteady(running, serverNow))) return undefined;
  const inBackOff = waiting?.reason === "CrashLoopBackOff" || hookFails(status);
  const restarts = Math.max(0, status.restartCount - restartsBefore);
  const endedNow = inBackOff || (terminated !== undefined && terminated.exitCode !== 0);
  const isFirst = hasRunSteadily(lastEnd(status));
  const ends = Math.min(restarts + (endedNow ? 1 : 0), isFirst ? 1 : Infinity);
  const hasSucceeded = terminated?.exitCode === 0 && view.role === "init container";
  const isBetween = terminated?.exitCode === 0 && restarts <= crashTolerance;
  if (ends === 0 || hasSucceeded || isBetween) return undefined;
  // If a container kept crashing before, one more crash shows that nothing has changed.
  const goesOn = inBackOff && restarts > 0 && restartsBefore > crashTolerance && !isFirst;
  const keepsEnding = ends > crashTolerance || goesOn;
  if (!keepsEnding && !inBackOff) {
    const reason = restarts > 0 ? "container-restarted" : "container-failed";
    return { ...describeExit(view), reason, fatalAt: NEVER };
  }
  return { ...describeLoop(view), crash: true, fatalAt: keepsEnding ? ALREADY : NEVER };
}

/** @param until time by the API server's clock, which also dates the start */
const isSteady = ({ startedAt = "" }: { startedAt?: string }, until: number): boolean =>
  until - Date.parse(startedAt) > STEADY_RUN;

/**
 * Returns whether the container ran steadily before. If so, this end is the first of its series, whatever happened
 * before: its node may have been restarted.
 */
const hasRunSteadily = (ended: Terminated | undefined): boolean =>
  ended !== undefined && isSteady(ended, Date.parse(ended.finishedAt ?? ""));

/** Returns whether the kubelet ended the container because of its postStart hook. It will start the container again. */
const hookFails = ({ state }: ContainerStatus): boolean =>
  state?.waiting?.reason === "PostStartHookError";

type Loop = Pick<Diagnosis, "reason" | "message" | "fix">;

function describeLoop(view: ContainerView): Loop {
  const { status, role, container } = view;
  const exit = describeExit(view);
  const times = status.restartCount === 1 ? "once" : `${status.restartCount} times`;
  const crash = { ...exit, message: `${exit.message}; restarted ${times}` };
  // A container that exceeded its memory limit did not end because of its probe. Init containers have no such probes.
  if (exit.reason === "out-of-memory" || role === "init container") return crash;
  const hook = findCause(view, isHook);
  if (hook !== undefined || hookFails(status))
    return {
      reason: "post-start-hook-failed",
      message: `the kubelet ends ${role} ${container.name} because its postStart hook fails: ${hook?.message ?? status.state?.waiting?.message ?? ""}`,
      fix: "correct the command or request of lifecycle.postStart: it runs at the same time as the program, which may not be up yet",
    };
  const probe = findCause(view, isOfProbe);
  return probe === undefined ? crash : describeProbe(view, probe.message ?? "");
}

const isHook = ({ reason }: Event): boolean => reason === "FailedPostStartHook";

const PROBE = /failed (startup|liveness) probe|(startup|liveness) probe failed/i;
const isOfProbe = ({ message = "" }: Event): boolean => PROBE.test(message);

/**
 * Finds the event that explains the last end: the kubelet's message that it ends the container or, if a signal ended
 * the container then, another complaint. Older events are about earlier runs.
 */
function findCause(
  { pod, container, status, events }: ContainerView,
  concerns: (event: Event) => boolean,
): Event | undefined {
  const ended = lastEnd(status);
  const wasKilled = ended === undefined || [137, 143].includes(ended.exitCode);
  // A program may end well when the kubelet asks it to. The kubelet does so after each failure of a postStart hook.
  const endedWell = ended?.exitCode === 0;
  const grace = Math.max(pod.spec.terminationGracePeriodSeconds ?? 30, ...probeGraces(container));
  const end = Date.parse(ended?.finishedAt ?? "");
  return events.find(
    (event) =>
      concerns(event) &&
      (wasKilled ||
        event.reason === "Killing" ||
        (endedWell && isHook(event) && timeOf(event) <= end)) &&
      !(timeOf(event) < end - grace * 1000 - EVENT_SLACK),
  );
}

/**
 * Returns the seconds that each probe gives the container to end, instead of the pod's grace period.
 * https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
 */
const probeGraces = ({ livenessProbe, startupProbe }: Container): number[] =>
  [livenessProbe, startupProbe].map((probe) => probe?.terminationGracePeriodSeconds ?? 0);

/** @param said the event that explains the end: the answer to the probe, or only that the kubelet ends the container */
function describeProbe({ role, container, events }: ContainerView, said: string): Loop {
  const isStartup = /startup/i.test(said);
  const failed = isStartup
    ? /startup probe (?:failed|errored)/i
    : /liveness probe (?:failed|errored)/i;
  const answer = events.find(({ message = "" }) => failed.test(message))?.message ?? said;
  return isStartup
    ? {
        reason: "startup-probe-failed",
        message: `the kubelet keeps restarting ${role} ${container.name}, because it does not start in time: ${answer}`,
        fix: probeFix(answer, SLOW_START),
      }
    : {
        reason: "liveness-probe-failed",
        message: `the kubelet keeps restarting ${role} ${container.name}: ${answer}`,
        fix: probeFix(
          answer,
          "correct path, port and initialDelaySeconds of the probe, or find the cause of the missing answer in the container's log (job summary)",
          container.livenessProbe,
        ),
      };
}
