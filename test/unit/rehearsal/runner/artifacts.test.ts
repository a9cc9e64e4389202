import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createZip, readZip } from "../../../../rehearsal/runner/steps/zip.ts";
import { removeFolders, run } from "../../../support/workflows/run.ts";

/** The public artifact protocol, as small as these tests need it. */
class Results {
  readonly server: Server;
  readonly blobs = new Map<string, Buffer>();
  readonly calls: { method: string; body: Record<string, unknown>; authorization: string }[] = [];
  url = "";

  constructor() {
    this.server = createServer((request, response) => {
      void this.answer(request).then((body) => response.end(body));
    });
  }

  private async answer(request: IncomingMessage): Promise<string | Buffer> {
    const path = request.url ?? "";
    const content = await buffer(request);
    const name = path.split("/").at(-1) ?? "";
    if (path.startsWith("/blob/")) {
      if (request.method === "PUT") this.blobs.set(name, content);
      return request.method === "PUT" ? "" : (this.blobs.get(name) ?? "");
    }
    const body = JSON.parse(content.toString()) as Record<string, unknown>;
    this.calls.push({ method: name, body, authorization: request.headers.authorization ?? "" });
    const ids = { workflow_run_backend_id: "run", workflow_job_run_backend_id: "job" };
    const answers: Record<string, unknown> = {
      CreateArtifact: { ok: true, signed_upload_url: `${this.url}/blob/${String(body["name"])}` },
      FinalizeArtifact: { ok: true, artifact_id: "77" },
      ListArtifacts: { artifacts: [...this.blobs.keys()].map((one) => ({ ...ids, name: one })) },
      GetSignedArtifactURL: { signedUrl: `${this.url}/blob/${String(body["name"])}` },
    };
    return JSON.stringify(answers[name] ?? {});
  }
}

const results = new Results();
const claims = { scp: "Actions.ExampleScope Actions.Results:run:job" };
const runtimeToken = `x.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;

beforeAll(async () => {
  await new Promise<void>((resolve) => results.server.listen(0, "127.0.0.1", resolve));
  results.url = `http://127.0.0.1:${(results.server.address() as AddressInfo).port}`;
});

afterAll(() => {
  results.server.close();
  removeFolders();
});

const start = (steps: string) =>
  run(`on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n${steps}`, {
    credentials: () => Promise.resolve({ token: "ghs_token", runtimeToken }),
    servers: {
      serverUrl: "https://github.com",
      apiUrl: results.url,
      graphqlUrl: results.url,
      resultsUrl: `${results.url}/`,
    },
  });

describe("artifacts", () => {
  it("go up as one archive and come down again", async () => {
    const { result, lines } = await start(`
      - run: mkdir -p out/deep && echo one > out/one.txt && echo two > out/deep/two.txt && echo no > out/.hidden
      - { id: up, uses: actions/upload-artifact@v4, with: { name: plan, path: out } }
      - run: echo "\${{ steps.up.outputs.artifact-id }} \${{ steps.up.outputs.artifact-url }}"
      - { uses: actions/download-artifact@v4, with: { name: plan, path: back } }
      - { id: all, uses: actions/download-artifact@v4, with: { pattern: "pl*", path: all } }
      - run: cat back/one.txt back/deep/two.txt all/plan/one.txt && find back -type f | wc -l
`);
    expect(result.jobs[0]?.annotations).toStrictEqual([]);
    expect(lines).toContain("77 https://github.com/example-org/fleet/actions/runs/42/artifacts/77");
    expect(lines.slice(-4)).toStrictEqual(["one", "two", "one", "2"]);
    expect(results.calls[0]).toStrictEqual({
      method: "CreateArtifact",
      authorization: `Bearer ${runtimeToken}`,
      body: {
        workflow_run_backend_id: "run",
        workflow_job_run_backend_id: "job",
        name: "plan",
        version: 4,
      },
    });
    expect(results.calls[1]?.body["hash"]).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(results.calls[1]?.body["size"]).toBe(String(results.blobs.get("plan")?.length));
  });

  it("of one file have it at their top", async () => {
    await start(`
      - run: mkdir deep && echo x > deep/x.txt
      - { uses: actions/upload-artifact@v4, with: { name: one, path: deep/x.txt } }
`);
    expect(readZip(results.blobs.get("one")!).map(({ name }) => name)).toStrictEqual(["x.txt"]);
  });

  it.each([
    ["error", "failure", "error"],
    ["warn", "success", "warning"],
    ["ignore", "success", undefined],
  ])("without files: %s", async (mode, outcome, level) => {
    const { result } = await start(
      `      - { uses: actions/upload-artifact@v4, with: { path: none, if-no-files-found: ${mode} } }\n`,
    );
    expect(result.jobs[0]?.steps[0]?.outcome).toBe(outcome);
    expect(result.jobs[0]?.annotations[0]?.level).toBe(level);
  });

  it("that are not there are named with those that are", async () => {
    const { result } = await start(
      "      - { uses: actions/download-artifact@v4, with: { name: nope } }\n",
    );
    expect(result.jobs[0]?.annotations[0]?.message).toMatch(
      /^Artifact not found for name: nope; this run has /,
    );
  });

  it("never leave the folder they are downloaded to (E28)", async () => {
    results.blobs.set("evil", createZip([{ name: "../../evil.txt", content: Buffer.from("x") }]));
    const { result } = await start(
      "      - { uses: actions/download-artifact@v4, with: { name: evil, path: to } }\n",
    );
    expect(result.jobs[0]?.annotations[0]?.message).toContain("which leaves");
  });
});

describe("zip", () => {
  it("refuses what is broken", () => {
    expect(() => readZip(Buffer.from("nothing"))).toThrow("not a ZIP archive");
    const archive = createZip([{ name: "a", content: Buffer.from("hello hello hello") }]);
    archive.writeUInt32LE(1, archive.length - 22 - 47 + 16);
    expect(() => readZip(archive)).toThrow("checksum");
  });
});
