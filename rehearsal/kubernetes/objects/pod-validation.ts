import { duplicate, notSupported, required, wrong, type Cause } from "./refusals.ts";
import { fieldsIn } from "./pod-defaults.ts";
import { isFields, type Fields } from "./types.ts";
import { checkLabelName, portNameProblems } from "./name-validation.ts";
import { quantity } from "./quantities.ts";

/** Checks a pod spec. `policies` are the restart policies that its owner allows. */
export function checkPodSpec(field: string, spec: Fields, policies: string[]): Cause[] {
  const containers = fieldsIn(spec, "containers");
  const causes: Cause[] = containers.length === 0 ? [required(`${field}.containers`)] : [];
  const names = new Set<unknown>();
  const volumes = new Set<unknown>();
  for (const [index, { name }] of fieldsIn(spec, "volumes").entries()) {
    if (volumes.has(name)) causes.push(duplicate(`${field}.volumes[${index}].name`, String(name)));
    volumes.add(name);
  }
  for (const list of ["initContainers", "containers"])
    for (const [index, container] of fieldsIn(spec, list).entries()) {
      const place = `${field}.${list}[${index}]`;
      causes.push(...checkContainer(place, container, volumes));
      if (names.has(container["name"]))
        causes.push(duplicate(`${place}.name`, String(container["name"])));
      names.add(container["name"]);
    }
  const policy = spec["restartPolicy"];
  if (typeof policy === "string" && !policies.includes(policy))
    causes.push(notSupported(`${field}.restartPolicy`, policy, policies));
  return causes;
}

function checkContainer(place: string, container: Fields, volumes: Set<unknown>): Cause[] {
  const causes = checkLabelName(`${place}.name`, container["name"]);
  if (typeof container["image"] !== "string" || container["image"] === "")
    causes.push(required(`${place}.image`));
  const names = new Set<unknown>();
  for (const [index, port] of fieldsIn(container, "ports").entries()) {
    causes.push(...checkPortName(`${place}.ports[${index}].name`, port["name"], names));
    const number = port["containerPort"];
    const where = `${place}.ports[${index}].containerPort`;
    if (number === undefined) causes.push(required(where));
    else if (!isPort(number))
      causes.push(wrong(where, number, "must be between 1 and 65535, inclusive"));
  }
  return [
    ...causes,
    ...checkMounts(`${place}.volumeMounts`, fieldsIn(container, "volumeMounts"), volumes),
    ...checkResources(`${place}.resources`, container["resources"]),
  ];
}

/** Checks that each mount refers to a volume of the pod and has a path of its own. */
function checkMounts(place: string, mounts: Fields[], volumes: Set<unknown>): Cause[] {
  const paths = new Set<unknown>();
  return mounts.flatMap(({ name, mountPath }, index) => {
    const where = `${place}[${index}]`;
    const causes: Cause[] = [];
    if (!volumes.has(name))
      causes.push({
        reason: "FieldValueNotFound",
        message: `Not found: ${JSON.stringify(name)}`,
        field: `${where}.name`,
      });
    if (mountPath === undefined || mountPath === "") causes.push(required(`${where}.mountPath`));
    else if (paths.has(mountPath))
      causes.push(wrong(`${where}.mountPath`, mountPath, "must be unique"));
    paths.add(mountPath);
    return causes;
  });
}

/** Checks the name of a port, if it has one. @param others names of the ports before it; its own name is added */
function checkPortName(field: string, name: unknown, others: Set<unknown>): Cause[] {
  if (typeof name !== "string" || name === "") return [];
  const problems = portNameProblems(name);
  if (problems.length > 0) return problems.map((problem) => wrong(field, name, problem));
  const causes = others.has(name) ? [duplicate(field, name)] : [];
  others.add(name);
  return causes;
}

export function isPort(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 65535;
}

/** Checks that no request is above its limit: the pod would be promised more than it may use. */
function checkResources(place: string, resources: unknown): Cause[] {
  const { requests, limits } = isFields(resources) ? resources : {};
  if (!isFields(requests) || !isFields(limits)) return [];
  return Object.entries(requests)
    .filter(([name, request]) => quantity(String(request)) > quantity(String(limits[name])))
    .map(([name, request]) =>
      wrong(
        `${place}.requests`,
        request,
        `must be less than or equal to ${name} limit of ${String(limits[name])}`,
      ),
    );
}
