import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openDockerFacts } from "../../../../../actions/build-push-ecr/src/content-key/docker-facts.ts";
import { NotComparable } from "../../../../../actions/build-push-ecr/src/content-key/not-comparable.ts";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";

/** sha256 of "{}" */
const EMPTY_OBJECT = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

let directory: string;
let said: string[];
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "facts-"));
  said = [];
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Opens the facts with a `docker` that is a shell script; the script records its calls in the file `calls`. */
function factsOf(script: string, more: Record<string, string> = {}, signal?: AbortSignal) {
  const file = path.join(directory, "docker");
  writeFileSync(file, `#!/bin/sh\necho "$*" >> ${directory}/calls\n${script}\n`);
  chmodSync(file, 0o755);
  const job = {
    temporaryDirectory: directory,
    cancelled: signal ?? new AbortController().signal,
    log: { info: (text: string) => said.push(text) },
  };
  const environment = { PATH: `${directory}:${process.env["PATH"] ?? ""}`, ...more };
  return openDockerFacts(environment, job as unknown as Job);
}

const calls = () => readFileSync(path.join(directory, "calls"), "utf8").trim().split("\n");

const builder = (driver: string, platforms = "linux/arm64*, linux/arm/v7") =>
  `[ "$2" = inspect ] && [ $# = 2 ] && printf 'Name: b\nDriver:        ${driver}\n\nNodes:\nPlatforms:    ${platforms}\n' && exit 0`;

describe("the platform of images that name none", () => {
  test("is the builder's first platform, without the star that marks a configured platform", async () => {
    expect(await factsOf(builder("remote")).defaultPlatform()).toBe("linux/arm64");
  });

  test("is DOCKER_DEFAULT_PLATFORM if it is set", async () => {
    const facts = factsOf("exit 1", { DOCKER_DEFAULT_PLATFORM: "linux/s390x" });
    expect(await facts.defaultPlatform()).toBe("linux/s390x");
  });

  test.each([
    ["the builder does not run", builder("docker-container", ""), "does not report which platform"],
    ["docker fails", "exit 1", "does not report which builder"],
  ])("is not known when %s", async (_, script, message) => {
    await expect(factsOf(script).defaultPlatform()).rejects.toThrow(NotComparable);
    await expect(factsOf(script).defaultPlatform()).rejects.toThrow(message);
  });
});

describe("the digest of an image", () => {
  test("is the digest of the raw manifest; builder and image are looked up once", async () => {
    const facts = factsOf(`${builder("remote")}\n[ "$2" = imagetools ] && printf '{}'`);
    const digests = await Promise.all([facts.digestOf("node"), facts.digestOf("node")]);
    expect(digests).toStrictEqual([EMPTY_OBJECT, EMPTY_OBJECT]);
    expect(calls()).toStrictEqual(["buildx inspect", "buildx imagetools inspect --raw node"]);
  });

  test("is the id of the local image if the builder uses the docker driver, which prefers local images", async () => {
    const facts = factsOf(`${builder("docker")}\n[ "$1" = image ] && printf '{}'`);
    expect(await facts.digestOf("node")).toBe(EMPTY_OBJECT);
    expect(calls().at(-1)).toBe("image inspect --format={{.Id}} node");
  });

  test("I-E 62: is not known if no registry has the image; the log quotes docker", async () => {
    const facts = factsOf(`${builder("remote")}\necho "ERROR: node: not found" >&2; exit 1`);
    await expect(facts.digestOf("node")).rejects.toThrow(NotComparable);
    expect(said).toStrictEqual(["node was not found: ERROR: node: not found"]);
  });

  test("does not count as missing if the job is cancelled", async () => {
    const facts = factsOf(builder("remote"), {}, AbortSignal.abort(new Error("cancelled")));
    await expect(facts.digestOf("node")).rejects.toThrow("cancelled");
  });
});
