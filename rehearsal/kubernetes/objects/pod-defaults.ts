import { isFields, type Fields } from "./types.ts";

/** Sets a field that is missing. null counts as missing, as in the API's own decoder. */
export function setDefault(target: Fields, name: string, value: unknown): void {
  if (target[name] === undefined || target[name] === null) target[name] = value;
}

/** Returns the object in a field; creates it if it is missing. */
export function under(target: Fields, name: string): Fields {
  if (!isFields(target[name])) target[name] = {};
  return target[name] as Fields;
}

export function fieldsIn(target: Fields, name: string): Fields[] {
  const list = target[name];
  return Array.isArray(list) ? list.filter(isFields) : [];
}

/** Returns `Always` for :latest or no tag at all, otherwise `IfNotPresent`. A digest is never pulled twice. */
function pullPolicy(image: string): string {
  if (image.includes("@")) return "IfNotPresent";
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  return tag === undefined || tag === "latest" ? "Always" : "IfNotPresent";
}

/** Writes what the API server adds to a pod spec, also inside a template. */
export function defaultPodSpec(spec: Fields): void {
  setDefault(spec, "restartPolicy", "Always");
  setDefault(spec, "terminationGracePeriodSeconds", 30);
  setDefault(spec, "dnsPolicy", "ClusterFirst");
  setDefault(spec, "securityContext", {});
  setDefault(spec, "schedulerName", "default-scheduler");
  if (typeof spec["serviceAccountName"] === "string")
    setDefault(spec, "serviceAccount", spec["serviceAccountName"]);
  for (const list of ["initContainers", "containers"])
    for (const container of fieldsIn(spec, list)) defaultContainer(container);
  for (const volume of fieldsIn(spec, "volumes")) defaultVolume(volume);
}

function defaultContainer(container: Fields): void {
  const image = typeof container["image"] === "string" ? container["image"] : "";
  setDefault(container, "imagePullPolicy", pullPolicy(image));
  setDefault(container, "resources", {});
  setDefault(container, "terminationMessagePath", "/dev/termination-log");
  setDefault(container, "terminationMessagePolicy", "File");
  for (const port of fieldsIn(container, "ports")) setDefault(port, "protocol", "TCP");
  for (const probe of ["readinessProbe", "livenessProbe", "startupProbe"])
    if (isFields(container[probe])) defaultProbe(container[probe]);
  const lifecycle = isFields(container["lifecycle"]) ? container["lifecycle"] : {};
  for (const hook of ["postStart", "preStop"])
    if (isFields(lifecycle[hook])) defaultRequest(lifecycle[hook]["httpGet"]);
  for (const variable of fieldsIn(container, "env")) {
    const source = variable["valueFrom"];
    if (isFields(source) && isFields(source["fieldRef"]))
      setDefault(source["fieldRef"], "apiVersion", "v1");
  }
  defaultRequests(container);
}

// A limit without a request sets the request too.
function defaultRequests(container: Fields): void {
  const resources = under(container, "resources");
  if (!isFields(resources["limits"])) return;
  const requests = under(resources, "requests");
  for (const [name, amount] of Object.entries(resources["limits"]))
    setDefault(requests, name, amount);
}

function defaultProbe(probe: Fields): void {
  setDefault(probe, "timeoutSeconds", 1);
  setDefault(probe, "periodSeconds", 10);
  setDefault(probe, "successThreshold", 1);
  setDefault(probe, "failureThreshold", 3);
  defaultRequest(probe["httpGet"]);
}

function defaultRequest(request: unknown): void {
  if (!isFields(request)) return;
  setDefault(request, "path", "/");
  setDefault(request, "scheme", "HTTP");
}

const MODE_644 = 420;

function defaultVolume(volume: Fields): void {
  for (const source of ["configMap", "secret", "projected", "downwardAPI"])
    if (isFields(volume[source])) setDefault(volume[source], "defaultMode", MODE_644);
  const host = volume["hostPath"];
  if (isFields(host)) setDefault(host, "type", "");
  const sources = Object.keys(volume).filter((name) => name !== "name");
  if (sources.length === 0) volume["emptyDir"] = {};
}

const FOREVER = ["not-ready", "unreachable"].map((state) => ({
  key: `node.kubernetes.io/${state}`,
  operator: "Exists",
  effect: "NoExecute",
  tolerationSeconds: 300,
}));

/** Writes what only a pod gets, in addition to the fields from its template (admission plugins). */
export function defaultPod(pod: Fields): void {
  const spec = under(pod, "spec");
  defaultPodSpec(spec);
  setDefault(spec, "enableServiceLinks", true);
  setDefault(spec, "preemptionPolicy", "PreemptLowerPriority");
  setDefault(spec, "priority", 0);
  setDefault(spec, "serviceAccountName", "default");
  setDefault(spec, "serviceAccount", spec["serviceAccountName"]);
  const tolerations = fieldsIn(spec, "tolerations");
  const missing = FOREVER.filter(
    ({ key }) => !tolerations.some((item) => item["key"] === key || item["key"] === undefined),
  );
  spec["tolerations"] = [...tolerations, ...missing];
  pod["status"] = { phase: "Pending", qosClass: qualityOf(spec) };
}

function qualityOf(spec: Fields): string {
  const containers = [...fieldsIn(spec, "containers"), ...fieldsIn(spec, "initContainers")];
  const amounts = containers.map((container) => {
    const resources = under(container, "resources");
    return {
      requests: under({ ...resources }, "requests"),
      limits: under({ ...resources }, "limits"),
    };
  });
  const none = amounts.every(
    ({ requests, limits }) => Object.keys(requests).length + Object.keys(limits).length === 0,
  );
  if (none) return "BestEffort";
  const exact = amounts.every(({ requests, limits }) =>
    ["cpu", "memory"].every(
      (name) => limits[name] !== undefined && limits[name] === requests[name],
    ),
  );
  return exact ? "Guaranteed" : "Burstable";
}
