// Compares the rehearsal's docker with BuildKit: settings and files of the last stage, without those of the base image.
import { cpSync, symlinkSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { installDockerStandIn } from "../../rehearsal/docker/install.ts";
import { execute } from "../engines/execute.ts";
import { DEPLOY_ROLE, REGION } from "../support/cloud.ts";
import { runBundle } from "../support/run-bundle.ts";
import { requireEngines } from "./engines.ts";
import { contentsOf } from "./images/contents.ts";
import type { Contents } from "./images/contents.ts";
import { directory, site, useSite } from "./images/use-site.ts";
import { writeFiles } from "../support/write-files.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const COMMIT = "d".repeat(40);
const engines = await requireEngines("image stand-in", ["buildkit", "base-image", "registry"]);
/** Variables that the official base image sets, but not the base image that is made for BuildKit here. */
const OF_THE_BASE = /^(NODE|YARN)_VERSION=/;
/** Settings that Kubernetes ignores. The stand-in leaves them out and says so. */
const LEFT_OUT = ["Healthcheck", "Volumes"];

/** Dockerfiles with instructions that are easy to get wrong, and the files of their contexts. */
const CORPUS: Record<string, { dockerfile: string; files: Record<string, string> }> = {
  "words and settings": {
    files: { a: "a" },
    dockerfile: `ARG RELEASE=24-bookworm-slim
FROM node:$RELEASE
ARG VERSION=none
ARG NAME="two words" OTHER
ENV GREETING="hello \${NAME}" EMPTY= PRICE=\\$5 DEFAULTED=\${OTHER:-fallback} SET=\${VERSION:+yes}
ENV LEGACY one two  three
ENV GREETING=\${GREETING}!
LABEL "with space"="a b" single='$NAME' double="$NAME" multi="a \\
b"
WORKDIR /app
WORKDIR deeper
WORKDIR ../other
COPY a ./
EXPOSE 80 443/tcp 53/udp $VERSION
VOLUME ["/data"]
USER node
CMD echo $GREETING
STOPSIGNAL SIGINT
HEALTHCHECK --interval=1m30s CMD curl -f http://127.0.0.1/ || exit 1
`,
  },
  copying: {
    files: {
      "one.txt": "1",
      "two.txt": "2",
      "run.sh": "#!/bin/sh\n",
      "lib/a.js": "a",
      "lib/deep/b.js": "b",
      "lib/deep/skip.log": "log",
      "other/keep.md": "keep",
      "other/drop.md": "drop",
      ".hidden": "h",
      ".dockerignore": "**/*.log\nother\n!other/keep.md\n",
    },
    dockerfile: `FROM node:24-bookworm-slim
WORKDIR /app
COPY *.txt texts/
COPY one.txt renamed.txt
COPY lib library
COPY lib/ flat/
COPY --chmod=600 two.txt ./
COPY --chown=10:20 lib/deep owned/
COPY --chmod=755 --chown=1000 run.sh bin/
COPY ["one.txt", "two.txt", "both/"]
COPY .hidden ./
COPY l?b/a.js wild.js
COPY . everything
ADD other added
HEALTHCHECK NONE
ENTRYPOINT node app
CMD ["x"]
`,
  },
  "the last stage": {
    files: { "main.ts": "m" },
    dockerfile: `# syntax-less comment
ARG RELEASE=24-bookworm-slim
FROM node:$RELEASE AS build
ENV A=1
COPY main.ts /app/build.ts
LABEL from=build
CMD ["build"]

FROM node:$RELEASE
WORKDIR /app
ENV A=2 \\
    # a comment between
    B=$A
COPY main.ts ./
USER 10:20
LABEL from=release
CMD ["release"]
`,
  },
};

(engines === undefined ? describe.skip : describe)("image stand-in", () => {
  let workspace: string;
  let standIn: Record<string, string>;

  useSite(engines);
  beforeAll(async () => {
    workspace = path.join(directory, "workspace");
    for (const name of ["frontend", "backend"])
      cpSync(path.join(ROOT, "docker", name), path.join(workspace, name), { recursive: true });
    for (const [name, context] of Object.entries(CORPUS))
      writeContext(path.join(workspace, name), context);
    // BuildKit keeps the file modes of the context, and these depend on the umask of the user who checked out.
    await execute("chmod", ["-R", "u=rwX,go=rX", workspace]);
    const bin = await installDockerStandIn(path.join(directory, "bin"));
    standIn = { PATH: `${bin}:${process.env["PATH"] ?? ""}` };
  });

  /** Builds with the `docker` of an environment and reads what was pushed. */
  async function built(
    context: string,
    repository: string,
    env: Record<string, string>,
  ): Promise<Contents> {
    const job = await site.cloud.job({
      ref: "refs/heads/main",
      sha: COMMIT,
      eventName: "push",
      environment: "dev",
    });
    const images = [{ name: "app", repository, context, "build-args": { VERSION: "8080" } }];
    const result = await runBundle("build-push-ecr", {
      inputs: {
        images: JSON.stringify(images),
        "role-arn": DEPLOY_ROLE,
        "aws-region": REGION,
        "create-repository": "true",
      },
      env: { ...job.env, ...env },
      workspace,
      directory: path.join(directory, "runs"),
    });
    expect(result.annotations.filter(({ level }) => level !== "notice")).toStrictEqual([]);
    const contents = await contentsOf(site.registry, repository, `sha-${COMMIT}`, "app");
    return { ...contents, config: withoutKey(contents.config) };
  }

  test.each(["frontend", "backend", ...Object.keys(CORPUS)])(
    "must not be lost: stand-in compared with BuildKit: %s has the same settings and files under /app",
    async (context) => {
      const name = context.replaceAll(" ", "-");
      const real = await built(context, `real/${name}`, site.environment);
      const packed = await built(context, `packed/${name}`, standIn);
      expect(real.files.length).toBeGreaterThan(1);
      expect(packed.files).toStrictEqual(real.files);
      const settings = Object.entries(real.config).filter(([name]) => !LEFT_OUT.includes(name));
      const own = (real.config["Env"] as string[]).filter((pair) => !OF_THE_BASE.test(pair));
      expect(packed.config).toStrictEqual({ ...Object.fromEntries(settings), Env: own });
    },
  );
});

/** Removes the content key. The two images have different repositories and bases, so their content keys differ. */
function withoutKey(config: Contents["config"]): Contents["config"] {
  const labels = Object.entries(config["Labels"] as Record<string, string>);
  const others = labels.filter(([name]) => !name.startsWith("eks-pipeline.content-key"));
  return { ...config, Labels: Object.fromEntries(others) };
}

function writeContext(
  folder: string,
  { dockerfile, files }: { dockerfile: string; files: Record<string, string> },
): void {
  writeFiles(folder, { ...files, Dockerfile: dockerfile });
  symlinkSync("one.txt", path.join(folder, "link"));
}
