import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Digest } from "../../actions/lib/image-reference.ts";
import { execute } from "../engines/execute.ts";
import { registry } from "../engines/registry.ts";
import { skopeo } from "../engines/skopeo.ts";
import { startEngine } from "../engines/start.ts";
import { Faults } from "../../rehearsal/base/faults.ts";
import { promoteImages, pushLayers, registriesOf } from "../support/promotions.ts";

const MIB = 1024 * 1024;
/** Layer sizes in bytes: 200 MiB in three layers. */
const LAYERS = [100 * MIB, 60 * MIB, 40 * MIB];
const ROUNDS = 3;
const REPOSITORY = "bench/app";

export interface PromotionFigures {
  /** Median milliseconds of a promotion. `skopeo copy` is measured in turn with it. */
  ours: number;
  skopeo: number;
  /** Highest number of bytes of memory that a promotion used, in addition to what the process used before. */
  memory: number;
}

/**
 * Promotes 200 MiB between two docker-registries, in turn with skopeo. The destination is a new registry each time,
 * because skopeo remembers which blobs other repositories of a registry have, and would mount them.
 * @returns undefined if an engine is missing
 */
export async function measurePromotion(): Promise<PromotionFigures | undefined> {
  const [server, copier] = [await registry.find(), await skopeo.find()];
  if (server === undefined || copier === undefined) return undefined;
  const directory = mkdtempSync(path.join(tmpdir(), "eks-pipeline-bench-"));
  const source = await startEngine(registry, {}, server);
  try {
    const digest = await pushLayers(source, REPOSITORY, "v1", LAYERS);
    const figures: { ours: number[]; skopeo: number[]; memory: number[] } = {
      ours: [],
      skopeo: [],
      memory: [],
    };
    for (let round = 0; round <= ROUNDS; round += 1) {
      const promotion = await withDestination(server, (to) => promoteOnce(source, to, digest));
      const copy = await withDestination(server, ({ host }) =>
        timed(() =>
          execute(
            copier.files["skopeo"] ?? "",
            [
              "copy",
              "--src-tls-verify=false",
              "--dest-tls-verify=false",
              "--insecure-policy",
              `docker://${source.host}/${REPOSITORY}:v1`,
              `docker://${host}/${REPOSITORY}:v1`,
            ],
            { env: { ...copier.environment, HOME: directory, TMPDIR: directory } },
          ),
        ),
      );
      // The first round warms up the disk and the compiler.
      if (round === 0) continue;
      figures.ours.push(promotion.milliseconds);
      figures.memory.push(promotion.memory);
      figures.skopeo.push(copy);
    }
    const { ours, skopeo: theirs, memory } = figures;
    return { ours: median(ours), skopeo: median(theirs), memory: Math.max(...memory) };
  } finally {
    await source.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

type Server = Awaited<ReturnType<NonNullable<typeof registry.start>>>;

async function withDestination<T>(
  found: NonNullable<Awaited<ReturnType<typeof registry.find>>>,
  work: (destination: Server) => Promise<T>,
): Promise<T> {
  const destination = await startEngine(registry, {}, found);
  try {
    return await work(destination);
  } finally {
    await destination.stop();
  }
}

async function promoteOnce(source: Server, destination: Server, digest: Digest) {
  const site = ({ url }: Server) => ({ url, faults: new Faults() });
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  const before = process.memoryUsage().rss;
  let most = before;
  const sample = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
  try {
    const promotion = { name: "app", digest, from: REPOSITORY, sourceTag: "v1" };
    const milliseconds = await timed(() =>
      promoteImages(
        [{ ...promotion, to: REPOSITORY, tags: ["v1"] }],
        registriesOf(site(source), site(destination)),
      ),
    );
    return { milliseconds, memory: most - before };
  } finally {
    clearInterval(sample);
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const median = (values: number[]): number =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
