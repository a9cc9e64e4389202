import { existsSync } from "node:fs";
import path from "node:path";
import { EngineProblem, type Engine, type Found, type Started } from "../engine.ts";
import { launch } from "../launch.ts";
import { DEBIAN_NEEDED, debianEnvironment, unpackDebian } from "../recipes/debian.ts";
import { startInRunDirectory } from "../run-directory.ts";
import { toolEngine } from "../tool.ts";
import { execute } from "../execute.ts";
import { findDocker } from "./socket.ts";

export interface Dockerd {
  /** The client program. */
  docker: string;
  /** Environment for the client: DOCKER_HOST if we started the server. */
  environment: Record<string, string>;
  /** True if containers have no network of their own. Then run them with `--network=host`. */
  hostNetworkOnly: boolean;
}

const tool = toolEngine({
  name: "dockerd",
  purpose: "runs the images that were built",
  version: "20.10.24",
  needs: `Docker, or ${DEBIAN_NEEDED} and root`,
  programs: {
    docker: "root/usr/bin/docker",
    dockerd: "root/usr/sbin/dockerd",
    containerd: "root/usr/bin/containerd",
    runc: "root/usr/sbin/runc",
  },
  inputs: () => ["docker.io", "containerd", "runc", "tini"],
  build: (directory, log) =>
    unpackDebian(["docker.io", "containerd", "runc", "tini"], directory, log),
  environment: debianEnvironment,
  asksVersion: true,
  spaceMiB: 600,
});

/** The machine's Docker if it answers, else Debian's docker.io from the cache. */
export const dockerd: Engine<Dockerd> = {
  ...tool,
  async find() {
    const present = await findDocker();
    if (present === undefined) return tool.find();
    return { origin: "docker", version: present.version, files: { docker: present.client } };
  },
  async start(found) {
    if (found.origin === "docker") {
      const docker = found.files.docker ?? "docker";
      const stop = (): Promise<void> => Promise.resolve();
      return { docker, environment: {}, hostNetworkOnly: false, stop };
    }
    if (process.getuid?.() !== 0) throw new EngineProblem("dockerd needs root: run as root");
    return startInRunDirectory("docker", (run) => startDaemon(found, run));
  },
};

async function startDaemon(found: Found, run: string): Promise<Started<Dockerd>> {
  const { docker = "", dockerd: program = "" } = found.files;
  const folders = ["containerd", "runc", "docker"].map((role) =>
    path.dirname(found.files[role] ?? ""),
  );
  const host = `unix://${path.join(run, "docker.sock")}`;
  const { stop } = await launch({
    name: "dockerd",
    program,
    argv: [
      `--host=${host}`,
      `--data-root=${path.join(run, "data")}`,
      `--exec-root=${path.join(run, "exec")}`,
      `--pidfile=${path.join(run, "docker.pid")}`,
      // Do not change the machine's firewall and network interfaces.
      "--iptables=false",
      "--ip6tables=false",
      "--bridge=none",
    ],
    cwd: run,
    logFile: path.join(run, "dockerd.log"),
    env: { ...found.environment, PATH: [...new Set(folders), process.env.PATH ?? ""].join(":") },
    ready: () => answersDocker(docker, host, run),
    readyWithinMs: 30_000,
    graceMs: 15_000,
  });
  return { docker, environment: { DOCKER_HOST: host }, hostNetworkOnly: true, stop };
}

async function answersDocker(docker: string, host: string, run: string): Promise<boolean> {
  if (!existsSync(path.join(run, "docker.sock"))) return false;
  await execute(docker, ["version"], { env: { DOCKER_HOST: host }, timeoutMs: 5000 });
  return true;
}
