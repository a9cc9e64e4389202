// docker/frontend and docker/backend are built by real BuildKit, pushed to docker-registry through ECR's proxy, and
// run.
import { cpSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { LoggedRequest } from "../../rehearsal/base/http.ts";
import { execute } from "../engines/execute.ts";
import { expectRequests, shapesOf } from "../support/rehearse.ts";
import type { BundleResult } from "../support/run-bundle.ts";
import { requireEngines } from "./engines.ts";
import { openEngine, until } from "./images/containers.ts";
import type { Container, Engine } from "./images/containers.ts";
import { COMMIT } from "../support/build-images.ts";
import { buildImages } from "./images/site.ts";
import { directory, site, useSite } from "./images/use-site.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const IMAGES = ["frontend", "backend"] as const;
const ENTRYPOINT = ["node", "--disable-warning=ExperimentalWarning", "src/main.ts"];
type Name = (typeof IMAGES)[number];

const engines = await requireEngines("images", [
  "buildkit",
  "base-image",
  "registry",
  "dockerd",
  "skopeo",
]);

(engines === undefined ? describe.skip : describe)("images", () => {
  let workspace: string;

  useSite(engines);
  beforeAll(async () => {
    workspace = path.join(directory, "workspace");
    for (const name of IMAGES)
      cpSync(path.join(ROOT, "docker", name), path.join(workspace, "docker", name), {
        recursive: true,
      });
    // BuildKit keeps the file modes of the context, and these depend on the umask of the user who checked out.
    await execute("chmod", ["-R", "u=rwX,go=rX", workspace]);
    for (const name of IMAGES)
      site.cloud.aws.ecr.createRepository({
        name: `fleet-dev/${name}`,
        imageTagMutability: "IMMUTABLE",
      });
  });

  const build = (
    images: object[],
    env: Record<string, string>,
    inputs: Record<string, string> = {},
  ): Promise<BundleResult> => buildImages(site, { images, env, inputs, workspace, directory });
  const both = () =>
    IMAGES.map((name) => ({
      name,
      repository: `fleet-dev/${name}`,
      context: `docker/${name}`,
      "build-args": { VERSION: "1.2.3" },
    }));
  const digestsOf = ({ outputs }: BundleResult): Record<string, Record<string, unknown>> =>
    JSON.parse(outputs["images"] ?? "{}") as Record<string, Record<string, unknown>>;

  let built: BundleResult;
  let requestsOfBuild: LoggedRequest[];
  let pushed: Record<string, Record<string, unknown>>;
  beforeAll(async () => {
    built = await build(both(), site.environment);
    pushed = digestsOf(built);
    requestsOfBuild = [...site.front.requests];
  });

  describe("build and push", () => {
    test("BuildKit builds both and the action confirms their digests", () => {
      expect(built.annotations).toStrictEqual([]);
      expect([built.exitCode, built.outputs["built-count"]]).toStrictEqual([0, "2"]);
      for (const name of IMAGES)
        expect(pushed[name]).toMatchObject({
          repository: `fleet-dev/${name}`,
          digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
          tag: `sha-${COMMIT}`,
          platforms: [`linux/${process.arch === "x64" ? "amd64" : process.arch}`],
          built: true,
        });
    });

    test("BuildKit sends only the recorded request shapes to a registry", () => {
      const { aws, github } = site.cloud;
      const logs = { aws: aws.requests, github: github.requests, registry: requestsOfBuild };
      expectRequests("buildkit", shapesOf(logs));
    });

    test.each(IMAGES)("skopeo reads the same digest of %s from docker-registry", async (name) => {
      const image = `docker://${site.registry}/fleet-dev/${name}:sha-${COMMIT}`;
      const seen = JSON.parse(
        await execute(
          engines?.skopeo.files["skopeo"] ?? "",
          ["inspect", "--tls-verify=false", image],
          { env: { ...engines?.skopeo.environment } },
        ),
      ) as { Digest: string; Labels: Record<string, string> };
      expect(seen.Digest).toBe(pushed[name]?.["digest"]);
      expect(seen.Labels["org.opencontainers.image.revision"]).toBe(COMMIT);
    });

    test("the same commit again builds nothing and returns the same digests (I-E 76)", async () => {
      const again = await build(both(), site.environment);
      expect(again.annotations).toStrictEqual([]);
      expect([again.exitCode, again.outputs["built-count"]]).toStrictEqual([0, "0"]);
      expect(again.stdout).not.toContain("exporting to image");
      for (const name of IMAGES)
        expect(digestsOf(again)[name]).toStrictEqual({ ...pushed[name], built: false });
    });
  });

  describe("the pushed images run", () => {
    let engine: Engine;
    let backend: Container;
    let frontend: Container;

    beforeAll(async () => {
      if (engines === undefined) return;
      const { password } = site.cloud.aws.ecr.issuePassword();
      const login = { host: site.front.host, user: "AWS", password };
      engine = await openEngine(engines.dockerd, directory, login);
      const image = (name: Name) => {
        const { repository, digest } = pushed[name] ?? {};
        return `${site.front.host}/${String(repository)}@${String(digest)}`;
      };
      for (const name of IMAGES) await engine.pull(image(name));
      backend = await engine.run(image("backend"), {});
      frontend = await engine.run(image("frontend"), { BACKEND_URL: backend.url });
    });
    afterAll(() => engine.close());

    const status = async (container: Container, where: string) =>
      (await container.get(where))?.status;

    test("they answer, and the image's own health check finds them healthy", async () => {
      await until(
        () => status(frontend, "/readyz"),
        (code) => code === 200,
      );
      const message = await backend.get("/api/message");
      expect(JSON.parse(message?.text ?? "")).toMatchObject({
        message: "Hello from the backend",
        version: "1.2.3",
      });
      const page = await frontend.get("/");
      expect(page?.status).toBe(200);
      expect(page?.text).toContain("Backend version <code>1.2.3</code>");
      for (const container of [backend, frontend])
        await until(
          async () => (await container.state()).Health?.Status,
          (health) => health === "healthy",
        );
    });

    test.each(IMAGES)(
      "%s is process 1, is not root, has no capabilities, and cannot write",
      async (name) => {
        const container = name === "frontend" ? frontend : backend;
        const init = await container.exec("cat", "/proc/1/cmdline");
        expect(init.split("\0").slice(0, -1)).toStrictEqual(ENTRYPOINT);
        const lines = (await container.exec("cat", "/proc/1/status")).split("\n");
        const field = (key: string) =>
          lines
            .find((line) => line.startsWith(`${key}:`))
            ?.split(/\s+/)
            .slice(1);
        expect(field("Uid")?.slice(0, 4)).toStrictEqual(Array(4).fill("10001"));
        expect(field("Gid")?.slice(0, 4)).toStrictEqual(Array(4).fill("10001"));
        expect(field("CapEff")?.[0]).toMatch(/^0+$/);
        for (const file of ["/app/written", "/tmp/written"])
          await expect(container.exec("touch", file)).rejects.toThrow(/Read-only file system/);
      },
    );

    test("the frontend's readiness follows the backend, which stops gracefully", async () => {
      expect(await status(backend, "/readyz")).toBe(200);
      const stopping = backend.stop(20);
      await until(
        () => status(backend, "/readyz"),
        (code) => code === 503,
      );
      // While the backend drains, load balancers still send requests, and it serves them.
      expect(await status(backend, "/api/message")).toBe(200);
      expect(await status(frontend, "/readyz")).toBe(503);
      await stopping;
      expect(await backend.state()).toMatchObject({ Status: "exited", ExitCode: 0 });
      expect(await backend.logs()).toContain('"message":"stopped","finished":true');
      expect(await status(frontend, "/")).toBe(502);
      expect([await status(frontend, "/readyz"), await status(frontend, "/healthz")]).toStrictEqual(
        [503, 200],
      );
    });

    test("the frontend stops within Docker's own ten seconds", async () => {
      await frontend.stop(10);
      expect(await frontend.state()).toMatchObject({
        Status: "exited",
        ExitCode: 0,
        OOMKilled: false,
      });
    });
  });
});
