import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { findFiles } from "../glob.ts";
import { actionInputs, type ActionInput } from "./action.ts";
import { callService, fieldOf, textField } from "./artifact-service.ts";
import type { Executor, Invocation } from "./invocation.ts";
import { createZip } from "./zip.ts";

const INPUTS: readonly ActionInput[] = [
  "name",
  "path",
  "if-no-files-found",
  "retention-days",
  "compression-level",
  "overwrite",
  "include-hidden-files",
].map((id) => ({ id, fallback: undefined, deprecation: undefined }));

const isHidden = (file: string): boolean =>
  file.split(path.sep).some((part) => part.startsWith("."));

/** The folder that all searched paths have in common: names in the archive are relative to it. */
function commonFolder(roots: readonly string[]): string {
  const [first = [], ...rest] = roots.map((root) => root.split(path.sep));
  const length = first.findIndex((part, index) => rest.some((other) => other[index] !== part));
  return (length < 0 ? first : first.slice(0, length)).join(path.sep) || path.sep;
}

/** Files to upload, and the folder their names are relative to. A single file is at the top of the archive. */
async function select(inputs: Readonly<Record<string, string>>, workspace: string) {
  const patterns = (inputs["path"] ?? "").split("\n").filter((line) => line.trim() !== "");
  if (patterns.length === 0) throw new Error("Input required and not supplied: path");
  const found = findFiles(patterns, workspace);
  const common = commonFolder(found.roots);
  const isFile = await stat(common).then(
    (one) => one.isFile(),
    () => false,
  );
  const root = isFile ? path.dirname(common) : common;
  const hidden = inputs["include-hidden-files"] === "true";
  return {
    root,
    files: found.files.filter((file) => hidden || !isHidden(path.relative(root, file))),
  };
}

function nothingFound({ frame }: Invocation, inputs: Readonly<Record<string, string>>): boolean {
  const { log } = frame.job;
  const message = `No files were found with the provided path: ${inputs["path"] ?? ""}. No artifacts will be uploaded.`;
  switch (inputs["if-no-files-found"] ?? "warn") {
    case "error":
      log.error(message);
      return false;
    case "ignore":
      log.line(message);
      return true;
    default:
      log.warning(message);
      return true;
  }
}

/** actions/upload-artifact: one ZIP archive, through the results service of version 4. */
export const uploadArtifact: Executor = async (invocation) => {
  const { job } = invocation.frame;
  const inputs = actionInputs(invocation, INPUTS);
  const { root, files } = await select(inputs, job.workspace);
  if (files.length === 0) return nothingFound(invocation, inputs);
  const name = inputs["name"] || "artifact";
  const entries = await Promise.all(
    files.map(async (file) => ({
      name: path.relative(root, file).split(path.sep).join("/"),
      content: await readFile(file),
    })),
  );
  const archive = createZip(entries);
  const digest = createHash("sha256").update(archive).digest("hex");
  const created = await callService(job, "CreateArtifact", { name, version: 4 });
  await put(textField(created, "signed_upload_url"), archive, job.signal);
  const finished = await callService(job, "FinalizeArtifact", {
    name,
    size: String(archive.length),
    hash: `sha256:${digest}`,
  });
  if (fieldOf(finished, "ok") === false) throw new Error(`artifact ${name} was not finished`);
  const id = textField(finished, "artifact_id");
  const { serverUrl } = job.request.servers;
  const { name: repository } = job.request.repository;
  Object.assign(invocation.output.outputs, {
    "artifact-id": id,
    "artifact-digest": digest,
    "artifact-url": `${serverUrl}/${repository}/actions/runs/${job.request.runId}/artifacts/${id}`,
  });
  job.log.line(`Artifact ${name}: ${files.length} files, ${archive.length} bytes, id ${id}`);
  return true;
};

async function put(url: string, body: Buffer, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, {
    method: "PUT",
    headers: { "content-type": "application/zip", "x-ms-blob-type": "BlockBlob" },
    body: new Uint8Array(body),
    signal,
  });
  if (!response.ok)
    throw new Error(`upload failed with ${response.status}: ${await response.text()}`);
}
