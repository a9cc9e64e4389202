import { duplicate, notSupported, required, wrong, type Cause } from "./refusals.ts";
import { fieldsIn } from "./pod-defaults.ts";
import { isFields, type Fields } from "./types.ts";
import { checkLabelName } from "./name-validation.ts";

/** Checks a pod spec. `policies` are the restart policies that its owner allows. */
export function checkPodSpec(field: string, spec: Fields, policies: string[]): Cause[] {
  const containers = fieldsIn(spec, "containers");
  const causes: Cause[] = containers.length === 0 ? [required(`${field}.containers`)] : [];
  const names = new Set<unknown>();
  const volumes = new Set(fieldsIn(spec, "volumes").map((volume) => volume["name"]));
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
  for (const [index, port] of fieldsIn(container, "ports").entries()) {
    const number = port["containerPort"];
    const where = `${place}.ports[${index}].containerPort`;
    if (number === undefined) causes.push(required(where));
    else if (!isPort(number))
      causes.push(wrong(where, number, "must be between 1 and 65535, inclusive"));
  }
  for (const [index, mount] of fieldsIn(container, "volumeMounts").entries())
    if (!volumes.has(mount["name"]))
      causes.push({
        reason: "FieldValueNotFound",
        message: `Not found: ${JSON.stringify(mount["name"])}`,
        field: `${place}.volumeMounts[${index}].name`,
      });
  return [...causes, ...checkResources(`${place}.resources`, container["resources"])];
}

export function isPort(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 65535;
}

const QUANTITY = /^[+-]?\d*\.?\d+(?:[eE][+-]?\d+|[numkKMGTPE]|[KMGTPE]i)?$/;

function checkResources(place: string, resources: unknown): Cause[] {
  if (!isFields(resources)) return [];
  return ["limits", "requests"].flatMap((list) => {
    const amounts = resources[list];
    if (!isFields(amounts)) return [];
    return Object.entries(amounts)
      .filter(([, amount]) => !QUANTITY.test(String(amount)))
      .map(([name, amount]) =>
        wrong(
          `${place}.${list}[${name}]`,
          amount,
          "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        ),
      );
  });
}
