import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { unzipSync, zipSync } from "fflate";
import { fitsWildcard } from "../../base/wildcard.ts";
import { findFiles } from "../glob.ts";
import type { JobState } from "../jobs/state.ts";
import { actionInputs, namedInputs } from "../steps/inputs.ts";
import type { Executor, Invocation } from "../steps/invocation.ts";

const UPLOAD_INPUTS = namedInputs(
  "name",
  "path",
  "if-no-files-found",
  "retention-days",
  "compression-level",
  "overwrite",
  "include-hidden-files",
  "archive",
);
const DOWNLOAD_INPUTS = namedInputs(
  "name",
  "artifact-ids",
  "path",
  "pattern",
  "merge-multiple",
  "github-token",
  "repository",
  "run-id",
  "skip-decompress",
  "digest-mismatch",
);

/** Makes the error for an input that the original action serves and this one does not. */
const notServed = (action: string, input: string, why: string): Error =>
  new Error(
    `the rehearsal does not serve the input '${input}' of actions/${action}: ${why}. Give another action with --action actions/${action}=DIR, or leave its steps out with --action actions/${action}=skip.`,
  );

/** The artifacts of a run are files: artifacts/NAME.zip in the run's folder. */
const fileOf = ({ request }: JobState, name: string): string =>
  path.join(request.directory, "artifacts", `${name}.zip`);

/** Returns the names of the run's artifacts. */
function artifactsOf(job: JobState): string[] {
  const folder = path.dirname(fileOf(job, ""));
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder).map((name) => name.replace(/\.zip$/, ""));
}

/** Returns the common parent folder of all searched paths. Names in the archive are relative to it. */
function commonFolder(roots: readonly string[]): string {
  const [first = [], ...rest] = roots.map((root) => root.split(path.sep));
  const length = first.findIndex((part, index) => rest.some((other) => other[index] !== part));
  const common = (length < 0 ? first : first.slice(0, length)).join(path.sep) || path.sep;
  const isFolder = statSync(common, { throwIfNoEntry: false })?.isDirectory() ?? true;
  // A single file is at the top level of the archive.
  return isFolder ? common : path.dirname(common);
}

function warnOfNoFiles(
  { frame }: Invocation,
  { path: paths = "", "if-no-files-found": behavior = "warn" }: Readonly<Record<string, string>>,
): boolean {
  const { log } = frame.job;
  const message = `No files were found with the provided path: ${paths}. No artifacts will be uploaded.`;
  if (behavior === "error") log.error(message);
  else if (behavior === "ignore") log.line(message);
  else log.warning(message);
  return behavior !== "error";
}

/** Stores an archive. A name can only be used once in a run, unless the step overwrites the artifact. */
function store(job: JobState, name: string, archive: Uint8Array, overwrite: boolean): void {
  if (/["<>|*?:\r\n\\/]/.test(name))
    throw new Error(
      `The artifact name is not valid: ${name}. These characters are not allowed: " < > | * ? : \\ / and line breaks`,
    );
  if (artifactsOf(job).includes(name) && !overwrite)
    throw new Error(
      "Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact with this name already exists on the workflow run",
    );
  rmSync(fileOf(job, name), { force: true });
  writeFileSync(fileOf(job, name), archive);
}

/**
 * actions/upload-artifact: makes one ZIP archive. As in the original, file modes are not kept.
 * https://github.com/actions/upload-artifact#readme
 */
export const uploadArtifact: Executor = (invocation) => {
  const { job } = invocation.frame;
  const inputs = actionInputs(invocation, UPLOAD_INPUTS);
  if (inputs["archive"]?.toLowerCase() === "false")
    throw notServed("upload-artifact", "archive", "its artifacts are archives");
  const patterns = inputs["path"] ?? "";
  if (patterns.trim() === "") throw new Error("Input required and not supplied: path");
  const found = findFiles(patterns, job.checkout, inputs["include-hidden-files"] === "true");
  if (found.files.length === 0) return warnOfNoFiles(invocation, inputs);
  const name = inputs["name"] || "artifact";
  const root = commonFolder(found.roots);
  const entries: Record<string, Uint8Array> = {};
  for (const file of found.files)
    entries[path.relative(root, file).split(path.sep).join("/")] = new Uint8Array(
      readFileSync(file),
    );
  // The first day that the format supports. With a fixed time, archives of the same files have the same bytes.
  const archive = zipSync(entries, { mtime: new Date(1980, 0, 1) });
  store(job, name, archive, inputs["overwrite"] === "true");
  const digest = createHash("sha256").update(archive).digest();
  const id = idOf(name, digest);
  const { servers, repository, runId } = job.request;
  Object.assign(invocation.output.outputs, {
    "artifact-id": id,
    "artifact-digest": digest.toString("hex"),
    "artifact-url": `${servers.serverUrl}/${repository.name}/actions/runs/${runId}/artifacts/${id}`,
  });
  job.log.line(`Artifact ${name}: ${found.files.length} files, ${archive.length} bytes, id ${id}`);
  return true;
};

/** Makes an id that no other content of this run gets. */
const idOf = (name: string, digest: Buffer): string =>
  String(createHash("sha256").update(name).update(digest).digest().readUInt32BE(0));

function unpack(job: JobState, name: string, target: string): void {
  const files = unzipSync(new Uint8Array(readFileSync(fileOf(job, name))));
  for (const [entry, content] of Object.entries(files)) {
    const file = path.join(target, entry);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  job.log.line(`Artifact ${name} is in ${target}`);
}

/**
 * Refuses artifacts of another run or repository, which are not here. Without a token, the original action ignores these
 * inputs too.
 */
function requireOwnRun({ request }: JobState, inputs: Readonly<Record<string, string>>): void {
  if ((inputs["github-token"] ?? "") === "") return;
  const own = { "run-id": String(request.runId), repository: request.repository.name };
  for (const [input, value] of Object.entries(own)) {
    const given = inputs[input] || value;
    if (given.toLowerCase() !== value.toLowerCase())
      throw notServed("download-artifact", input, "it has only the artifacts of this run");
  }
}

/**
 * Returns the names of the artifacts with these ids.
 * @throws Error if this run has no such artifact
 */
function namesOf(ids: string, job: JobState): string[] {
  const known = new Map(
    artifactsOf(job).map((name) => {
      const digest = createHash("sha256")
        .update(readFileSync(fileOf(job, name)))
        .digest();
      return [idOf(name, digest), name];
    }),
  );
  const wanted = ids.split(",").map((id) => id.trim());
  return wanted
    .filter((id) => id !== "")
    .map((id) => {
      const name = known.get(id);
      if (name === undefined) throw new Error(`No artifact with the id ${id} found in this run`);
      return name;
    });
}

/** Returns the names of the wanted artifacts, and whether only one can be wanted. */
function chosenBy(
  { name = "", "artifact-ids": ids = "", pattern = "" }: Readonly<Record<string, string>>,
  job: JobState,
): { chosen: string[]; isOne: boolean } {
  if (name !== "" && ids !== "")
    throw new Error("Inputs 'name' and 'artifact-ids' cannot be used together. Use only one.");
  if (ids !== "") {
    const chosen = namesOf(ids, job);
    return { chosen, isOne: chosen.length === 1 };
  }
  const all = artifactsOf(job);
  if (name === "")
    return { chosen: all.filter((one) => fitsWildcard(pattern || "*", one)), isOne: false };
  if (!all.includes(name))
    throw new Error(
      `Artifact not found for name: ${name}; this run has ${all.join(", ") || "none"}`,
    );
  return { chosen: [name], isOne: true };
}

/** actions/download-artifact: unpacks artifacts of this run, by name, by ids, or all that match a pattern. */
export const downloadArtifact: Executor = (invocation) => {
  const { job } = invocation.frame;
  const inputs = actionInputs(invocation, DOWNLOAD_INPUTS);
  if (inputs["skip-decompress"]?.toLowerCase() === "true")
    throw notServed("download-artifact", "skip-decompress", "it unpacks every artifact");
  requireOwnRun(job, inputs);
  const target = path.resolve(job.checkout, inputs["path"] ?? "");
  const { chosen, isOne } = chosenBy(inputs, job);
  const isFlat = isOne || inputs["merge-multiple"] === "true";
  for (const one of chosen) unpack(job, one, isFlat ? target : path.join(target, one));
  invocation.output.outputs["download-path"] = target;
  return true;
};
