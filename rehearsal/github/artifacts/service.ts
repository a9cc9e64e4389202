import { json, type Exchange, type Reply } from "../../base/http.ts";
import type { Route } from "../../base/routes.ts";
import type { Context } from "../context.ts";
import type { ArtifactRecord } from "../records.ts";
import { scopeOf, TwirpError, type Scope } from "./scope.ts";
import type { SignedUrls } from "./storage.ts";

const PREFIX = "/twirp/github.actions.results.api.v1.ArtifactService";

type Message = Record<string, unknown>;
type Call = (input: Message, scope: Scope, context: ArtifactContext) => Message;
export type ArtifactContext = Context & { signedUrls: SignedUrls };

/** The artifact service v4 that `@actions/artifact` and the runner's upload and download speak to. */
export const ARTIFACT_ROUTES: Route<ArtifactContext>[] = Object.entries({
  CreateArtifact: create,
  FinalizeArtifact: finalize,
  ListArtifacts: list,
  GetSignedArtifactURL: signedUrl,
  DeleteArtifact: remove,
}).map(([name, call]) => ({
  method: "POST",
  pattern: `${PREFIX}/${name}`,
  operation: `artifacts:${name}`,
  handle: (exchange, _, context) => answer(exchange, context, call),
}));

async function answer(exchange: Exchange, context: ArtifactContext, call: Call): Promise<Reply> {
  try {
    const scope = await scopeOf(exchange, context);
    const input = (await exchange.json()) as Message;
    const run = field(input, "workflow_run_backend_id");
    if (run !== scope.run)
      throw new TwirpError("permission_denied", "the run in the request is not the token's");
    return json(200, call(input, scope, context));
  } catch (error) {
    if (error instanceof TwirpError)
      return json(error.status, { code: error.code, msg: error.message });
    throw error;
  }
}

function create(input: Message, scope: Scope, { world, signedUrls }: ArtifactContext): Message {
  const name = field(input, "name");
  if (name === "") throw new TwirpError("invalid_argument", "name is required");
  if (/["<>|*?:\r\n\\/]/.test(name))
    throw new TwirpError("invalid_argument", `the artifact name is not valid: ${name}`);
  const existing = world.artifacts.find((other) => other.name === name && isOf(other, scope));
  if (existing?.size !== undefined)
    throw new TwirpError(
      "already_exists",
      "an artifact with this name already exists on the workflow run",
    );
  const record: ArtifactRecord = existing ?? {
    ...{ id: world.nextId(), repository: scope.repository, runId: scope.runId, name },
    runBackendId: scope.run,
    jobBackendId: scope.job,
    createdAt: new Date().toISOString(),
    mimeType: field(input, "mime_type") || "application/zip",
  };
  if (existing === undefined) world.artifacts.push(record);
  world.save();
  return { ok: true, signed_upload_url: signedUrls.make(record.id, "write") };
}

function finalize(input: Message, scope: Scope, context: ArtifactContext): Message {
  const record = find(input, scope, context);
  if (record.content === undefined)
    throw new TwirpError("invalid_argument", "nothing was uploaded for this artifact");
  const size = context.world.contents.get(record.content).length;
  const digest = `sha256:${record.content}`;
  const stated = field(input, "hash");
  if (Number(field(input, "size")) !== size)
    throw new TwirpError("invalid_argument", `size does not match: ${size} bytes were uploaded`);
  if (stated !== "" && stated !== digest)
    throw new TwirpError("invalid_argument", `hash does not match: ${digest} was uploaded`);
  Object.assign(record, { size, digest });
  context.world.save();
  return { ok: true, artifact_id: String(record.id) };
}

function list(input: Message, scope: Scope, { world }: ArtifactContext): Message {
  const name = field(input, "name_filter");
  const id = field(input, "id_filter");
  const artifacts = world.artifacts
    .filter((record) => record.size !== undefined && isOf(record, scope))
    .filter((record) => name === "" || record.name === name)
    .filter((record) => id === "" || String(record.id) === id)
    .map((record) => ({
      workflow_run_backend_id: record.runBackendId,
      workflow_job_run_backend_id: record.jobBackendId,
      database_id: String(record.id),
      name: record.name,
      size: String(record.size),
      created_at: record.createdAt,
      digest: record.digest,
    }));
  return { artifacts };
}

function signedUrl(input: Message, scope: Scope, context: ArtifactContext): Message {
  const record = find(input, scope, context);
  if (record.size === undefined) throw new TwirpError("not_found", "the artifact is not finalized");
  return { signed_url: context.signedUrls.make(record.id, "read") };
}

function remove(input: Message, scope: Scope, context: ArtifactContext): Message {
  const record = find(input, scope, context);
  const { artifacts } = context.world;
  artifacts.splice(artifacts.indexOf(record), 1);
  context.world.save();
  return { ok: true, artifact_id: String(record.id) };
}

function find(input: Message, scope: Scope, { world }: ArtifactContext): ArtifactRecord {
  const name = field(input, "name");
  const record = world.artifacts.find((other) => other.name === name && isOf(other, scope));
  if (record === undefined) throw new TwirpError("not_found", `no artifact ${name} in this run`);
  return record;
}

function isOf(record: ArtifactRecord, scope: Scope): boolean {
  return record.runBackendId === scope.run;
}

/** A field by its protobuf name or its JSON name; wrapped values arrive bare. */
function field(input: Message, name: string): string {
  const jsonName = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const value = input[name] ?? input[jsonName];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
