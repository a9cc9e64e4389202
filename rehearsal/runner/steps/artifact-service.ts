import type { JobState } from "../jobs/state.ts";

// GitHub's results service, as its toolkit calls it: JSON over twirp, names in snake_case.
// https://github.com/actions/toolkit/tree/main/packages/artifact/src/generated/results/api/v1
const SERVICE = "twirp/github.actions.results.api.v1.ArtifactService";

/** Which run and job the runtime token speaks for. */
export interface BackendIds {
  workflow_run_backend_id: string;
  workflow_job_run_backend_id: string;
}

/** Reads `Actions.Results:<run>:<job>` from the scp claim of the runtime token. */
export function backendIds(token: string): BackendIds {
  const payload = token.split(".")[1] ?? "";
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8") || "{}") as {
    scp?: string;
  };
  const scope = (claims.scp ?? "").split(" ").find((one) => one.startsWith("Actions.Results:"));
  const [, run, job] = (scope ?? "").split(":");
  if (run === undefined || job === undefined)
    throw new Error(
      "the runtime token has no scope Actions.Results:<run>:<job>; artifacts need one",
    );
  return { workflow_run_backend_id: run, workflow_job_run_backend_id: job };
}

/** The service may write its fields in snake_case or in camelCase: both are protobuf's JSON. */
export function fieldOf(answer: unknown, name: string): unknown {
  if (typeof answer !== "object" || answer === null) return undefined;
  const record = answer as Record<string, unknown>;
  const camel = name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  return record[name] ?? record[camel];
}

/** A field that must be a string or number, as a string. */
export function textField(answer: unknown, name: string): string {
  const value = fieldOf(answer, name);
  if (typeof value !== "string" && typeof value !== "number")
    throw new Error(`the artifact service answered without ${name}: ${JSON.stringify(answer)}`);
  return String(value);
}

/** Calls one method. Throws an Error with the service's own message when it refuses. */
export async function callService(
  job: JobState,
  method: string,
  body: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const base = job.request.servers.resultsUrl.replace(/\/+$/, "");
  const response = await fetch(`${base}/${SERVICE}/${method}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${job.credentials.runtimeToken}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ ...backendIds(job.credentials.runtimeToken), ...body }),
    signal: job.signal,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} failed with ${response.status}: ${text}`);
  return JSON.parse(text) as unknown;
}
