import { isDeepStrictEqual } from "node:util";
import type { Delays } from "../delays.ts";
import type { Failures } from "../failures.ts";
import { admitPod } from "./admission.ts";
import { writeDefaults } from "./defaults.ts";
import { recordEvent, type EventText } from "./events.ts";
import { kindByPlural, type Kind } from "./kinds.ts";
import { timestamp } from "./names.ts";
import { countGeneration, draftOf, specOf, statusOf, tidy } from "./prepare.ts";
import { alreadyExists, conflict, forbidden, notFound, terminating } from "./refusals.ts";
import { Store } from "./store.ts";
import type { Kinds, KubernetesObject, Pod } from "./types.ts";
import { validate } from "./validation.ts";

export interface RemoveOptions {
  propagation?: "Background" | "Foreground";
  graceSeconds?: number;
  uid?: string;
}

interface Parts {
  delays: Delays;
  failures: Failures;
}

/** The API server without HTTP: implements create, replace and remove for clients and controllers. */
export class Cluster {
  readonly store = new Store();
  readonly delays: Delays;
  readonly failures: Failures;
  private readonly readyTimes = new Map<string, number>();

  constructor({ delays, failures }: Parts) {
    this.delays = delays;
    this.failures = failures;
    this.store.subscribe(({ plural, object, previous }) => {
      if (plural !== "pods" || !isReady(object as Pod)) return;
      const wasReady = previous !== undefined && isReady(previous as Pod);
      if (!wasReady) this.readyTimes.set(object.metadata.uid, Date.now());
    });
  }

  /** Finds an object. @throws StatusError 404 with the API server's message */
  require<K extends keyof Kinds & string>(
    plural: K,
    namespace: string | undefined,
    name: string,
  ): Kinds[K] {
    const found = this.store.get(plural, namespace, name);
    if (found === undefined) throw notFound(kindByPlural(plural), name);
    return found;
  }

  /** @throws StatusError 403, 404, 409, 422 */
  create(plural: string, given: object): KubernetesObject {
    const kind = kindByPlural(plural);
    const draft = draftOf(kind, given);
    const { namespace, name } = draft.metadata;
    this.requireNamespace(kind, draft);
    if (this.store.get(plural, namespace, name) !== undefined) throw alreadyExists(kind, name);
    writeDefaults(plural, draft, this.store);
    validate(kind, draft);
    if (plural === "pods") admitPod(this.store, this.failures, kind, draft as Pod);
    tidy(draft);
    return this.store.put(plural, draft);
  }

  /**
   * Replaces an object, or with `subresource: "status"` only its status and annotations.
   * @throws StatusError 404, 409 if the stored object is newer than the given resourceVersion, 422
   */
  replace(plural: string, given: KubernetesObject, subresource?: "status"): KubernetesObject {
    const kind = kindByPlural(plural);
    const { namespace, name, resourceVersion } = given.metadata;
    const before = this.require(plural, namespace, name);
    // A client that does not care about the version omits it.
    if (resourceVersion && resourceVersion !== before.metadata.resourceVersion)
      throw conflict(kind, name);
    const draft = subresource === "status" ? statusOf(before, given) : specOf(kind, before, given);
    if (subresource === undefined) {
      writeDefaults(plural, draft, this.store);
      validate(kind, draft, before);
    }
    tidy(draft);
    countGeneration(kind, before, draft, subresource);
    if (isDeepStrictEqual(draft, before)) return before;
    return this.removeReleased(plural, draft) ?? this.store.put(plural, draft);
  }

  /** Updates a stored object as a controller does. Does nothing if the object does not exist any more. */
  update<K extends keyof Kinds & string>(
    plural: K,
    target: { metadata: { namespace?: string; name: string; uid?: string } },
    mutate: (draft: Kinds[K]) => void,
    subresource?: "status",
  ): void {
    const { namespace, name, uid } = target.metadata;
    const before = this.store.get(plural, namespace, name);
    if (before === undefined || (uid !== undefined && before.metadata.uid !== uid)) return;
    const draft = structuredClone(before);
    mutate(draft);
    this.replace(plural, draft, subresource);
  }

  /**
   * Deletes an object. If a finalizer or a running pod holds the object, only marks it for deletion.
   * @returns its last version.
   * @throws StatusError 403, 404, 409
   */
  remove(
    plural: string,
    namespace: string | undefined,
    name: string,
    options: RemoveOptions = {},
  ): KubernetesObject {
    const kind = kindByPlural(plural);
    const object = this.require(plural, namespace, name);
    requireUid(kind, object, options.uid);
    if (plural === "namespaces") return this.terminate(kind, object);
    const finalizers = new Set(object.metadata.finalizers ?? []);
    if (options.propagation === "Foreground") finalizers.add("foregroundDeletion");
    const grace = plural === "pods" ? graceOf(object as Pod, options) : 0;
    if (finalizers.size === 0 && grace === 0)
      return this.store.remove(plural, namespace, name) ?? object;
    if (object.metadata.deletionTimestamp !== undefined) return object;
    const draft = structuredClone(object);
    draft.metadata.deletionTimestamp = timestamp(Date.now() + grace * 1000);
    draft.metadata.deletionGracePeriodSeconds = grace;
    if (finalizers.size > 0) draft.metadata.finalizers = [...finalizers];
    return this.store.put(plural, draft);
  }

  record(about: KubernetesObject, text: EventText): void {
    recordEvent(this.store, about, text);
  }

  /**
   * Returns when a pod last became ready. The time is exact to the millisecond if this process saw the change;
   * conditions only have whole seconds.
   */
  readyAt({ metadata }: Pod, fallback: number): number {
    return Math.max(this.readyTimes.get(metadata.uid) ?? fallback, fallback);
  }

  private requireNamespace(kind: Kind, { metadata }: KubernetesObject): void {
    if (!kind.namespaced) return;
    const namespace = metadata.namespace ?? "";
    const { status } = this.require("namespaces", undefined, namespace);
    if (status.phase === "Terminating") throw terminating(kind, metadata.name, namespace);
  }

  private terminate(kind: Kind, object: KubernetesObject): KubernetesObject {
    const { name, deletionTimestamp } = object.metadata;
    if (["default", "kube-system", "kube-public"].includes(name))
      throw forbidden(kind, name, "this namespace may not be deleted");
    if (deletionTimestamp !== undefined) return object;
    const draft = structuredClone(object);
    draft.metadata.deletionTimestamp = timestamp();
    draft["status"] = { phase: "Terminating" };
    return this.store.put("namespaces", draft);
  }

  /** Removes an object that is marked for deletion, after its last finalizer is gone. */
  private removeReleased(plural: string, draft: KubernetesObject): KubernetesObject | undefined {
    const { namespace, name, deletionTimestamp, finalizers } = draft.metadata;
    if (deletionTimestamp === undefined || (finalizers ?? []).length > 0) return undefined;
    if (plural === "pods" || plural === "namespaces") return undefined;
    return this.store.remove(plural, namespace, name);
  }
}

export function isReady({ status }: Pod): boolean {
  return status.conditions?.some((one) => one.type === "Ready" && one.status === "True") === true;
}

function requireUid(kind: Kind, { metadata }: KubernetesObject, uid: string | undefined): void {
  if (uid === undefined || uid === metadata.uid) return;
  const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`;
  throw conflict(kind, metadata.name, why);
}

function graceOf(pod: Pod, { graceSeconds }: RemoveOptions): number {
  // A pod that no kubelet has seen, or that has ended, has no containers to stop.
  if (pod.spec.nodeName === undefined || ["Succeeded", "Failed"].includes(pod.status.phase))
    return 0;
  return graceSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
}
