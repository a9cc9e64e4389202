// Records rollouts of a real Kubernetes control plane, for the unit tests of kube-deploy: `npm run record -- --only
// rollouts`.
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { format } from "prettier";
import type { Started } from "../../engines/engine.ts";
import { kubernetes as engine } from "../../engines/kubernetes/engine.ts";
import type { Kubernetes } from "../../engines/kubernetes/engine.ts";
import type { Recording } from "./recording.ts";
import { CRASHING, MISSING, SCENARIOS, play } from "./scenarios.ts";
import type { Scenario } from "./scenarios.ts";
import { Stage } from "./stage.ts";

/** Number of scenarios at the same time. Their pods must fit on the two nodes of the engine. */
const SIDE_BY_SIDE = 4;

/** Plays every scenario and writes its recording to `directory`/NAME.json. @throws Error if the engine is missing */
export async function recordRollouts(directory: string): Promise<void> {
  const found = await engine.find();
  if (found === undefined || engine.start === undefined)
    throw new Error("the engine kubernetes is not installed: run npm run engines");
  await mkdir(directory, { recursive: true });
  const kubernetes = await engine.start(found, { delays: { secondMs: 10 } });
  try {
    kubernetes.kubelet.fail({ reason: "image-not-found", image: MISSING });
    kubernetes.kubelet.fail({ reason: "crash", image: CRASHING });
    const waiting = [...SCENARIOS];
    const playWaiting = async () => {
      for (let scenario = waiting.shift(); scenario !== undefined; scenario = waiting.shift()) {
        const recording = await record(scenario, kubernetes);
        const text = await format(JSON.stringify(recording), { parser: "json", printWidth: 100 });
        await writeFile(path.join(directory, `${scenario.name}.json`), text);
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, playWaiting));
  } finally {
    await kubernetes.stop();
  }
}

async function record(scenario: Scenario, kubernetes: Started<Kubernetes>): Promise<Recording> {
  const { kind } = scenario;
  const namespace = `rollout-${scenario.name}`;
  const workload = { kind, namespace, name: "app", shortLived: false };
  const stage = new Stage(kubernetes, workload);
  await stage.open();
  await play(scenario, stage);
  const recording = stage.recording();
  await stage.close();
  return recording;
}

/**
 * Records again and compares with the recordings in `directory`.
 * @returns a text for each recording that differs
 * @throws Error if the engine is missing
 */
export async function findOutdatedRollouts(directory: string): Promise<string[]> {
  const again = await mkdtemp(path.join(tmpdir(), "rollouts-"));
  try {
    await recordRollouts(again);
    const read = (folder: string, file: string) =>
      readFile(path.join(folder, file), "utf8").catch(() => "");
    const files = [...(await readdir(directory)), ...(await readdir(again))];
    const recordings = [...new Set(files)].filter((file) => file.endsWith(".json")).sort();
    const changed: string[] = [];
    for (const file of recordings) {
      const [before, after] = [await read(directory, file), await read(again, file)];
      if (before === after) continue;
      changed.push(`${file} differs, ${firstDifference(before, after)}`);
    }
    return changed;
  } finally {
    await rm(again, { recursive: true, force: true });
  }
}

function firstDifference(before: string, after: string): string {
  const recorded = before.split("\n");
  const live = after.split("\n");
  const line = recorded.findIndex((text, index) => text !== live[index]);
  const from = Math.max(0, line - 3);
  const excerpt = (mark: string, lines: string[]) =>
    lines.slice(from, line + 4).map((text) => `${mark} ${text}`);
  return [
    `line ${line + 1} (- recorded, + live)`,
    ...excerpt("-", recorded),
    ...excerpt("+", live),
  ].join("\n");
}
