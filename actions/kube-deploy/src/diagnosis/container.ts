import { diagnoseCrash } from "./crash.ts";
import type { Diagnosis, History, Moment } from "./diagnosis.ts";
import { diagnosePull } from "./image.ts";
import { isPulling } from "./pull-error.ts";
import { describeWaiting } from "./waiting.ts";
import { missingPullSecrets } from "./pull-secrets.ts";
import { warningsOf } from "./views.ts";
import type { ContainerView } from "./views.ts";

/** Diagnoses one container; undefined if nothing is wrong with it. */
export function diagnoseContainer(
  view: ContainerView,
  history: History,
  at: Moment,
): Diagnosis | undefined {
  const { pod, container, status } = view;
  const podUid = pod.metadata.uid;
  const image = container.image ?? status.image ?? "";
  const place = { pod: pod.metadata.name, container: container.name, image };
  const { reason: state = "", message = "" } = status.state?.waiting ?? {};
  if (isPulling(state)) {
    const events = warningsOf(view.events);
    const missingSecrets = missingPullSecrets(view.podEvents);
    const pull = { podUid, ...place, state, message, events, missingSecrets };
    return diagnosePull(pull, history, at.now);
  }
  const waiting = describeWaiting(view, image);
  if (waiting !== undefined) {
    const { gracePeriod, ...described } = waiting;
    const firstSeen = history.firstSeen(`${podUid}/${container.name}/configuration`, at.now);
    return { ...described, fatalAt: firstSeen + gracePeriod, ...place };
  }
  const crash = diagnoseCrash(view, history.restartsBefore(podUid, container.name), at);
  return crash === undefined ? undefined : { ...crash, ...place };
}
