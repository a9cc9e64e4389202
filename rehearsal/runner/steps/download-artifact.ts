import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { actionInputs, type ActionInput } from "./action.ts";
import { callService, fieldOf, textField } from "./artifact-service.ts";
import type { JobState } from "../jobs/state.ts";
import type { Executor } from "./invocation.ts";
import { readZip } from "./zip.ts";

const INPUTS: readonly ActionInput[] = ["name", "path", "pattern", "merge-multiple"].map((id) => ({
  id,
  fallback: undefined,
  deprecation: undefined,
}));

/** Artifact name patterns: * is any text. */
const matches = (pattern: string, name: string): boolean =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, "\\$&"))
      .join(".*")}$`,
  ).test(name);

async function listed(job: JobState): Promise<unknown[]> {
  const answer = fieldOf(await callService(job, "ListArtifacts", {}), "artifacts");
  return Array.isArray(answer) ? (answer as unknown[]) : [];
}

async function download(job: JobState, artifact: unknown, target: string): Promise<void> {
  const name = textField(artifact, "name");
  const signed = await callService(job, "GetSignedArtifactURL", {
    workflow_run_backend_id: textField(artifact, "workflow_run_backend_id"),
    workflow_job_run_backend_id: textField(artifact, "workflow_job_run_backend_id"),
    name,
  });
  const response = await fetch(textField(signed, "signed_url"), { signal: job.signal });
  if (!response.ok) throw new Error(`download of ${name} failed with ${response.status}`);
  for (const entry of readZip(Buffer.from(await response.arrayBuffer()))) {
    const file = path.resolve(target, entry.name);
    if (!file.startsWith(`${target}${path.sep}`))
      throw new Error(`artifact ${name} holds the path ${entry.name}, which leaves ${target}`);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, entry.content);
  }
  job.log.line(`Artifact ${name} is in ${target}`);
}

/** actions/download-artifact: one artifact of this run by name, or all that match a pattern. */
export const downloadArtifact: Executor = async (invocation) => {
  const { job } = invocation.frame;
  const inputs = actionInputs(invocation, INPUTS);
  const target = path.resolve(job.workspace, inputs["path"] ?? "");
  const wanted = inputs["name"] ?? "";
  const all = await listed(job);
  const nameOf = (artifact: unknown) => textField(artifact, "name");
  const chosen = all.filter((artifact) =>
    wanted === ""
      ? matches(inputs["pattern"] || "*", nameOf(artifact))
      : nameOf(artifact) === wanted,
  );
  if (wanted !== "" && chosen.length === 0)
    throw new Error(
      `Artifact not found for name: ${wanted}; this run has ${all.map(nameOf).join(", ") || "none"}`,
    );
  const flat = wanted !== "" || inputs["merge-multiple"] === "true";
  for (const artifact of chosen)
    await download(job, artifact, flat ? target : path.join(target, nameOf(artifact)));
  invocation.output.outputs["download-path"] = target;
  return true;
};
