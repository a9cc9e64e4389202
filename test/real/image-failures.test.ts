// What BuildKit, docker-registry and the docker client really print if something goes wrong, and how the action reports
// it.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Fault } from "../../rehearsal/base/faults.ts";
import { json } from "../../rehearsal/base/http.ts";
import { DEPLOY_ROLE } from "../support/cloud.ts";
import type { BundleResult } from "../support/run-bundle.ts";
import { requireEngines } from "./engines.ts";
import { buildImages } from "./images/site.ts";
import { directory, site, useSite } from "./images/use-site.ts";

const engines = await requireEngines("image failures", ["buildkit", "base-image", "registry"]);
const REPOSITORY = "fleet-dev/backend";
const refusal = (status: number, code: string, message: string) =>
  json(status, { errors: [{ code, message }] });

(engines === undefined ? describe.skip : describe)("image failures", () => {
  let workspace: string;

  useSite(engines);
  beforeAll(() => {
    site.cloud.aws.ecr.createRepository({ name: REPOSITORY, imageTagMutability: "MUTABLE" });
  });
  beforeEach(() => {
    workspace = mkdtempSync(path.join(directory, "workspace-"));
    mkdirSync(path.join(workspace, "app"));
    site.front.faults.clear();
    site.open.faults.clear();
  });

  interface Change {
    image?: object;
    inputs?: Record<string, string>;
    env?: Record<string, string>;
    sha?: string;
  }

  /** Builds `app/Dockerfile` with this text. */
  function build(dockerfile: string, change: Change = {}): Promise<BundleResult> {
    writeFileSync(path.join(workspace, "app/Dockerfile"), dockerfile);
    const { image, env, ...rest } = change;
    return buildImages(site, {
      images: [{ name: "app", repository: REPOSITORY, context: "app", ...image }],
      env: { ...site.environment, ...env },
      ...rest,
      workspace,
      directory,
    });
  }

  const reasonOf = ({ exitCode, outputs }: BundleResult) => [exitCode, outputs["failure-reason"]];
  const offline = { inputs: { push: "false", "role-arn": "", "aws-region": "" } };
  const base = "FROM node:24-bookworm-slim";

  describe("building: the cause, and the line of the Dockerfile", () => {
    test.each([
      ["run-failed", `${base}\nRUN exit 3\n`, 2, "exit code: 3 (Dockerfile:2 RUN exit 3)"],
      [
        // The text of the command must not be taken for the cause.
        "run-failed",
        `${base}\nRUN echo 'immutable: 403 Forbidden' && false\n`,
        2,
        "exit code: 1",
      ],
      ["out-of-memory", `${base}\nRUN sh -c 'kill -9 $$'\n`, 2, "exit code: 137"],
      [
        "platform-not-runnable",
        `${base}\nRUN printf x > /x && chmod 755 /x\nRUN ["/x"]\n`,
        3,
        'process "/x"',
      ],
      ["disk-full", `${base}\nRUN head -c 1 /dev/zero > /dev/full\n`, 2, "exit code: "],
      ["file-not-found", `${base}\nCOPY missing.txt /\n`, 2, '"/missing.txt": not found'],
      ["base-image-not-found", `${base}\nCOPY --from=nowhere /a /\n`, 2, "nowhere:latest"],
      ["dockerfile-invalid", `${base}\nCOPPY a b\n`, 2, "unknown instruction: COPPY"],
      ["dockerfile-invalid", `${base}\nHEALTHCHECK --often CMD x\n`, 2, "unknown flag: --often"],
      ["dockerfile-invalid", "# only a comment\n", 1, "file with no instructions"],
      ["base-image-not-found", "FROM node:nothing-such\n", 1, "node:nothing-such: not found"],
      ["registry-unavailable", "FROM 127.0.0.1:1/library/node:24\n", 1, "connection refused"],
    ])("%s: %j", async (reason, dockerfile, line, words) => {
      const result = await build(dockerfile, offline);
      expect(reasonOf(result)).toStrictEqual([1, reason]);
      expect(result.annotations.at(-1)?.text).toContain(words);
      expect(result.annotations[0]?.properties).toMatchObject({
        file: "app/Dockerfile",
        line: String(line),
      });
    });

    test("an empty Dockerfile and a missing stage give no line", async () => {
      const empty = await build("", offline);
      expect(reasonOf(empty)).toStrictEqual([1, "dockerfile-invalid"]);
      const stage = await build(`${base} AS release\n`, {
        ...offline,
        image: { target: "relase" },
      });
      expect(reasonOf(stage)).toStrictEqual([1, "target-not-found"]);
      expect(stage.annotations).toHaveLength(1);
    });

    test("a base image whose registry requires a login that docker does not have", async () => {
      const image = `${site.closed}/library/node:24-bookworm-slim`;
      const result = await build(`FROM ${image}\n`, offline);
      expect(reasonOf(result)).toStrictEqual([1, "registry-authentication"]);
      expect(result.annotations.at(-1)?.text).toContain(`401 Unauthorized (Dockerfile:1 FROM`);
    });

    test.each([
      [429, "base-image-rate-limited"],
      [503, "registry-unavailable"],
    ])("a base image's registry that answers %s", async (status, reason) => {
      const respond = refusal(status, "TOOMANYREQUESTS", "You have reached your pull rate limit.");
      site.open.faults.add({ match: { path: /manifests/ }, times: Infinity, respond });
      const result = await build(`FROM ${site.open.host}/library/node:24-bookworm-slim\n`, offline);
      expect(reasonOf(result)).toStrictEqual([1, reason]);
    });

    test("no Docker behind the default builder", async () => {
      const env = { BUILDX_BUILDER: "default", DOCKER_HOST: "unix:///nowhere/docker.sock" };
      const result = await build("FROM scratch\n", { ...offline, env });
      expect(reasonOf(result)).toStrictEqual([1, "docker-not-running"]);
    });
  });

  describe("pushing: the registry's message, as BuildKit shows it", () => {
    const denied = `User: ${DEPLOY_ROLE} is not authorized to perform: ecr:PutImage on resource: arn:aws:ecr:eu-west-1:111122223333:repository/${REPOSITORY} because no identity-based policy allows the ecr:PutImage action`;
    const immutable = `The image tag 'v1' already exists in the '${REPOSITORY}' repository and cannot be overwritten because the tag is immutable.`;
    const gone = `The repository with name '${REPOSITORY}' does not exist in the registry with id '111122223333'`;
    const expired = "Your authorization token has expired. Reauthenticate and try again.";
    const putManifest = { method: "PUT", path: /manifests/ };

    test.each<[string, string, Fault["match"], Fault["respond"]]>([
      ["access-denied", '"Action":"ecr:PutImage"', putManifest, refusal(403, "DENIED", denied)],
      ["immutable-tag-exists", immutable, putManifest, refusal(400, "TAG_INVALID", immutable)],
      [
        "repository-not-found",
        `create the ECR repository ${REPOSITORY}`,
        { method: "POST", path: /blobs/ },
        refusal(404, "NAME_UNKNOWN", gone),
      ],
      ["registry-authentication", expired, { path: /blobs/ }, refusal(403, "DENIED", expired)],
      [
        "registry-authentication",
        "401 Unauthorized",
        { path: /blobs/ },
        refusal(401, "UNAUTHORIZED", "Not Authorized"),
      ],
      ["access-denied", "403 Forbidden", { method: "HEAD", path: /blobs/ }, { status: 403 }],
      // BuildKit repeats the request for some seconds.
      ["registry-unavailable", "failed to do request: Put", putManifest, "reset"],
    ])("%s: %s", async (reason, words, match, respond) => {
      site.front.faults.add({ match, times: Infinity, respond });
      // A different file each time, so that the registry has no blob yet.
      const result = await build(`FROM scratch\nCOPY Dockerfile /${reason}-${words.length}\n`);
      expect(reasonOf(result)).toStrictEqual([1, reason]);
      expect(result.annotations.at(-1)?.text).toContain(words);
      expect(result.outputs).not.toHaveProperty("digest");
    });

    test("after a connection was cut once, the push is repeated and the digest is confirmed", async () => {
      site.front.faults.add({ match: putManifest, respond: "reset" });
      const result = await build("FROM scratch\nCOPY Dockerfile /again\n");
      expect([result.exitCode, site.front.faults.pending]).toStrictEqual([0, 0]);
      expect(result.outputs["digest"]).toMatch(/^sha256:/);
    });

    // The docker driver of a laptop builds only one platform.
    const testIndex = engines?.buildkit.origin === "docker" ? test.skip : test;
    testIndex(
      "two platforms are pushed as an index and confirmed with their children (I-E 54)",
      async () => {
        const platforms = ["linux/amd64", "linux/arm64"];
        const result = await build("FROM scratch\nCOPY Dockerfile /\n", { image: { platforms } });
        expect(JSON.parse(result.outputs["images"] ?? "{}")).toMatchObject({ app: { platforms } });
      },
    );

    test("an immutable tag of another commit stops the run before BuildKit starts (I-E 19)", async () => {
      const inputs = { tags: "type=raw,value=v1" };
      site.cloud.aws.ecr.update(REPOSITORY, { imageTagMutability: "IMMUTABLE" });
      const first = await build("FROM scratch\nCOPY Dockerfile /first\n", { inputs });
      expect(first.exitCode).toBe(0);
      const other = await build("FROM scratch\nCOPY Dockerfile /other\n", {
        inputs,
        sha: "e".repeat(40),
      });
      expect(reasonOf(other)).toStrictEqual([1, "immutable-tag-exists"]);
      expect(other.stdout).not.toContain("load build definition");
    });
  });
});
