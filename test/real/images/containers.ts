import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { dockerd } from "../../engines/docker/engine.ts";
import type { Found } from "../../engines/engine.ts";
import { execute } from "../../engines/execute.ts";
import { freePort } from "../../engines/loopback.ts";
import { startEngine } from "../../engines/start.ts";

/** The part of `docker inspect` of a container that is used here. */
interface State {
  Status: string;
  ExitCode: number;
  OOMKilled: boolean;
  Health?: { Status: string };
}

export interface Container {
  id: string;
  /** http://127.0.0.1:PORT */
  url: string;
  state(): Promise<State>;
  /** Runs a program in the container and returns its output. */
  exec(...argv: string[]): Promise<string>;
  logs(): Promise<string>;
  /** Runs `docker stop`: SIGTERM, then SIGKILL after this number of seconds. */
  stop(seconds: number): Promise<void>;
  /** Requests a path and returns status and text. @returns undefined if nothing listens */
  get(path: string): Promise<{ status: number; text: string } | undefined>;
}

/**
 * A container engine that runs images as a kubelet would: without capabilities, without new privileges, with a
 * read-only file system.
 */
export interface Engine {
  pull(image: string): Promise<void>;
  run(image: string, variables: Readonly<Record<string, string>>): Promise<Container>;
  /** Removes all containers that were run here and stops the engine. */
  close(): Promise<void>;
}

export interface Login {
  host: string;
  user: string;
  password: string;
}

export async function openEngine(found: Found, directory: string, login: Login): Promise<Engine> {
  const running = await startEngine(dockerd, {}, found);
  const config = path.join(directory, "docker-config");
  mkdirSync(config);
  const auth = Buffer.from(`${login.user}:${login.password}`).toString("base64");
  const file = path.join(config, "config.json");
  writeFileSync(file, JSON.stringify({ auths: { [login.host]: { auth } } }), { mode: 0o600 });
  const docker = (...argv: string[]): Promise<string> =>
    execute(running.docker, ["--config", config, ...argv], {
      env: running.environment,
      timeoutMs: 180_000,
    });
  const ids: string[] = [];
  return {
    pull: async (image) => {
      await docker("pull", "--quiet", image);
    },
    run: async (image, variables) => {
      const container = await run(docker, image, variables);
      ids.push(container.id);
      return container;
    },
    close: async () => {
      if (ids.length > 0) await docker("rm", "--force", ...ids);
      await running.stop();
    },
  };
}

type Docker = (...argv: string[]) => Promise<string>;

async function run(
  docker: Docker,
  image: string,
  variables: Readonly<Record<string, string>>,
): Promise<Container> {
  const port = await freePort();
  const values = Object.entries({ ...variables, PORT: String(port) });
  const id = await docker(
    ...["run", "--detach", "--network=host", "--read-only"],
    ...["--cap-drop=ALL", "--security-opt=no-new-privileges"],
    ...values.map(([name, value]) => `--env=${name}=${value}`),
    image,
  );
  return containerOf(docker, id.trim(), `http://127.0.0.1:${port}`);
}

function containerOf(docker: Docker, id: string, url: string): Container {
  return {
    id,
    url,
    state: async () => JSON.parse(await docker("inspect", "--format={{json .State}}", id)) as State,
    exec: (...argv) => docker("exec", id, ...argv),
    logs: () => docker("logs", id),
    stop: async (seconds) => {
      await docker("stop", `--time=${seconds}`, id);
    },
    get: async (where) => {
      try {
        const signal = AbortSignal.timeout(5000);
        const response = await fetch(new URL(where, url), { signal });
        return { status: response.status, text: await response.text() };
      } catch {
        return undefined;
      }
    },
  };
}

/** Waits until a condition is true. @throws Error with the last observation if that takes more than a minute */
export async function until<T>(
  look: () => Promise<T>,
  holds: (value: T) => boolean,
  limitMs = 60_000,
): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = await look();
    if (holds(value)) return value;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(value)} after ${limitMs} ms`);
    await pause(100);
  }
}
