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
    const volume = imageVolumeIn(view, message, image);
    const wanted = { ...place, image: volume?.image ?? image };
    const pull = { podUid, ...wanted, state, message, events, missingSecrets };
    const found = diagnosePull(pull, history, at.now);
    return volume === undefined
      ? found
      : { ...found, message: `${found.message} (the image of the volume ${volume.name})` };
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

/**
 * Returns the volume whose image a message is about. If such an image cannot be pulled, the kubelet says so in the state
 * of the containers that mount it, as it does for their own images.
 * https://kubernetes.io/docs/tasks/configure-pod-container/image-volumes/
 */
function imageVolumeIn(
  { pod }: ContainerView,
  message: string,
  own: string,
): { name: string; image: string } | undefined {
  if (message.includes(own)) return undefined;
  return (pod.spec.volumes ?? [])
    .map(({ name, image }) => ({ name, image: image?.reference ?? "" }))
    .find(({ image }) => image !== "" && message.includes(image));
}
