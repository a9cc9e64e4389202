import { kindOf } from "../../../lib/terraform/plan-json.ts";
import type { Json, Plan, ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { isObject } from "../../../lib/terraform/values.ts";
import { appliedManifest, isManifestType } from "../workloads/manifest.ts";

type ProbeKind = "startup" | "readiness" | "liveness";

/** A container that a plan creates or changes, with the settings that its image has to match. */
export interface PlannedContainer {
  /** For people, such as `Deployment shop/web`. */
  workload: string;
  container: string;
  image: string;
  runAsNonRoot: boolean;
  /** Undefined = the image's own user. */
  runAsUser: number | undefined;
  /** Architecture of the nodes that the pod requires (label kubernetes.io/arch). */
  architecture: string | undefined;
  /** Ports that the probes use, by number. */
  probes: { kind: ProbeKind; port: number }[];
}

const KINDS: Readonly<Record<string, string>> = {
  deployment: "Deployment",
  stateful_set: "StatefulSet",
  daemon_set: "DaemonSet",
  daemonset: "DaemonSet",
  job: "Job",
  cron_job: "CronJob",
};

const PROBES: readonly ProbeKind[] = ["startup", "readiness", "liveness"];

/**
 * Returns the containers of the workloads that a plan creates or changes. What the plan leaves unchanged is already
 * running, and values that the plan does not know yet cannot be compared.
 */
export const plannedContainers = ({ resource_changes: changes = [] }: Plan): PlannedContainer[] =>
  changes
    .filter((one) => one.mode === "managed" && /^(?:create|change|replace)$/.test(kindOf(one)))
    .flatMap(containersOf);

function containersOf({ type, change: { after } }: ResourceChange): PlannedContainer[] {
  const isManifest = isManifestType(type);
  const object = isManifest && isObject(after) ? appliedManifest(type, after) : after;
  const named = /^kubernetes_(\w+?)(?:_v\d\w*)?$/.exec(type)?.[1] ?? "";
  const kind = isManifest ? text(member(object, "kind")) : KINDS[named];
  if (kind === undefined || !Object.values(KINDS).includes(kind)) return [];
  const { namespace, name } = { namespace: "default", ...namesOf(member(object, "metadata")) };
  const spec = member(object, "spec");
  const job = kind === "CronJob" ? member(member(spec, "job_template"), "spec") : spec;
  const pod = member(member(job, "template"), "spec");
  return list(pod, isManifest ? "containers" : "container").flatMap((container) =>
    containerOf(pod, container, `${kind} ${namespace}/${name ?? ""}`),
  );
}

function namesOf(metadata: Json | undefined): { namespace?: string; name?: string } {
  const [namespace, name] = ["namespace", "name"].map((key) => text(member(metadata, key)));
  return { ...(namespace && { namespace }), ...(name && { name }) };
}

function containerOf(pod: Json | undefined, container: Json, workload: string): PlannedContainer[] {
  const [name, image] = ["name", "image"].map((key) => text(member(container, key)));
  if (name === undefined || image === undefined || image === "") return [];
  const contexts = [container, pod].map((of) => member(of, "security_context"));
  const user = contexts
    .map((of) => number(member(of, "run_as_user")))
    .find((one) => one !== undefined);
  const architecture = text(own(member(pod, "node_selector"), "kubernetes.io/arch"));
  return [
    {
      workload,
      container: name,
      image,
      // A provider writes false if nothing is set, so a true value in either place counts.
      runAsNonRoot: contexts.some((of) => member(of, "run_as_non_root") === true),
      runAsUser: user,
      architecture,
      probes: PROBES.flatMap((kind) => {
        const port = portOf(container, member(container, `${kind}_probe`));
        return port === undefined ? [] : [{ kind, port }];
      }),
    },
  ];
}

/** Returns the number of the port. A probe may use the name of a container port. */
function portOf(container: Json, probe: Json | undefined): number | undefined {
  const ports = ["http_get", "tcp_socket"].map((how) => member(member(probe, how), "port"));
  const port = ports.find((one) => one !== undefined && one !== null);
  if (port === undefined) return undefined;
  const named = [...list(container, "port"), ...list(container, "ports")].find(
    (one) => member(one, "name") === port,
  );
  return number(named === undefined ? port : member(named, "container_port"));
}

const camelOf = (name: string): string =>
  name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Returns a member by the provider's name, or in a manifest by the API's name. A block is a list with one entry. */
function member(value: Json | undefined, name: string): Json | undefined {
  const found = own(value, name) ?? own(value, camelOf(name));
  return Array.isArray(found) ? found[0] : found;
}

function list(value: Json | undefined, name: string): Json[] {
  const found = own(value, name);
  return Array.isArray(found) ? found : [];
}

const own = (value: Json | undefined, name: string): Json | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
    ? (value as Record<string, Json>)[name]
    : undefined;

const text = (value: Json | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;

/** Reads a number. The provider writes some numbers as texts, and "" if nothing is set. */
function number(value: Json | undefined): number | undefined {
  const given = typeof value === "object" || value === "" ? Number.NaN : Number(value);
  return Number.isNaN(given) ? undefined : given;
}
