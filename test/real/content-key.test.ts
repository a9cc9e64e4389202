// Compares the content key with BuildKit: which files of a build context count, and what buildx says about base images.
import { chmodSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { readContextEntries } from "../../actions/build-push-ecr/src/content-key/context-files.ts";
import { readIgnoreRules } from "../../actions/build-push-ecr/src/content-key/ignore-file.ts";
import { requireEngines } from "./engines.ts";
import { contentsOf } from "./images/contents.ts";
import { COMMIT } from "../support/build-images.ts";
import { buildImages } from "./images/site.ts";
import { directory, site, useSite } from "./images/use-site.ts";

const engines = await requireEngines("content key", ["buildkit", "base-image", "registry"]);

/** Ignore files that are easy to interpret differently from BuildKit. */
const IGNORED: Record<string, string> = {
  nothing: "",
  "a folder with an exception": "docs\n!docs/keep.md\n",
  everything: "**\n!src\n!src/**\n**/*.log\n",
  "any depth": "**/node_modules\n*.md\n!README.md\n**b\n",
  "a second mention": "docs\n!docs/keep.md\ndocs\n",
  "odd words": "\uFEFF# c\n/src/deep/\n ./docs//drop.md \nfile?.[ab]\n\\#hash\n.hidden\nempty\n",
};

const FILES = [
  ...["README.md", "CHANGES.md", "file1.a", "file2.c", "#hash", ".hidden", "xb"],
  ...["docs/keep.md", "docs/drop.md", "docs/deep/keep.md", "src/a.ts", "src/deep/b.log"],
  ...["node_modules/x/index.js", "src/node_modules/y/README.md"],
];

(engines === undefined ? describe.skip : describe)("content key", () => {
  let workspace: string;

  useSite(engines);
  beforeAll(() => {
    workspace = path.join(realpathSync(directory), "workspace");
  });

  function write(name: string, text: string): void {
    mkdirSync(path.dirname(path.join(workspace, name)), { recursive: true });
    writeFileSync(path.join(workspace, name), text);
  }

  function build(name: string) {
    const { ecr } = site.cloud.aws;
    const repository = `key/${name}`;
    if (ecr.find(repository) === undefined)
      ecr.createRepository({ name: repository, imageTagMutability: "IMMUTABLE" });
    return buildImages(site, {
      images: [{ name: "app", repository, context: name }],
      env: site.environment,
      workspace,
      directory,
    });
  }

  test.each(Object.entries(IGNORED))("I-E 47, 70: the same files: %s", async (title, text) => {
    const name = title.replaceAll(" ", "-");
    for (const file of FILES) write(`${name}/${file}`, file);
    mkdirSync(path.join(workspace, name, "empty"));
    chmodSync(path.join(workspace, name, "src/a.ts"), 0o750);
    chmodSync(path.join(workspace, name, "file2.c"), 0o600);
    symlinkSync("../file1.a", path.join(workspace, name, "src/link"));
    write(`${name}/.dockerignore`, text);
    write(`${name}/Dockerfile`, "FROM node:24-bookworm-slim\nCOPY . /context\n");
    const result = await build(name);
    expect([result.exitCode, result.annotations]).toStrictEqual([0, []]);
    const { files } = await contentsOf(site.registry, `key/${name}`, `sha-${COMMIT}`, "context");
    const seen = files
      .filter((file) => file.path !== "context")
      .map(({ path: file, type, mode }) => ({
        path: file.slice("context/".length),
        type: { directory: "folder", symlink: "link" }[type] ?? type,
        mode: type === "symlink" ? "0" : mode,
      }));
    const counted = readContextEntries(path.join(workspace, name), readIgnoreRules(text));
    const shown = counted.map(({ path: file, type, mode }) => ({
      path: file,
      type,
      mode: mode.toString(8),
    }));
    // A folder that exists only for a file that is kept counts with the path of that file.
    const isImplied = (file: string) =>
      !shown.some((entry) => entry.path === file) &&
      shown.some((entry) => entry.path.startsWith(`${file}/`));
    expect(shown).toStrictEqual(seen.filter((entry) => !isImplied(entry.path)));
  });

  test("I-E 59: an image is reused until the tag of its base image moves", async () => {
    const base = `${site.front.host}/key/base:1`;
    write("base/Dockerfile", "FROM node:24-bookworm-slim\nCOPY a /a\n");
    write("user/Dockerfile", `FROM ${base}\nCOPY b /b\n`);
    write("user/b", "b");
    const pushBase = async (text: string) => {
      write("base/a", text);
      const { exitCode } = await buildImages(site, {
        images: [
          { name: "base", repository: "key/base", context: "base", tags: ["type=raw,value=1"] },
        ],
        env: site.environment,
        workspace,
        directory,
      });
      expect(exitCode).toBe(0);
    };
    site.cloud.aws.ecr.createRepository({ name: "key/base", imageTagMutability: "MUTABLE" });
    await pushBase("1");
    const runs = [await build("user"), await build("user")];
    await pushBase("2");
    runs.push(await build("user"));
    expect(runs.map(({ annotations }) => annotations)).toStrictEqual([[], [], []]);
    expect(runs.map(({ outputs }) => outputs["built-count"])).toStrictEqual(["1", "0", "1"]);
    expect(runs[2]?.outputs["tag"]).toMatch(/^sha-d{40}-[0-9a-f]{12}$/);
  });

  test("I-E 62: a base image that no registry has prevents reuse, and the build says why it fails", async () => {
    write("lost/Dockerfile", `FROM ${site.front.host}/key/lost:1\n`);
    const { exitCode, annotations, outputs } = await build("lost");
    expect([exitCode, outputs["failure-reason"]]).toStrictEqual([1, "base-image-not-found"]);
    expect(annotations[0]?.text).toContain("the current digest of the base image");
  });

  /** Returns the paths of an image, relative to the folder into which its context was copied. */
  const pathsOf = async (repository: string) => {
    const { files } = await contentsOf(site.registry, repository, `sha-${COMMIT}`, "context");
    return files
      .filter(({ type }) => type === "file")
      .map((file) => file.path.replace(/^context\//, ""))
      .sort();
  };

  test("I-E 47: git's configuration, with the token of a checkout, is never in an image", async () => {
    write("checkout/Dockerfile", "FROM scratch\nCOPY . /context/\n");
    write("checkout/.dockerignore", "*.log\n");
    write("checkout/a.log", "a");
    for (const folder of [".git", "other/.git", ".git/modules/lib"]) {
      write(`checkout/${folder}/config`, "extraheader = AUTHORIZATION: basic aHVudGVyMg==\n");
      write(`checkout/${folder}/HEAD`, "ref: refs/heads/main\n");
    }
    const result = await build("checkout");
    expect([result.exitCode, result.outputs["built-count"]]).toStrictEqual([0, "1"]);
    expect(await pathsOf("key/checkout")).toStrictEqual([
      ".dockerignore",
      ".git/HEAD",
      ".git/modules/lib/HEAD",
      "Dockerfile",
      "other/.git/HEAD",
    ]);
    // Another token does not change the content.
    write("checkout/.git/config", "extraheader = AUTHORIZATION: basic b3RoZXI=\n");
    expect((await build("checkout")).outputs["built-count"]).toBe("0");
  });

  test("I-E 47: for a Dockerfile that is a link, the ignore file next to the link counts", async () => {
    write("linked/Dockerfile.web", "FROM scratch\nCOPY . /context/\n");
    symlinkSync("Dockerfile.web", path.join(workspace, "linked/Dockerfile"));
    write("linked/Dockerfile.dockerignore", "secret\n");
    for (const file of ["secret", "public"]) write(`linked/${file}`, file);
    expect((await build("linked")).exitCode).toBe(0);
    const paths = await pathsOf("key/linked");
    expect(paths).toContain("public");
    expect(paths).not.toContain("secret");
  });

  test("two simultaneous runs of one commit both succeed, with the same digest", async () => {
    write("twice/Dockerfile", "FROM node:24-bookworm-slim\nCOPY a /a\nRUN date +%N > /now\n");
    write("twice/a", "a");
    const runs = await Promise.all([build("twice"), build("twice")]);
    // The log is included so that jest shows why a run failed.
    const failed = runs.filter(({ exitCode }) => exitCode !== 0).map(({ stdout }) => stdout);
    expect(failed).toStrictEqual([]);
    const digests = runs.map(({ outputs }) => outputs["digest"]);
    expect(digests[0]).toMatch(/^sha256:/);
    expect(digests[1]).toBe(digests[0]);
  });
});
