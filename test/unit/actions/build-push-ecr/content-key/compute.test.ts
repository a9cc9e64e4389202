import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { computeKey } from "../../../../../actions/build-push-ecr/src/content-key/compute.ts";
import type {
  DockerFacts,
  ReuseSettings,
} from "../../../../../actions/build-push-ecr/src/content-key/compute.ts";
import { NotComparable } from "../../../../../actions/build-push-ecr/src/content-key/not-comparable.ts";
import type { ImageRequest } from "../../../../../actions/build-push-ecr/src/images/requests.ts";

let context: string;
beforeEach(() => {
  context = mkdtempSync(path.join(tmpdir(), "compute-"));
  write("Dockerfile", "FROM node\n");
  write("a.txt", "a");
});
afterEach(() => rmSync(context, { recursive: true, force: true }));

function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(context, name)), { recursive: true });
  writeFileSync(path.join(context, name), text);
}

const DOCKER: DockerFacts = {
  defaultPlatform: () => Promise.resolve("linux/amd64"),
  digestOf: (image) => Promise.resolve(`sha256:${image}` as const),
};

function compute(
  settings: Partial<ReuseSettings> = {},
  docker: Partial<DockerFacts> = {},
  image: object = {},
  file = "Dockerfile",
) {
  const request = {
    image: { name: "a", repository: "r/a", platforms: [], buildArgs: {}, ...image },
    context,
    file: path.join(context, file),
  } as unknown as ImageRequest;
  const plain = { skipUnchanged: true, maxAge: undefined, volatileBuildArgs: [], salt: "", now: 0 };
  return computeKey(request, { ...plain, ...settings }, { ...DOCKER, ...docker });
}

describe("computeKey", () => {
  test("is the same for the same content", async () => {
    const [one, two] = [await compute(), await compute()];
    expect(two).toStrictEqual(one);
    expect([one.doubt, one.hasGitFolder]).toStrictEqual([undefined, false]);
  });

  test("uses the builder's platform if the image names none", async () => {
    const arm = await compute({}, { defaultPlatform: () => Promise.resolve("linux/arm64") });
    expect(arm.hash).not.toBe((await compute()).hash);
    const named = await compute({}, {}, { platforms: ["linux/amd64"] });
    expect(named.hash).toBe((await compute()).hash);
  });

  test("I-E 47: the ignore file next to the Dockerfile, or next to a link to it, replaces the context's own", async () => {
    write(".dockerignore", "a.txt\n");
    const withOwn = await compute();
    write("b.txt", "b");
    const withB = await compute();
    expect(withB.hash).not.toBe(withOwn.hash);
    symlinkSync("Dockerfile", path.join(context, "Web"));
    write("Web.dockerignore", "*\n!a.txt\n");
    const before = await compute({}, {}, {}, "Web");
    write("b.txt", "other");
    expect((await compute({}, {}, {}, "Web")).hash).toBe(before.hash);
    write("a.txt", "other");
    expect((await compute({}, {}, {}, "Web")).hash).not.toBe(before.hash);
  });

  test("I-E 59, 60: with max-age, each period has another key", async () => {
    const day = 86_400_000;
    const at = async (now: number) => (await compute({ maxAge: 7 * day, now })).hash;
    expect(await at(6.9 * day)).toBe(await at(0));
    expect(await at(7 * day)).not.toBe(await at(0));
    expect(await at(0)).not.toBe((await compute()).hash);
  });

  test("I-E 61: a volatile build argument does not count, but the base image that it selects does", async () => {
    const settings = { volatileBuildArgs: ["V"] };
    const by = async (V: string) => (await compute(settings, {}, { buildArgs: { V } })).hash;
    expect(await by("1")).toBe(await by("2"));
    write("Dockerfile", "ARG V\nFROM node:$V\n");
    expect(await by("1")).not.toBe(await by("2"));
  });

  test("a digest in the Dockerfile is not looked up", async () => {
    write("Dockerfile", `FROM node@sha256:${"a".repeat(64)}\n`);
    const { doubt } = await compute({}, { digestOf: () => Promise.reject(new Error("looked up")) });
    expect(doubt).toBeUndefined();
  });

  test("the salt counts", async () => {
    expect((await compute({ salt: "2" })).hash).not.toBe((await compute()).hash);
  });

  test("git's configuration, which is not sent to the build, does not count", async () => {
    write(".git/HEAD", "ref: refs/heads/main\n");
    const without = await compute();
    write(".git/config", "extraheader = one token\n");
    write("lib/.git/modules/deep/er/config", "[remote]\n");
    const [head] = [await compute()];
    write(".git/config", "extraheader = another token\n");
    expect((await compute()).hash).toBe(head.hash);
    expect(head.parts["files"]).not.toBe(without.parts["files"]);
  });

  test.each([
    ["the folder of the context", ".git/HEAD", true],
    ["the folder of a checkout in the context", "vendor/lib/.git/HEAD", true],
    ["not the .git file of a submodule, which stays as it is", ".git", false],
    ["not a name that begins with .git", ".github/workflows/ci.yml", false],
  ])("git's own folder is noticed: %s", async (_, file, expected) => {
    write(file, "x");
    expect((await compute()).hasGitFolder).toBe(expected);
  });

  test("I-E 68: if a fact cannot be known, the key is unique, so no image is reused", async () => {
    const digestOf = () => Promise.reject(new NotComparable("no registry says it"));
    const [one, two] = [await compute({}, { digestOf }), await compute({}, { digestOf })];
    expect([one.doubt, two.doubt]).toStrictEqual(["no registry says it", "no registry says it"]);
    expect(one.hash).not.toBe(two.hash);
  });

  test("an unreadable context and skip-unchanged: false also make the key doubtful", async () => {
    expect((await compute({}, {}, {}, "Missing")).doubt).toContain("ENOENT");
    expect((await compute({ skipUnchanged: false })).doubt).toBe("skip-unchanged is false");
  });
});
