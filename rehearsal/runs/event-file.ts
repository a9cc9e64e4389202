import { existsSync, readFileSync, statSync } from "node:fs";
import { isObject } from "../base/object.ts";
import { UsageError } from "../base/usage-error.ts";
import type { Scenario } from "../scenarios.ts";

type Fields = Record<string, unknown>;

/**
 * Reads the file of the option --event: fields of a webhook's payload, as GitHub writes them.
 * @throws UsageError for a file that does not exist, or that is not a JSON object
 */
export function readEventFile(file: string): Fields {
  if (!existsSync(file) || !statSync(file).isFile())
    throw new UsageError(`--event: the file "${file}" does not exist. Expected a JSON file.`);
  let fields: unknown;
  try {
    fields = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`--event: "${file}" is not JSON: ${(error as Error).message}`);
  }
  if (isObject(fields)) return fields;
  throw new UsageError(
    `--event: "${file}" is not valid. Expected a JSON object with fields of the event's payload.`,
  );
}

/** Returns the event with these fields. The `inputs` of a dispatch are passed to the workflow too. */
export function withPayload(scenario: Scenario, fields: Fields): Scenario {
  const { request } = scenario;
  const payload = merge(request.event.payload, fields);
  const inputs =
    isObject(payload["inputs"]) && request.inputs !== undefined
      ? textsOf(payload["inputs"])
      : request.inputs;
  return {
    ...scenario,
    request: {
      ...request,
      event: { ...request.event, payload },
      ...(inputs === undefined ? {} : { inputs }),
    },
  };
}

function merge(base: Fields, fields: Fields): Fields {
  const merged = { ...base };
  for (const [name, value] of Object.entries(fields)) {
    const before = merged[name];
    merged[name] = isObject(before) && isObject(value) ? merge(before, value) : value;
  }
  return merged;
}

const textsOf = (fields: Fields): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
