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

/** What keeps GitHub from starting a workflow for a push. */
const SKIP = /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]|\n\nskip-checks: ?true\s*$/i;

/**
 * Requires that GitHub starts workflows for a push.
 * https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs
 * @throws UsageError if the message of the commit says that it should not
 */
function requireStart(event: string, { head_commit: commit }: Fields): void {
  const message = isObject(commit) ? commit["message"] : undefined;
  const found = event === "push" && typeof message === "string" ? SKIP.exec(message) : null;
  if (found === null) return;
  throw new UsageError(
    `--event: GitHub starts no workflow for this push, because the message of its commit contains ${found[0].trim()}. Remove it from head_commit.message to rehearse the push.`,
  );
}

/**
 * Returns the event with these fields. The `inputs` of a dispatch are passed to the workflow too.
 * @throws UsageError if GitHub would not start a workflow for it
 */
export function withPayload(scenario: Scenario, fields: Fields): Scenario {
  const { request } = scenario;
  const payload = merge(request.event.payload, fields);
  requireStart(request.event.name, payload);
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
