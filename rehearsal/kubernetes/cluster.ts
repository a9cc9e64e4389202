import { isDeepStrictEqual } from "node:util";
import { checkPodSecurity, checkQuotas } from "./admission.ts";
import { clusterAddress, defaultStorageClass, nodePort } from "./addresses.ts";
import { writeDefaults, type Surroundings } from "./defaults/index.ts";
import { countGeneration, draftOf, specOf, statusOf, tidy } from "./drafts.ts";
import { alreadyExists, conflict, forbidden, notFound, terminating } from "./errors.ts";
import { recordEvent, type EventText } from "./events.ts";
import type { Failures } from "./failures.ts";
import { kindByPlural, type Kind } from "./kinds.ts";
import { recordWrite } from "./managers.ts";
import type { Kinds, KubernetesObject, ManagedFields, Pod } from "./objects.ts";
import type { Pace } from "./pace.ts";
import { timestamp } from "./names.ts";
import { becameReady } from "./kubelet/status.ts";
import type { Logs } from "./logs.ts";
import { giveServiceAccount } from "./serviceaccounts.ts";
import { Store } from "./store.ts";
import type { Timeline } from "./timeline.ts";
import { validate } from "./validation/index.ts";

export interface WriteOptions {
  dryRun?: boolean;
  /** Who writes, for managedFields; the cluster's own controllers leave it out. */
  manager?: string;
  /** Replaces the bookkeeping of `manager`: what a server-side apply computed. */
  managedFields?: ManagedFields[];
  subresource?: string;
}

export interface RemoveOptions {
  propagation?: "Background" | "Foreground" | "Orphan";
  graceSeconds?: number;
  uid?: string;
  resourceVersion?: string;
  dryRun?: boolean;
}

interface Parts {
  pace: Pace;
  failures: Failures;
  logs: Logs;
  timeline: Timeline;
}

/** The API server without its wire: what create, replace and remove mean, for clients and controllers alike. */
export class Cluster {
  readonly store = new Store();
  readonly pace: Pace;
  readonly failures: Failures;
  readonly logs: Logs;
  readonly timeline: Timeline;
  private readonly surroundings: Surroundings;
  private readonly readyTimes = new Map<string, number>();

  constructor(parts: Parts) {
    this.pace = parts.pace;
    this.failures = parts.failures;
    this.logs = parts.logs;
    this.timeline = parts.timeline;
    this.surroundings = {
      clusterAddress: () => clusterAddress(this.store),
      nodePort: () => nodePort(this.store),
      defaultStorageClass: () => defaultStorageClass(this.store),
    };
    this.store.subscribe(({ plural, object, previous }) => {
      if (plural !== "pods" || !becameReady(object as Pod, previous as Pod | undefined)) return;
      this.readyTimes.set(object.metadata.uid, Date.now());
    });
  }

  /** @throws StatusError 404 with the API server's words */
  need<K extends keyof Kinds & string>(
    plural: K,
    namespace: string | undefined,
    name: string,
  ): Kinds[K] {
    const found = this.store.get(plural, namespace, name);
    if (found === undefined) throw notFound(kindByPlural(plural), name);
    return found;
  }

  /** @throws StatusError 403, 404, 409, 422 */
  create(plural: string, given: object, options: WriteOptions = {}): KubernetesObject {
    const kind = kindByPlural(plural);
    const draft = draftOf(kind, given);
    const { namespace, name } = draft.metadata;
    this.requireNamespace(kind, draft);
    if (this.store.get(plural, namespace, name) !== undefined) throw alreadyExists(kind, name);
    if (options.manager !== undefined)
      draft.metadata.managedFields = recordWrite(undefined, draft, options.manager, timestamp());
    if (options.managedFields !== undefined) draft.metadata.managedFields = options.managedFields;
    writeDefaults(plural, draft, this.surroundings);
    validate(kind, draft);
    this.admit(kind, draft);
    tidy(draft);
    if (options.dryRun !== true) return this.store.put(plural, draft);
    Reflect.deleteProperty(draft.metadata, "resourceVersion");
    return draft;
  }

  /**
   * Writes a whole object, or with `subresource: "status"` its status and annotations only.
   * @throws StatusError 404, 409 when the object is newer than the given resourceVersion, 422
   */
  replace(plural: string, given: KubernetesObject, options: WriteOptions = {}): KubernetesObject {
    const kind = kindByPlural(plural);
    const { namespace, name, resourceVersion, uid } = given.metadata;
    const before = this.need(plural, namespace, name);
    if (resourceVersion !== "" && (resourceVersion as unknown) !== undefined)
      if (resourceVersion !== before.metadata.resourceVersion) throw conflict(kind, name);
    if ((uid as unknown) !== undefined && uid !== before.metadata.uid)
      throw conflict(
        kind,
        name,
        `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${before.metadata.uid}`,
      );
    const draft =
      options.subresource === "status" ? statusOf(before, given) : specOf(kind, before, given);
    if (options.subresource !== "status") {
      writeDefaults(plural, draft, this.surroundings);
      validate(kind, draft, before);
    }
    if (options.manager !== undefined && options.subresource === undefined)
      draft.metadata.managedFields = recordWrite(before, draft, options.manager, timestamp());
    if (options.managedFields !== undefined) draft.metadata.managedFields = options.managedFields;
    tidy(draft);
    countGeneration(kind, before, draft, options.subresource);
    if (isDeepStrictEqual(draft, before)) return before;
    if (options.dryRun === true) return draft;
    return this.finish(plural, draft) ?? this.store.put(plural, draft);
  }

  /** Changes a stored object as a controller does; quietly nothing when it is gone. */
  change<K extends keyof Kinds & string>(
    plural: K,
    target: { metadata: { namespace?: string; name: string; uid?: string } },
    mutate: (draft: Kinds[K]) => void,
    subresource?: "status",
  ): Kinds[K] | undefined {
    const { namespace, name, uid } = target.metadata;
    const before = this.store.get(plural, namespace, name);
    if (before === undefined || (uid !== undefined && before.metadata.uid !== uid))
      return undefined;
    const draft = structuredClone(before);
    mutate(draft);
    const options = subresource === undefined ? {} : { subresource };
    return this.replace(plural, draft, options);
  }

  /** @returns the object as it is then: gone, or marked to go. @throws StatusError 403, 404, 409 */
  remove(
    plural: string,
    namespace: string | undefined,
    name: string,
    options: RemoveOptions = {},
  ): KubernetesObject {
    const kind = kindByPlural(plural);
    const object = this.need(plural, namespace, name);
    this.refusePreconditions(kind, object, options);
    if (options.dryRun === true) return object;
    if (plural === "namespaces") return this.terminate(kind, object);
    const finalizers = new Set(object.metadata.finalizers ?? []);
    if (options.propagation === "Foreground") finalizers.add("foregroundDeletion");
    if (options.propagation === "Orphan") finalizers.add("orphan");
    const grace = plural === "pods" ? graceOf(object as Pod, options) : 0;
    if (finalizers.size === 0 && grace === 0)
      return this.store.remove(plural, namespace, name) ?? object;
    if (object.metadata.deletionTimestamp !== undefined && options.graceSeconds !== 0)
      return object;
    const draft = structuredClone(object);
    draft.metadata.deletionTimestamp = timestamp(Date.now() + grace * 1000);
    draft.metadata.deletionGracePeriodSeconds = grace;
    if (finalizers.size > 0) draft.metadata.finalizers = [...finalizers];
    return this.store.put(plural, draft);
  }

  record(about: KubernetesObject, text: EventText): void {
    recordEvent(this, about, text);
  }

  /** When a pod became ready, to the millisecond where this process saw it. */
  readyAt({ metadata }: Pod, fallback: number): number {
    const known = this.readyTimes.get(metadata.uid);
    return known === undefined ? fallback : Math.max(known, fallback);
  }

  private requireNamespace(kind: Kind, { metadata }: KubernetesObject): void {
    if (!kind.namespaced) return;
    const namespace = metadata.namespace ?? "";
    const { status } = this.need("namespaces", undefined, namespace);
    if (status.phase !== "Terminating") return;
    throw terminating(kind, metadata.name, namespace);
  }

  private admit(kind: Kind, object: KubernetesObject): void {
    this.failures.admit(kind, object);
    if (kind.plural === "pods") {
      giveServiceAccount(this.store, kind, object as Pod);
      checkPodSecurity(this.store, kind, object as Pod);
    }
    checkQuotas(this.store, kind, object);
  }

  private refusePreconditions(
    kind: Kind,
    { metadata }: KubernetesObject,
    options: RemoveOptions,
  ): void {
    for (const [word, wanted, actual] of [
      ["UID", options.uid, metadata.uid],
      ["ResourceVersion", options.resourceVersion, metadata.resourceVersion],
    ] as const)
      if (wanted !== undefined && wanted !== actual)
        throw conflict(
          kind,
          metadata.name,
          `Precondition failed: ${word} in precondition: ${wanted}, ${word} in object meta: ${actual}`,
        );
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

  /** Takes a marked object away once its last finalizer is gone. */
  private finish(plural: string, draft: KubernetesObject): KubernetesObject | undefined {
    const { namespace, name, deletionTimestamp, finalizers } = draft.metadata;
    if (deletionTimestamp === undefined || (finalizers ?? []).length > 0) return undefined;
    if (plural === "pods" || plural === "namespaces") return undefined;
    return this.store.remove(plural, namespace, name);
  }
}

function graceOf(pod: Pod, { graceSeconds }: RemoveOptions): number {
  // A pod that no kubelet has seen, or that has ended, has nothing to stop.
  if (pod.spec.nodeName === undefined || ["Succeeded", "Failed"].includes(pod.status.phase))
    return 0;
  return graceSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
}
