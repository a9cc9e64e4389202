import { getOctokit } from "@actions/github";
import { afterAll, beforeAll, describe, expect, it, test } from "@jest/globals";
import { createHash } from "node:crypto";
import type { GitHub } from "../../../../rehearsal/github/index.ts";
import { FLEET, job, refusal, start } from "./server.ts";

let github: GitHub;
beforeAll(async () => {
  github = await start();
});
afterAll(() => github.close());

/** The ids that a client reads out of the runtime token, as @actions/artifact does. */
function idsOf(runtimeToken: string): Record<string, string> {
  const payload = Buffer.from(runtimeToken.split(".")[1] ?? "", "base64url").toString();
  const { scp } = JSON.parse(payload) as { scp: string };
  const [, run = "", id = ""] = /Actions\.Results:([^:]+):([^ ]+)/.exec(scp) ?? [];
  return { workflow_run_backend_id: run, workflow_job_run_backend_id: id };
}

interface Client {
  call(name: string, message: object): Promise<Record<string, unknown> & { status: number }>;
  token: string;
}

async function clientOf(runId = 77): Promise<Client> {
  const { runtimeToken, token } = await github.credentials(job({ runId }));
  const ids = idsOf(runtimeToken);
  const call: Client["call"] = async (name, message) => {
    const service = "twirp/github.actions.results.api.v1.ArtifactService";
    const response = await fetch(`${github.resultsUrl}${service}/${name}`, {
      method: "POST",
      headers: { authorization: `Bearer ${runtimeToken}`, "content-type": "application/json" },
      body: JSON.stringify({ ...ids, ...message }),
    });
    return { ...((await response.json()) as object), status: response.status };
  };
  return { call, token };
}

const hashOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;

async function upload(client: Client, name: string, text: string): Promise<string> {
  const { signed_upload_url } = await client.call("CreateArtifact", { name, version: 4 });
  const put = await fetch(signed_upload_url as string, { method: "PUT", body: text });
  expect(put.status).toBe(201);
  const message = { name, size: String(text.length), hash: hashOf(text) };
  const finalized = await client.call("FinalizeArtifact", message);
  expect(finalized).toMatchObject({ ok: true, status: 200 });
  return finalized["artifact_id"] as string;
}

async function download(client: Client, name: string): Promise<string> {
  const { signed_url } = await client.call("GetSignedArtifactURL", { name });
  return (await fetch(signed_url as string)).text();
}

it("goes up in one piece and comes down again", async () => {
  const client = await clientOf();
  const id = await upload(client, "plan", "zip bytes");
  expect(await download(client, "plan")).toBe("zip bytes");
  const { artifacts } = await client.call("ListArtifacts", { name_filter: "plan" });
  expect(artifacts).toMatchObject([
    { database_id: id, name: "plan", size: "9", digest: hashOf("zip bytes") },
  ]);
});

it("goes up in blocks, which the list puts in order", async () => {
  const client = await clientOf();
  const { signed_upload_url } = await client.call("CreateArtifact", { name: "blocks", version: 4 });
  const url = signed_upload_url as string;
  const put = (query: string, body: string) => fetch(`${url}&${query}`, { method: "PUT", body });
  await put("comp=block&blockid=Mg%3D%3D", "world");
  await put("comp=block&blockid=MQ%3D%3D", "hello ");
  const list = (ids: string[]) =>
    `<BlockList>${ids.map((id) => `<Latest>${id}</Latest>`).join("")}</BlockList>`;
  expect((await put("comp=blocklist", list(["Mw=="]))).status).toBe(400);
  expect((await put("comp=blocklist", list(["MQ==", "Mg=="]))).status).toBe(201);
  await client.call("FinalizeArtifact", { name: "blocks", size: "11" });
  expect(await download(client, "blocks")).toBe("hello world");
});

describe("refuses", () => {
  test.each([
    ["a wrong hash", { size: "4", hash: hashOf("other") }, "hash does not match"],
    ["a wrong size", { size: "5", hash: hashOf("text") }, "size does not match"],
  ])("%s", async (name, message, words) => {
    const client = await clientOf();
    const { signed_upload_url } = await client.call("CreateArtifact", { name, version: 4 });
    await fetch(signed_upload_url as string, { method: "PUT", body: "text" });
    const answer = await client.call("FinalizeArtifact", { name, ...message });
    expect(answer).toMatchObject({ status: 400, code: "invalid_argument" });
    expect(answer["msg"]).toContain(words);
  });

  it("the same name twice, a bad name, and what is not there", async () => {
    const client = await clientOf();
    await upload(client, "once", "x");
    expect(await client.call("CreateArtifact", { name: "once" })).toMatchObject({
      status: 409,
      code: "already_exists",
    });
    expect(await client.call("CreateArtifact", { name: "a/b" })).toMatchObject({ status: 400 });
    expect(await client.call("GetSignedArtifactURL", { name: "none" })).toMatchObject({
      status: 404,
      code: "not_found",
    });
  });

  it("another run's token, no token, and a signature for something else", async () => {
    const client = await clientOf();
    await upload(client, "mine", "x");
    const other = await clientOf(78);
    expect(await other.call("GetSignedArtifactURL", { name: "mine" })).toMatchObject({
      status: 404,
    });
    const foreign = { name: "mine", workflow_run_backend_id: "somebody" };
    expect(await other.call("GetSignedArtifactURL", foreign)).toMatchObject({ status: 403 });
    const service = "twirp/github.actions.results.api.v1.ArtifactService/ListArtifacts";
    const anonymous = await fetch(github.resultsUrl + service, { method: "POST", body: "{}" });
    expect(anonymous.status).toBe(401);
    const { signed_url } = await client.call("GetSignedArtifactURL", { name: "mine" });
    const write = await fetch(signed_url as string, { method: "PUT", body: "changed" });
    expect(write.status).toBe(403);
    expect(await download(client, "mine")).toBe("x");
  });
});

test("REST lists, shows, downloads and deletes artifacts, with their run (H-E 17)", async () => {
  const client = await clientOf(79);
  await upload(client, "rest", "by rest");
  const { token } = await github.credentials(job({ runId: 79, permissions: { actions: "write" } }));
  const octokit = getOctokit(token, { baseUrl: github.apiUrl });
  const { actions } = octokit.rest;
  const { data } = await actions.listWorkflowRunArtifacts({ ...FLEET, run_id: 79 });
  expect(data).toMatchObject({
    total_count: 1,
    artifacts: [{ name: "rest", workflow_run: { id: 79 } }],
  });
  const artifact_id = data.artifacts[0]!.id;
  const zip = await actions.downloadArtifact({ ...FLEET, artifact_id, archive_format: "zip" });
  expect(Buffer.from(zip.data as ArrayBuffer).toString()).toBe("by rest");
  const run = await actions.getWorkflowRun({ ...FLEET, run_id: 79 });
  expect(run.data).toMatchObject({
    path: ".github/workflows/plan.yml",
    event: "push",
    head_sha: "a".repeat(40),
  });
  await actions.deleteArtifact({ ...FLEET, artifact_id });
  expect(await refusal(actions.getArtifact({ ...FLEET, artifact_id }))).toMatch(/^404/);
});
