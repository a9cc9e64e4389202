// Failing builds on real BuildKit, and what the action says about each of them. UPDATE_GOLDENS=1 records what docker
// printed; the unit tests read these recordings.
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { json } from "../../rehearsal/base/http.ts";
import { buildkit } from "../engines/buildkit/engine.ts";
import { execute } from "../engines/execute.ts";
import { startEngine } from "../engines/start.ts";
import { BUILD_CAUSES, recordingOf } from "../support/build-causes.ts";
import type { BuildCause } from "../support/build-causes.ts";
import type { BundleResult } from "../support/run-bundle.ts";
import { requireEngines } from "./engines.ts";
import { buildImages } from "./images/site.ts";
import { directory, site, useSite } from "./images/use-site.ts";

const engines = await requireEngines("build causes", ["buildkit", "base-image", "registry"]);
const REPOSITORY = "fleet-dev/backend";
/** Name of the registry in recordings. */
const HOST = "registry.example:5000";
const OFFLINE = { push: "false", "role-arn": "", "aws-region": "" };

(engines === undefined ? describe.skip : describe)("build causes", () => {
  let workspace: string;

  useSite(engines);
  beforeAll(async () => {
    for (const name of [REPOSITORY, "fleet-dev/base"])
      site.cloud.aws.ecr.createRepository({ name, imageTagMutability: "MUTABLE" });
    newWorkspace();
    const base = await run("FROM scratch\nCOPY Dockerfile /\n", {
      repository: "fleet-dev/base",
      platforms: ["linux/amd64", "linux/riscv64"],
      tags: ["type=raw,value=1"],
    });
    expect(base.exitCode).toBe(0);
  });
  beforeEach(() => {
    newWorkspace();
    site.front.faults.clear();
    site.open.faults.clear();
  });

  function newWorkspace(): void {
    workspace = mkdtempSync(path.join(directory, "workspace-"));
    mkdirSync(path.join(workspace, "app"));
  }

  function write(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(workspace, "app", file)), { recursive: true });
    writeFileSync(path.join(workspace, "app", file), text);
  }

  interface Change {
    inputs?: Record<string, string>;
    env?: Record<string, string>;
    onLine?: (line: string) => unknown;
  }

  function run(dockerfile: string, image: object, change: Change = {}): Promise<BundleResult> {
    const { env, ...more } = change;
    write("Dockerfile", dockerfile);
    return buildImages(site, {
      images: [{ name: "app", repository: REPOSITORY, context: "app", ...image }],
      env: listenTo({ ...site.environment, ...env }),
      ...more,
      workspace,
      directory,
    });
  }

  const isRecorded = process.env["UPDATE_GOLDENS"] === "1";
  const printed = () => path.join(directory, "printed");

  /**
   * Returns the environment with another docker first on PATH, which also keeps what docker prints: a log loses
   * carriage returns.
   */
  function listenTo(environment: Readonly<Record<string, string>>): Record<string, string> {
    if (!isRecorded) return { ...environment };
    const bin = path.join(directory, "listening");
    mkdirSync(bin, { recursive: true });
    const script = `#!/bin/bash
PATH="\${PATH#${bin}:}"
[ "$1 $2" = "buildx build" ] || exec docker "$@"
set -o pipefail
docker "$@" 2>&1 | tee '${printed()}' >&2
`;
    writeFileSync(path.join(bin, "docker"), script, { mode: 0o755 });
    return { ...environment, PATH: `${bin}:${environment["PATH"] ?? process.env["PATH"] ?? ""}` };
  }

  /** Returns what docker printed, without the parts that differ from run to run. */
  function dockerWords(): string {
    return readFileSync(printed(), "utf8")
      .replaceAll(site.open.host, HOST)
      .replaceAll(site.front.host, HOST)
      .replaceAll(/\b\d+\.\d+s\b/g, "0.0s")
      .replaceAll(/^((?:#\d+ )?)\d+\.\d{3} /gm, "$10.010 ")
      .replaceAll(/\b[a-z\d]{25}\b/g, "0".repeat(25))
      .replaceAll(workspace, "/repository");
  }

  function record(name: string): void {
    if (!isRecorded) return;
    mkdirSync(path.dirname(recordingOf(name)), { recursive: true });
    writeFileSync(recordingOf(name), dockerWords());
  }

  /** Returns the pattern with the name that the registry has in recordings. */
  const wordsOf = (pattern: RegExp) => new RegExp(pattern.source.replaceAll("HOST", HOST));

  test.each(BUILD_CAUSES.map((cause) => [cause.name, cause] as const))("%s", async (_, cause) => {
    const {
      dockerfile,
      files = {},
      answer,
      platforms = [],
      isPushed,
      hasNoCache,
    }: BuildCause = cause;
    for (const [file, text] of Object.entries(files)) write(file, text);
    if (hasNoCache === true)
      await execute("docker", ["buildx", "prune", "-af"], { env: site.environment });
    const respond =
      answer?.message === undefined
        ? { status: answer?.status ?? 0 }
        : json(answer.status, { errors: [{ code: answer.code, message: answer.message }] });
    for (const { faults } of answer === undefined ? [] : [site.front, site.open])
      faults.add({ match: answer?.to ?? {}, times: Infinity, respond });
    const result = await run(
      dockerfile.replaceAll("HOST", site.open.host),
      { platforms },
      isPushed === true ? { inputs: { tags: "type=raw,value=v1" } } : { inputs: OFFLINE },
    );
    record(cause.name);
    expect([result.exitCode, result.outputs["failure-reason"]]).toStrictEqual([1, cause.reason]);
    const text = (result.annotations.at(-1)?.text ?? "")
      .replaceAll(site.open.host, HOST)
      .replaceAll(site.front.host, HOST);
    const [says = "", fix = ""] = text.split(". Fix: ");
    expect(says).toMatch(wordsOf(cause.says));
    expect(fix).toMatch(wordsOf(cause.fix));
    expect(result.annotations.map(({ properties }) => properties["line"])).toStrictEqual(
      cause.line === undefined ? [undefined] : [String(cause.line), undefined],
    );
  });

  test("builder-died", async () => {
    if (engines === undefined || engines.buildkit.origin === "docker") return;
    const options = { registry: site.registry };
    const builder = await startEngine(buildkit, options, engines.buildkit);
    let stopped: Promise<void> | undefined;
    const result = await run(
      "FROM node:24-bookworm-slim\nRUN echo begun && sleep 60\n",
      {},
      {
        inputs: OFFLINE,
        env: builder.environment,
        onLine: (line) => {
          if (/^#\d+ \d+\.\d+ begun/.test(line)) stopped ??= builder.stop();
        },
      },
    );
    await (stopped ?? builder.stop());
    record("builder-died");
    expect([result.exitCode, result.outputs["failure-reason"]]).toStrictEqual([
      1,
      "builder-unreachable",
    ]);
    expect(result.annotations.at(-1)?.text).toContain("the builder ended during the build");
  });
});
