// Tests the shipped bundle with AWS and ECR's registry on loopback. docker is the rehearsal's stand-in.
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { gunzipSync } from "node:zlib";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { extract } from "tar-stream";
import { COMMIT, buildImages } from "../support/build-images.ts";
import { DEPLOY_ROLE } from "../support/cloud.ts";
import { publishedBy } from "../support/published.ts";
import { rare } from "../support/rare.ts";
import { expectRequests, shapesOf } from "../support/rehearse.ts";
import type { BundleResult } from "../support/run-bundle.ts";
import { cloud, pathWithDocker, useImageBuilds, workspace } from "../support/use-image-builds.ts";
import { expectFailure } from "../support/expect-failure.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const SECRET = "hunter2-planted-registry-password";

useImageBuilds();
beforeEach(() => {
  for (const name of ["frontend", "backend"])
    cpSync(path.join(ROOT, "docker", name), path.join(workspace, "docker", name), {
      recursive: true,
    });
});

const makeRepository = (name: string, imageTagMutability: "MUTABLE" | "IMMUTABLE" = "IMMUTABLE") =>
  cloud.aws.ecr.createRepository({ name, imageTagMutability });

interface Change {
  inputs?: Record<string, string>;
  env?: Record<string, string>;
  sha?: string;
  /** As in BundleRun. */
  cancelAt?: string;
}

const build = ({ inputs, env, ...more }: Change = {}): Promise<BundleResult> =>
  buildImages(cloud, {
    inputs: {
      images: "[{name: backend, repository: fleet-dev/backend, context: docker/backend}]",
      ...inputs,
    },
    env: { PATH: pathWithDocker, ...env },
    workspace,
    directory: cloud.directory,
    ...more,
  });

const imagesOf = ({ outputs }: BundleResult) =>
  JSON.parse(outputs["images"] ?? "null") as Record<string, Record<string, unknown>>;

/** Returns the docker configurations in the temporary folders of the runs. */
const configurationsLeft = (): string[] =>
  readdirSync(cloud.directory, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.startsWith("build-push-ecr-") && name.endsWith("config.json"),
  );

/** Returns the size of config and layers in bytes, as the manifest states it. */
function sizeIn(manifest: Buffer): number {
  const { config, layers } = JSON.parse(manifest.toString()) as {
    config: { size: number };
    layers: { size: number }[];
  };
  return [config, ...layers].reduce((sum, { size }) => sum + size, 0);
}

describe("a repository that does not exist yet", () => {
  test("is reported, and the other images are still pushed: H-E 73", async () => {
    makeRepository("fleet-new/backend");
    const result = await build({
      inputs: {
        images:
          "- {name: frontend, repository: fleet-new/frontend, context: docker/frontend}\n- {name: backend, repository: fleet-new/backend, context: docker/backend}",
        "on-missing-repository": "report",
      },
    });
    expect(result.exitCode).toBe(0);
    expect(Object.keys(imagesOf(result))).toStrictEqual(["backend"]);
    expect(result.outputs["missing-repositories"]).toBe('["fleet-new/frontend"]');
    expect(result.annotations.map(({ text }) => text)).toStrictEqual([
      "the ECR repository fleet-new/frontend does not exist yet, so its images are skipped",
    ]);
  });
});

describe("build and push", () => {
  test("pushes two images and returns repository and digest of each", async () => {
    makeRepository("fleet-dev/backend");
    makeRepository("fleet-dev/frontend");
    const result = await build({
      inputs: {
        images:
          "- {name: frontend, repository: fleet-dev/frontend, context: docker/frontend}\n- {name: backend, repository: fleet-dev/backend, context: docker/backend, build-args: {VERSION: 1.2.3}}",
        tags: "type=sha\ntype=raw,value=v1",
        "expected-account-id": "111122223333",
      },
    });
    expect([result.exitCode, result.annotations]).toStrictEqual([0, []]);
    const images = imagesOf(result);
    expect(Object.keys(images)).toStrictEqual(["frontend", "backend"]);
    const registry = cloud.aws.ecr.registry.images;
    for (const [name, image] of Object.entries(images)) {
      const { digest } = registry.find(`fleet-dev/${name}`, `sha-${COMMIT}`)!;
      expect(image).toStrictEqual({
        repository: `fleet-dev/${name}`,
        digest,
        tag: `sha-${COMMIT}`,
        platforms: [`linux/${process.arch === "x64" ? "amd64" : process.arch}`],
        built: true,
        size: sizeIn(await registry.read(digest)),
      });
      expect(registry.find(`fleet-dev/${name}`, "v1")?.digest).toBe(digest);
      expect(result.summary).toContain(digest);
    }
    expect(result.outputs["built-count"]).toBe("2");
    expect(result.outputs).not.toHaveProperty("digest");
    expect(result.stdout).toContain(
      "docker stand-in: packs the build context, runs no RUN instruction",
    );
  });

  rare(
    "the pushed image has the Dockerfile's settings, the commit, and only files that .dockerignore does not exclude",
    async () => {
      makeRepository("fleet-dev/backend");
      const { outputs } = await build({
        inputs: {
          images:
            "[{name: backend, repository: fleet-dev/backend, context: docker/backend, build-args: {VERSION: '2.0'}}]",
        },
      });
      const { images } = cloud.aws.ecr.registry;
      const manifest = JSON.parse((await images.read(outputs["digest"]!)).toString()) as {
        config: { digest: string };
        layers: { digest: string }[];
      };
      expect(await namesIn(await images.read(manifest.layers[0]!.digest))).toStrictEqual([
        "app/",
        "app/package.json",
        "app/src/",
        ...["main", "message", "migrate", "server"].map((n) => `app/src/${n}.ts`),
      ]);
      const config = JSON.parse((await images.read(manifest.config.digest)).toString()) as {
        config: Record<string, unknown>;
      };
      expect(config.config).toMatchObject({
        User: "10001:10001",
        WorkingDir: "/app",
        StopSignal: "SIGTERM",
        ExposedPorts: { "8080/tcp": {} },
        Entrypoint: ["node", "--disable-warning=ExperimentalWarning", "src/main.ts"],
        Env: expect.arrayContaining(["VERSION=2.0", "PORT=8080"]),
        Labels: {
          "org.opencontainers.image.title": "fleet-backend",
          "org.opencontainers.image.version": "2.0",
          "org.opencontainers.image.revision": COMMIT,
        },
      });
    },
  );

  test("must not be lost: no secret in any output: the password is masked and no docker configuration is left (I-E 12, 73)", async () => {
    makeRepository("fleet-dev/backend");
    const result = await build();
    const { masks } = result;
    const password = masks.find((mask) => mask.length > 1000)!;
    expect(password.length).toBeGreaterThan(1000);
    expect(masks).not.toContain("AWS");
    const texts = publishedBy(result).join("\n");
    for (const secret of [password, Buffer.from(`AWS:${password}`).toString("base64")])
      expect(texts).not.toContain(secret);
    expect(JSON.stringify(result.outputs)).not.toContain("111122223333");
    expect(configurationsLeft()).toStrictEqual([]);
  });

  test("build secrets and logins to other registries are masked first, and leave no file", async () => {
    makeRepository("fleet-dev/backend");
    const result = await build({
      inputs: {
        images:
          "[{name: backend, repository: fleet-dev/backend, context: docker/backend, secrets: [npm_token]}]",
        "build-secrets": `{"npm_token": "${SECRET}-npm"}`,
        "registry-credentials": `{"ghcr.io": {"username": "ci", "password": "${SECRET}"}}`,
      },
    });
    expect(result.exitCode).toBe(0);
    const login = Buffer.from(`ci:${SECRET}`).toString("base64");
    expect(result.masks).toStrictEqual(expect.arrayContaining([`${SECRET}-npm`, SECRET, login]));
    const texts = publishedBy(result).join("\n");
    expect(texts).not.toContain(SECRET);
    expect(texts).not.toContain(login);
    expect(configurationsLeft()).toStrictEqual([]);
    const left = readdirSync(cloud.directory, { recursive: true, encoding: "utf8" });
    expect(left.filter((name) => name.endsWith("npm_token"))).toStrictEqual([]);
  });

  test("a secret that is missing, or that the runner cannot mask well, is refused before anything is built", async () => {
    const images =
      "[{name: backend, repository: fleet-dev/backend, context: docker/backend, secrets: [npm_token]}]";
    const missing = await build({ inputs: { images } });
    expect(missing.outputs["failure-reason"]).toBe("invalid-input");
    expect(missing.stdout).toContain("npm_token of backend is not among build-secrets.");
    const lines = await build({
      inputs: { images, "build-secrets": `{\n"npm_token": "${SECRET}"\n}` },
    });
    expect(lines.stdout).toMatch(
      /build-secrets: the value is not valid: its line 1 has fewer than 4/,
    );
    expect(lines.stdout).not.toContain(SECRET);
  });

  rare(
    "the same commit is not built again; for another commit, the image has another digest (labels)",
    async () => {
      makeRepository("fleet-dev/backend", "MUTABLE");
      const [first, second] = [await build(), await build()];
      expect(second.outputs["digest"]).toBe(first.outputs["digest"]);
      expect([first, second].map(({ outputs }) => outputs["built-count"])).toStrictEqual([
        "1",
        "0",
      ]);
      const other = await build({ sha: "e".repeat(40) });
      expect(other.outputs["digest"]).not.toBe(first.outputs["digest"]);
    },
  );

  test("several platforms give an index, read back with its children (I-E 54)", async () => {
    makeRepository("fleet-dev/backend");
    const result = await build({
      inputs: {
        images:
          "[{name: backend, repository: fleet-dev/backend, context: docker/backend, platforms: [linux/amd64, linux/arm64]}]",
      },
    });
    expect(imagesOf(result)["backend"]).toMatchObject({
      platforms: ["linux/amd64", "linux/arm64"],
      built: true,
    });
    expect(
      cloud.aws.ecr.registry.images.find("fleet-dev/backend", result.outputs["digest"]!)?.mediaType,
    ).toBe("application/vnd.oci.image.index.v1+json");
  });

  rare("one platform is a plain manifest, not an index (I-E 77)", async () => {
    makeRepository("fleet-dev/backend");
    const { outputs } = await build();
    expect(
      cloud.aws.ecr.registry.images.find("fleet-dev/backend", outputs["digest"]!)?.mediaType,
    ).toBe("application/vnd.oci.image.manifest.v1+json");
  });

  test("with push: false, it builds without AWS and returns no digest", async () => {
    const before = cloud.aws.requests.length;
    const result = await build({ inputs: { push: "false", "role-arn": "", "aws-region": "" } });
    expect(result.exitCode).toBe(0);
    expect(imagesOf(result)["backend"]).toStrictEqual({
      repository: "fleet-dev/backend",
      tag: `sha-${COMMIT}`,
      platforms: [],
      built: true,
    });
    expect(result.outputs).not.toHaveProperty("digest");
    expect(cloud.aws.requests.length).toBe(before);
  });
});

describe("repositories", () => {
  test("a missing repository fails before the build, and the message has the command that creates it (I-E 13)", async () => {
    const result = await build();
    expect([result.exitCode, result.outputs["failure-reason"]]).toStrictEqual([
      1,
      "repository-not-found",
    ]);
    expect(result.annotations[0]?.text).toContain(
      "aws ecr create-repository --repository-name fleet-dev/backend",
    );
    expect(result.stdout).not.toContain("docker stand-in: packs");
  });

  test("a repository is created with immutable tags and scan on push if requested", async () => {
    const earlier = cloud.aws.requests.length;
    const result = await build({ inputs: { "create-repository": "true" } });
    expect(result.exitCode).toBe(0);
    expectRequests("create-repository", shapesOf({ aws: cloud.aws.requests.slice(earlier) }));
    expect(cloud.aws.ecr.open("fleet-dev/backend")).toMatchObject({
      imageTagMutability: "IMMUTABLE",
      scanOnPush: true,
    });
  });

  rare(
    "a repository that somebody else creates in the meantime is not an error (I-E 14)",
    async () => {
      makeRepository("fleet-dev/backend");
      cloud.aws.faults.add({
        match: { operation: "ecr:DescribeRepositories" },
        respond: {
          status: 400,
          headers: { "content-type": "application/x-amz-json-1.1" },
          body: JSON.stringify({ __type: "RepositoryNotFoundException", message: "not there yet" }),
        },
      });
      const result = await build({ inputs: { "create-repository": "true" } });
      expect([result.exitCode, cloud.aws.faults.pending]).toStrictEqual([0, 0]);
    },
  );

  test("a missing permission is named, with the policy statement that grants it (I-E 5)", async () => {
    cloud.aws.faults.add({
      match: { operation: "ecr:GetAuthorizationToken" },
      respond: {
        status: 400,
        headers: { "content-type": "application/x-amz-json-1.1" },
        body: JSON.stringify({
          __type: "AccessDeniedException",
          message: `User: ${DEPLOY_ROLE} is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action`,
        }),
      },
    });
    const result = await build();
    expect(result.outputs["failure-reason"]).toBe("access-denied");
    expect(result.annotations[0]?.text).toContain(
      '{"Effect":"Allow","Action":"ecr:GetAuthorizationToken","Resource":"*"}',
    );
  });
});

describe("must not be lost: immutable tags", () => {
  test("a re-run of the same commit uses the existing image (I-E 76)", async () => {
    makeRepository("fleet-dev/backend");
    const first = await build();
    const again = await build();
    expect([again.exitCode, again.outputs["digest"]]).toStrictEqual([0, first.outputs["digest"]]);
    expect(again.outputs["built-count"]).toBe("0");
    expect(imagesOf(again)["backend"]).toStrictEqual({
      ...imagesOf(first)["backend"],
      built: false,
    });
    expect(again.stdout).not.toContain("docker stand-in: packs");
  });

  test("a re-run adds a missing tag to the same bytes (I-E 19, 75)", async () => {
    makeRepository("fleet-dev/backend");
    const first = await build();
    const again = await build({ inputs: { tags: "type=sha\ntype=raw,value=v2" } });
    expect([again.exitCode, again.outputs["built-count"]]).toStrictEqual([0, "0"]);
    expect(cloud.aws.ecr.registry.images.find("fleet-dev/backend", "v2")?.digest).toBe(
      first.outputs["digest"],
    );
  });

  test("a tag of another commit fails before the build (I-E 19, 76)", async () => {
    makeRepository("fleet-dev/backend");
    await build({ inputs: { tags: "type=raw,value=v1" } });
    const other = await build({
      inputs: { tags: "type=sha\ntype=raw,value=v1" },
      sha: "e".repeat(40),
    });
    expect([other.exitCode, other.outputs["failure-reason"]]).toStrictEqual([
      1,
      "immutable-tag-exists",
    ]);
    expect(other.annotations[0]?.text).toContain(`of commit ${COMMIT}`);
    expect(Object.keys(cloud.aws.ecr.registry.images.tags("fleet-dev/backend"))).toStrictEqual([
      "v1",
    ]);
  });

  rare("an excluded tag may move (I-E 18)", async () => {
    cloud.aws.ecr.createRepository({
      name: "fleet-dev/backend",
      imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
      exclusions: ["latest"],
    });
    const inputs = { tags: "type=sha\ntype=raw,value=latest" };
    await build({ inputs });
    const other = await build({ inputs, sha: "e".repeat(40) });
    expect(other.exitCode).toBe(0);
    expect(cloud.aws.ecr.registry.images.tags("fleet-dev/backend")["latest"]).toBe(
      other.outputs["digest"],
    );
  });
});

describe("failures", () => {
  test("docker is missing (I-E 45)", async () => {
    const result = await build({ env: { PATH: path.join(workspace, "nothing") } });
    expect([result.exitCode, result.outputs["failure-reason"]]).toStrictEqual([
      1,
      "docker-not-found",
    ]);
    expect(result.annotations[0]?.text).toMatch(/Fix: use a runner with Docker/);
  });

  rare("buildx is missing: shows docker's own words (I-E 45)", async () => {
    const bin = fakeDocker(`echo "docker: unknown command: docker buildx" >&2; exit 1`);
    const result = await build({ env: { PATH: bin } });
    expect(result.outputs["failure-reason"]).toBe("buildx-not-found");
    expect(result.annotations[0]?.text).toContain("docker: unknown command: docker buildx");
  });

  rare("buildx is too old (I-E 45)", async () => {
    const bin = fakeDocker(`echo "github.com/docker/buildx v0.5.1-docker 11057da"`);
    const result = await build({ env: { PATH: bin } });
    expect(result.outputs["failure-reason"]).toBe("buildx-too-old");
  });

  test("the Dockerfile is missing: no request is sent to AWS", async () => {
    rmSync(path.join(workspace, "docker/backend/Dockerfile"));
    const before = cloud.aws.requests.length;
    const result = await build();
    expect([result.exitCode, result.outputs["failure-reason"]]).toStrictEqual([
      1,
      "dockerfile-not-found",
    ]);
    expect(result.annotations[0]?.text).toContain("docker/backend/Dockerfile");
    expect(cloud.aws.requests.length).toBe(before);
  });

  test("a COPY of a missing file: cause, line, and annotation on the Dockerfile (I-E 72)", async () => {
    makeRepository("fleet-dev/backend");
    writeFileSync(
      path.join(workspace, "docker/backend/Dockerfile"),
      "FROM scratch\n\nCOPY missing.txt /\n",
    );
    const result = await build();
    expect(result.outputs["failure-reason"]).toBe("file-not-found");
    const [place, last] = result.annotations;
    expect(place?.properties).toMatchObject({ file: "docker/backend/Dockerfile", line: "3" });
    expect(last?.text).toContain('"/missing.txt": not found (Dockerfile:3 COPY missing.txt /)');
  });

  rare("a non-zero exit code without output still fails (I-E 43)", async () => {
    makeRepository("fleet-dev/backend");
    const bin = fakeDocker(
      `[ "$2" = version ] && echo "github.com/docker/buildx v0.37.0 x" && exit 0; exit 1`,
    );
    const result = await build({ env: { PATH: bin } });
    expect([result.exitCode, result.outputs["failure-reason"]]).toStrictEqual([1, "build-failed"]);
    expect(result.annotations.at(-1)?.text).toContain("exit code 1");
  });

  rare("exit code 0 without a digest is a failure", async () => {
    makeRepository("fleet-dev/backend");
    const bin = fakeDocker(
      `[ "$2" = version ] && echo "github.com/docker/buildx v0.37.0 x"; exit 0`,
    );
    const result = await build({ env: { PATH: bin } });
    expect(result.outputs["failure-reason"]).toBe("no-digest");
  });

  rare("the registry has other bytes than docker pushed (I-E 43)", async () => {
    makeRepository("fleet-dev/backend");
    const body = JSON.stringify({ schemaVersion: 2, config: {}, layers: [] });
    cloud.aws.ecr.registry.faults.add({
      match: { operation: "registry:GetManifest", path: /manifests\/sha-/ },
      respond: {
        status: 200,
        headers: { "content-type": "application/vnd.oci.image.manifest.v1+json" },
        body,
      },
    });
    const result = await build();
    expect([result.exitCode, result.outputs["failure-reason"]]).toStrictEqual([
      1,
      "digest-mismatch",
    ]);
    expect(result.outputs).not.toHaveProperty("digest");
  });

  test("if the registry refuses a push, the error quotes the registry", async () => {
    makeRepository("fleet-dev/backend");
    cloud.aws.ecr.registry.faults.add({
      match: { operation: "registry:PutManifest" },
      respond: {
        status: 403,
        body: JSON.stringify({
          errors: [
            {
              code: "DENIED",
              message: `User: ${DEPLOY_ROLE} is not authorized to perform: ecr:PutImage on resource: arn:aws:ecr:eu-west-1:111122223333:repository/fleet-dev/backend`,
            },
          ],
        }),
      },
    });
    const result = await build();
    expect(result.outputs["failure-reason"]).toBe("access-denied");
    expect(result.annotations.at(-1)?.text).toContain('"Action":"ecr:PutImage"');
  });

  test("H-E 7: after a cancel, nothing is built or pushed, and no login stays on the disk", async () => {
    makeRepository("fleet-dev/backend");
    const result = await build({ cancelAt: "build-push-ecr 0" });
    expect([result.exitCode, result.outputs["failure-reason"]]).toStrictEqual([130, "cancelled"]);
    expect(result.stdout).not.toContain("Image backend");
    await result.post();
    const files = readdirSync(cloud.directory, { recursive: true }).map(String);
    expect(
      files.filter((file) => /build-push-ecr-\w+\/docker\/config\.json$/.test(file)),
    ).toStrictEqual([]);
  });

  rare(
    "the summary and the outputs have the images that were pushed before a later image failed",
    async () => {
      makeRepository("fleet-dev/backend");
      makeRepository("fleet-dev/frontend");
      writeFileSync(
        path.join(workspace, "docker/frontend/Dockerfile"),
        "FROM scratch\nCOPPY a b\n",
      );
      const result = await build({
        inputs: {
          images:
            "- {name: backend, repository: fleet-dev/backend, context: docker/backend}\n- {name: frontend, repository: fleet-dev/frontend, context: docker/frontend}",
        },
      });
      expect([result.exitCode, result.outputs["failure-reason"]]).toStrictEqual([
        1,
        "dockerfile-invalid",
      ]);
      expect(Object.keys(JSON.parse(result.outputs["images"] ?? "{}") as object)).toStrictEqual([
        "backend",
      ]);
      expect(result.outputs["built-count"]).toBe("1");
      expect(result.outputs["digest"]).toBeUndefined();
      expect(result.summary).toMatch(
        /Images pushed[\s\S]*fleet-dev\/backend[\s\S]*dockerfile-invalid/,
      );
    },
  );

  test("must not be lost: no secret in any output: a planted secret is not shown, and docker cannot speak to the runner", async () => {
    makeRepository("fleet-dev/backend");
    const bin = fakeDocker(
      `[ "$2" = version ] && echo "github.com/docker/buildx v0.37.0 x" && exit 0
echo "::error::evil" >&2
echo "x ##[error]evil" >&2
grep -o '"auth":"[^"]*"' "$DOCKER_CONFIG/config.json" >&2
exit 1`,
    );
    const result = await build({ env: { PATH: `${bin}:${process.env["PATH"] ?? ""}` } });
    expect(result.outputs).toStrictEqual({ "failure-reason": "build-failed" });
    expect(result.annotations.map(({ text }) => text)).not.toContain("evil");
    expect(result.stdout).toContain('"auth":"***"');
    expect(result.summary).not.toMatch(/[A-Za-z0-9+/]{200}/);
  });

  test("a job's own docker login is kept, and its password stays out of the log (I-E 8, 10)", async () => {
    makeRepository("fleet-dev/backend");
    const own = path.join(workspace, "own");
    mkdirSync(own);
    const auth = Buffer.from(`someone:${SECRET}`).toString("base64");
    writeFileSync(
      path.join(own, "config.json"),
      JSON.stringify({ auths: { "ghcr.io": { auth } }, credsStore: "desktop" }),
    );
    const bin = fakeDocker(
      `[ "$2" = version ] && echo "github.com/docker/buildx v0.37.0 x" && exit 0
grep -q '"ghcr.io"' "$DOCKER_CONFIG/config.json" && grep -q '"credHelpers":{"127.0.0.1:[0-9]*":""}' "$DOCKER_CONFIG/config.json" && echo "ERROR: kept $BUILDX_CONFIG" >&2
exit 1`,
    );
    const result = await build({
      env: { DOCKER_CONFIG: own, PATH: `${bin}:${process.env["PATH"] ?? ""}` },
    });
    expect(result.annotations.at(-1)?.text).toContain(`kept ${path.join(own, "buildx")}`);
    expect(result.stdout + result.summary).not.toContain(auth);
  });

  test("all wrong inputs are reported at once", async () => {
    const result = await build({
      inputs: {
        images: "[{name: a, repository: Fleet/Backend, contxt: x}]",
        tags: "type=shaa",
        push: "yes",
        "aws-region": "Ireland",
      },
    });
    const said = ["images:", "tags:", "push:", "aws-region:", "contxt"];
    expectFailure(result, "invalid-input", ...said);
  });
});

/** Returns the names of the entries in a layer. */
async function namesIn(layer: Buffer): Promise<string[]> {
  const names: string[] = [];
  const entries = extract();
  entries.on("entry", ({ name }, stream, next) => {
    names.push(name);
    stream.on("end", next).resume();
  });
  await pipeline(Readable.from([gunzipSync(layer)]), entries);
  return names;
}

/** Writes a `docker` that consists of a few lines of shell. */
function fakeDocker(script: string): string {
  const bin = mkdtempSync(path.join(cloud.directory, "fake-"));
  writeFileSync(path.join(bin, "docker"), `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(bin, "docker"), 0o755);
  return bin;
}
