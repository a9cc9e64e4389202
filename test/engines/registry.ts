import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Engine } from "./engine.ts";
import { launch } from "./launch.ts";
import { answers, withFreePorts } from "./loopback.ts";
import { debianProgram } from "./recipes/debian.ts";
import { startInRunDirectory } from "./run-directory.ts";

export interface Registry {
  /** 127.0.0.1:PORT, as in image names. */
  host: string;
  /** http://127.0.0.1:PORT */
  url: string;
}

export interface RegistryOptions {
  /** Directory for the images. Default: a directory of the run. */
  directory?: string;
}

const tool = debianProgram({
  name: "registry",
  purpose: "an independent OCI registry",
  version: "2.8.2",
  program: "docker-registry",
  range: ">=2.8",
});

/** Debian's build of https://github.com/distribution/distribution, without authentication. */
export const registry: Engine<Registry, RegistryOptions> = {
  ...tool,
  start: (found, options) =>
    startInRunDirectory("registry", async (run) => {
      const images = options.directory ?? path.join(run, "images");
      await mkdir(images, { recursive: true });
      return withFreePorts(1, async ([port = 0]) => {
        const host = `127.0.0.1:${port}`;
        const file = path.join(run, "registry.yml");
        await writeFile(file, configuration(host, images));
        const { stop } = await launch({
          name: "docker-registry",
          program: found.files.registry ?? "docker-registry",
          argv: ["serve", file],
          cwd: run,
          logFile: path.join(run, "registry.log"),
          env: found.environment ?? {},
          ready: () => answers(`http://${host}/v2/`),
          readyWithinMs: 15_000,
        });
        return { host, url: `http://${host}`, stop };
      });
    }),
};

function configuration(host: string, images: string): string {
  // JSON is valid YAML, and it quotes paths.
  return JSON.stringify({
    version: 0.1,
    log: { level: "warn" },
    storage: { filesystem: { rootdirectory: images }, delete: { enabled: true } },
    http: { addr: host },
  });
}
