import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { baseImage, BASE_IMAGE } from "../base-image/engine.ts";
import { pushLayout } from "../base-image/layout.ts";
import { findDocker } from "../docker/socket.ts";
import { EngineProblem, type Engine, type Found, type Started } from "../engine.ts";
import { execute } from "../execute.ts";
import { launch } from "../launch.ts";
import { locate } from "../locate.ts";
import { DEBIAN_NEEDED, debianEnvironment, unpackDebian } from "../recipes/debian.ts";
import { GO_NEEDED, buildGoModule, goInputs } from "../recipes/go.ts";
import { registry } from "../registry.ts";
import { startInRunDirectory } from "../run-directory.ts";
import { requireFound, startEngine } from "../start.ts";
import { toolEngine } from "../tool.ts";

export interface Buildkit {
  /** 127.0.0.1:PORT of the registry to push to. */
  registry: string;
  /**
   * For processes that run `docker buildx build`: a PATH that starts with a `docker` that has buildx, and
   * the builder to use. Empty if the machine's own Docker builds.
   */
  environment: Record<string, string>;
}

export interface BuildkitOptions {
  /**
   * 127.0.0.1:PORT of a registry on plain http that gets the base image and takes pushes. Default: a
   * registry is started, which ends with BuildKit.
   */
  registry?: string;
  /** More registries on plain http. */
  plainHttp?: readonly string[];
}

type Builder = Omit<Buildkit, "registry">;
type Settings = BuildkitOptions & { registry: string };

const MODULE = import.meta.dirname;
const BUILDER = "eks-pipeline";
const LOOKUP = "eks-pipeline-lookup";
const VERSION = "0.33.0";

const tool = toolEngine({
  name: "buildkit",
  purpose: "really builds and pushes docker/frontend and docker/backend",
  version: VERSION,
  needs: `Docker with buildx, or ${GO_NEEDED}, ${DEBIAN_NEEDED} and root`,
  programs: {
    buildx: "bin/buildx",
    buildkitd: "bin/buildkitd",
    runc: "root/usr/sbin/runc",
  },
  inputs: () => goInputs(MODULE),
  async build(directory, log) {
    await unpackDebian(["runc"], directory, log);
    await buildGoModule(
      {
        module: MODULE,
        packages: {
          buildx: "github.com/docker/buildx/cmd/buildx",
          buildkitd: "github.com/moby/buildkit/cmd/buildkitd",
        },
        settings: {
          "github.com/docker/buildx/version.Version": "v0.37.0",
          "github.com/moby/buildkit/version.Version": `v${VERSION}`,
        },
      },
      directory,
      log,
    );
  },
  environment: debianEnvironment,
  spaceMiB: 2000,
});

/** buildx with the machine's Docker if that answers, else a BuildKit that we built. */
export const buildkit: Engine<Buildkit, BuildkitOptions> = {
  ...tool,
  async find() {
    const docker = await findDocker();
    if (docker !== undefined && (await hasBuildx(docker.client))) {
      return { origin: "docker", version: docker.version, files: { docker: docker.client } };
    }
    return tool.find();
  },
  async start(found, options) {
    const own = options.registry === undefined ? await startEngine(registry, {}) : undefined;
    const host = options.registry ?? own?.host ?? "";
    try {
      const running = await startBuilder(found, { ...options, registry: host });
      const stop = async (): Promise<void> => {
        await running.stop();
        await own?.stop();
      };
      return { ...running, registry: host, stop };
    } catch (error) {
      await own?.stop();
      throw error;
    }
  },
};

async function startBuilder(found: Found, options: Settings): Promise<Started<Builder>> {
  if (found.origin === "docker") return { environment: {}, stop: () => Promise.resolve() };
  if (process.getuid?.() !== 0) {
    throw new EngineProblem("buildkitd needs root: run as root, or install Docker with buildx");
  }
  const image = await requireFound(baseImage);
  const layout = path.dirname(image.files.index ?? "");
  await pushLayout(layout, `http://${options.registry}`, BASE_IMAGE.repository, BASE_IMAGE.tag);
  return startInRunDirectory("buildkit", (run) => startDaemon(found, options, run));
}

async function hasBuildx(docker: string): Promise<boolean> {
  return execute(docker, ["buildx", "version"], { timeoutMs: 5000 }).then(
    () => true,
    () => false,
  );
}

async function startDaemon(
  found: Found,
  options: Settings,
  run: string,
): Promise<Started<Builder>> {
  const { buildx = "", buildkitd = "", runc = "" } = found.files;
  const socket = `unix://${path.join(run, "buildkitd.sock")}`;
  const file = path.join(run, "buildkitd.toml");
  const settings = configuration(run, socket, options);
  await writeFile(file, settings);
  await describeLookup(path.join(run, "buildx"), settings);
  const bin = await makeClient(buildx, run);
  const environment = {
    PATH: `${bin}:${process.env.PATH ?? ""}`,
    BUILDX_CONFIG: path.join(run, "buildx"),
    BUILDX_BUILDER: BUILDER,
  };
  const { stop } = await launch({
    name: "buildkitd",
    program: buildkitd,
    argv: ["--config", file],
    cwd: run,
    logFile: path.join(run, "buildkitd.log"),
    env: { ...found.environment, PATH: `${path.dirname(runc)}:${process.env.PATH ?? ""}` },
    // `inspect --bootstrap` fails until the worker has registered.
    ready: async () => {
      const { BUILDX_CONFIG } = environment;
      const known = ["create", "--name", BUILDER, "--driver", "remote", socket];
      await execute(buildx, known, { env: { BUILDX_CONFIG } }).catch(() => undefined);
      const look = ["inspect", BUILDER, "--bootstrap"];
      const text = await execute(buildx, look, { env: { BUILDX_CONFIG }, timeoutMs: 10_000 });
      return /Status:\s+running/.test(text);
    },
    readyWithinMs: 30_000,
    graceMs: 10_000,
  });
  return { environment, stop };
}

/** https://docs.docker.com/build/buildkit/toml-configuration/ */
function configuration(run: string, socket: string, options: Settings): string {
  const plain = [options.registry, ...(options.plainHttp ?? [])];
  return `root = ${JSON.stringify(path.join(run, "root"))}
insecure-entitlements = ["network.host"]

[grpc]
address = [${JSON.stringify(socket)}]

[worker.oci]
# RUN steps reach the package registries the way this machine does.
networkMode = "host"

[worker.containerd]
enabled = false

# "FROM node:24-bookworm-slim" stays as it is: the loopback registry stands in for Docker Hub.
[registry."docker.io"]
mirrors = [${JSON.stringify(options.registry)}]
${plain.map((host) => `\n[registry.${JSON.stringify(host)}]\nhttp = true\n`).join("")}`;
}

/**
 * Describes a builder that builds nothing. `buildx imagetools` reads the mirror of docker.io from the description of
 * its builder, and the description of a remote builder cannot have a mirror.
 */
async function describeLookup(buildxConfig: string, settings: string): Promise<void> {
  const Files = { "buildkitd.toml": Buffer.from(settings).toString("base64") };
  const Nodes = [{ Name: `${LOOKUP}0`, Endpoint: "unix:///dev/null", Files }];
  const instances = path.join(buildxConfig, "instances");
  await mkdir(instances, { recursive: true });
  await writeFile(
    path.join(instances, LOOKUP),
    JSON.stringify({ Name: LOOKUP, Driver: "docker-container", Nodes, Dynamic: false }),
  );
}

/**
 * Makes a folder with a `docker` that passes `docker buildx …` to our buildx, and everything else to the
 * machine's client. A plugin folder would not be enough: a caller that sets DOCKER_CONFIG hides it.
 */
async function makeClient(buildx: string, run: string): Promise<string> {
  const bin = path.join(run, "bin");
  await mkdir(bin);
  const client = await locate("docker");
  const rest =
    client === undefined
      ? 'echo "docker: only buildx is here, not: $*" >&2; exit 1'
      : `exec "${client}" "$@"`;
  const script = `#!/bin/sh
if [ "$1" = buildx ]; then
  shift
  if [ "$1" = imagetools ]; then
    exec "${buildx}" --builder ${LOOKUP} "$@"
  fi
  exec "${buildx}" "$@"
fi
${rest}
`;
  const file = path.join(bin, "docker");
  await writeFile(file, script);
  await chmod(file, 0o755);
  return bin;
}
