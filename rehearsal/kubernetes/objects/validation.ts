import { isDeepStrictEqual } from "node:util";
import { fieldsIn } from "./pod-defaults.ts";
import { badRequest, invalid, notSupported, required, wrong, type Cause } from "./refusals.ts";
import { quantityProblem } from "./quantities.ts";
import type { Kind } from "./kinds.ts";
import { isFields, type Fields, type KubernetesObject, type LabelSelector } from "./types.ts";
import { selects } from "./selectors.ts";
import { checkLabels, checkMetadata } from "./name-validation.ts";
import { checkPodSpec, isPort } from "./pod-validation.ts";

type Check = (spec: Fields) => Cause[];

const ALWAYS = ["Always"];
const JOBS = ["OnFailure", "Never"];

const CHECKS: Record<string, Check> = {
  pods: (spec) => checkPodSpec("spec", spec, ["Always", "OnFailure", "Never"]),
  deployments: checkDeployment,
  replicasets: checkWorkload,
  jobs: (spec) => [
    ...checkCount("spec.backoffLimit", spec["backoffLimit"]),
    ...checkTemplate("spec", spec, JOBS),
  ],
  cronjobs: ({ jobTemplate }) => {
    const { spec } = isFields(jobTemplate) ? jobTemplate : {};
    return checkTemplate("spec.jobTemplate.spec", isFields(spec) ? spec : {}, JOBS);
  },
  services: checkService,
  horizontalpodautoscalers: checkAutoscaler,
};

function checkCount(field: string, value: unknown): Cause[] {
  return typeof value === "number" && value < 0
    ? [wrong(field, value, "must be greater than or equal to 0")]
    : [];
}

function checkWorkload(spec: Fields): Cause[] {
  const selector = spec["selector"] as LabelSelector | undefined;
  const template = isFields(spec["template"]) ? spec["template"] : {};
  const metadata = isFields(template["metadata"]) ? template["metadata"] : {};
  const labels = (metadata["labels"] ?? null) as Record<string, string> | null;
  const empty = selector === undefined || Object.keys(selector).length === 0;
  const causes = [
    ...checkCount("spec.replicas", spec["replicas"]),
    ...(selector === undefined ? [required("spec.selector")] : []),
  ];
  if (empty || !selects(selector, labels ?? {}))
    causes.push(
      wrong("spec.template.metadata.labels", labels, "`selector` does not match template `labels`"),
    );
  return [...causes, ...checkTemplate("spec", spec, ALWAYS)];
}

function checkDeployment(spec: Fields): Cause[] {
  const deadline = spec["progressDeadlineSeconds"];
  const strategy = isFields(spec["strategy"]) ? spec["strategy"] : {};
  const { maxSurge, maxUnavailable } = (strategy["rollingUpdate"] ?? {}) as Fields;
  const none = (amount: unknown) => amount === 0 || amount === "0%";
  const causes = checkWorkload(spec);
  if (none(maxSurge) && none(maxUnavailable))
    causes.push(
      wrong(
        "spec.strategy.rollingUpdate.maxUnavailable",
        maxUnavailable,
        "may not be 0 when `maxSurge` is 0",
      ),
    );
  if (typeof deadline === "number" && deadline <= Number(spec["minReadySeconds"] ?? 0))
    causes.push(
      wrong("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"),
    );
  return causes;
}

function checkAutoscaler({ minReplicas, maxReplicas }: Fields): Cause[] {
  const [least, most] = [Number(minReplicas), Number(maxReplicas)];
  const causes: Cause[] = [];
  if (least < 1)
    causes.push(wrong("spec.minReplicas", minReplicas, "must be greater than or equal to 1"));
  if (most < 1) causes.push(wrong("spec.maxReplicas", maxReplicas, "must be greater than 0"));
  if (most < least)
    causes.push(
      wrong("spec.maxReplicas", maxReplicas, "must be greater than or equal to `minReplicas`"),
    );
  return causes;
}

function checkTemplate(field: string, spec: Fields, policies: string[]): Cause[] {
  const template = isFields(spec["template"]) ? spec["template"] : {};
  const metadata = isFields(template["metadata"]) ? template["metadata"] : {};
  return [
    ...checkLabels(`${field}.template.labels`, metadata["labels"]),
    ...checkPodSpec(
      `${field}.template.spec`,
      isFields(template["spec"]) ? template["spec"] : {},
      policies,
    ),
  ];
}

const SERVICE_TYPES = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

function checkService(spec: Fields): Cause[] {
  const type = String(spec["type"]);
  const ports = fieldsIn(spec, "ports");
  const headless = spec["clusterIP"] === "None";
  const causes: Cause[] = [];
  if (!SERVICE_TYPES.includes(type)) causes.push(notSupported("spec.type", type, SERVICE_TYPES));
  if (ports.length === 0 && !headless && type !== "ExternalName")
    causes.push(required("spec.ports"));
  for (const [index, port] of ports.entries()) {
    const place = `spec.ports[${index}]`;
    if (!isPort(port["port"]))
      causes.push(
        wrong(`${place}.port`, port["port"] ?? 0, "must be between 1 and 65535, inclusive"),
      );
    if (ports.length > 1 && typeof port["name"] !== "string")
      causes.push(required(`${place}.name`));
  }
  return causes;
}

/** Returns the problem of the first invalid quantity in a container's resources. */
function quantityProblemIn(value: unknown): string | undefined {
  if (Array.isArray(value)) return firstProblem(value);
  if (!isFields(value)) return undefined;
  const resources = isFields(value["resources"]) ? value["resources"] : {};
  for (const list of [resources["limits"], resources["requests"]])
    for (const amount of isFields(list) ? Object.values(list) : []) {
      const problem = quantityProblem(String(amount));
      if (problem !== undefined) return problem;
    }
  return firstProblem(Object.values(value));
}

function firstProblem(values: unknown[]): string | undefined {
  for (const value of values) {
    const problem = quantityProblemIn(value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/**
 * @throws StatusError 400 for a body that cannot be read as the kind; 422 that names every invalid field, in the API
 *   server's words
 */
export function validate(kind: Kind, object: KubernetesObject, before?: KubernetesObject): void {
  const unreadable = quantityProblemIn(object["spec"]);
  if (unreadable !== undefined)
    throw badRequest(
      `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${unreadable}`,
    );
  const spec = isFields(object["spec"]) ? object["spec"] : {};
  const causes = [
    ...checkMetadata(kind, object.metadata as unknown as Fields),
    ...(CHECKS[kind.plural]?.(spec) ?? []),
    ...(before === undefined ? [] : checkUnchanged(kind, object, before)),
  ];
  if (causes.length > 0) throw invalid(kind, object.metadata.name, causes);
}

// Fields that may never change after they are written.
const FIXED: Record<string, string[]> = {
  deployments: ["selector"],
  replicasets: ["selector"],
  jobs: ["selector", "template", "completionMode"],
};

function checkUnchanged(kind: Kind, object: KubernetesObject, before: KubernetesObject): Cause[] {
  const [now, old] = [specOf(object), specOf(before)];
  const changed = (field: string) => !isDeepStrictEqual(now[field], old[field]);
  const fixed = (FIXED[kind.plural] ?? [])
    .filter(changed)
    .map((field) => wrong(`spec.${field}`, now[field], "field is immutable"));
  const moved = kind.plural === "services" && changed("clusterIP") && old["clusterIP"] !== "";
  return moved
    ? [...fixed, wrong("spec.clusterIPs[0]", [now["clusterIP"]], "may not change once set")]
    : fixed;
}

function specOf(object: KubernetesObject): Fields {
  return isFields(object["spec"]) ? object["spec"] : {};
}
