// Runs a control plane for the rehearsal (`--real kubernetes`). See rehearsal/real/kubernetes.ts.
import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { FoundImage } from "../../../rehearsal/kubernetes/kubelet/image-fit.ts";
import type {
  ControlPlane,
  ControlPlaneOptions,
  ImageAnswer,
  ImageQuestion,
} from "../../../rehearsal/real/protocol.ts";
import { helm } from "../helm.ts";
import { send, serve } from "../serve.ts";
import { startEngine } from "../start.ts";
import { kubernetes } from "./engine.ts";

const answers = new Map<number, (found: FoundImage) => void>();
process.on("message", ({ id, found }: ImageAnswer) => {
  answers.get(id)?.(found);
  answers.delete(id);
});

let count = 0;
const findImage = (image: string, architecture: string): Promise<FoundImage> =>
  new Promise((resolve) => {
    count += 1;
    answers.set(count, resolve);
    const question: ImageQuestion = { id: count, image, architecture };
    send(question);
  });

await serve<ControlPlane>(async (options) => {
  const { failures, tokenWebhook } = options as ControlPlaneOptions;
  const running = await startEngine(kubernetes, {
    failures,
    findImage,
    ...(tokenWebhook === undefined ? {} : { tokenWebhook: { url: tokenWebhook } }),
  });
  const bin = await mkdtemp(path.join(tmpdir(), "eks-pipeline-bin-"));
  const stop = async (): Promise<void> => {
    await running.stop();
    await rm(bin, { recursive: true, force: true });
  };
  try {
    const notes = await installTools(bin, running.kubectl);
    const { url, certificateAuthority } = running;
    const kubeconfig = await readFile(running.kubeconfig, "utf8");
    return { ready: { url, certificateAuthority, kubeconfig, bin, notes }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
});

/**
 * Puts `helm`, and `kubectl` in the version of the control plane, into the folder.
 * @returns messages about missing tools
 */
async function installTools(bin: string, [program, argument]: [string, string]): Promise<string[]> {
  const launcher = path.join(bin, "kubectl");
  await writeFile(launcher, `#!/bin/sh\nexec '${program}' ${argument} "$@"\n`);
  await chmod(launcher, 0o755);
  const found = await helm.find();
  if (found === undefined) return [`helm is not installed: npm run engines -- --only helm`];
  await symlink(found.files["helm"] ?? "helm", path.join(bin, "helm"));
  return [];
}
