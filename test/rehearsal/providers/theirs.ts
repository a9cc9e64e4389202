import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { moto } from "../../engines/moto/engine.ts";
import { providerMirror } from "../../engines/provider-mirror.ts";
import { requireFound, startEngine } from "../../engines/start.ts";
import { terraform } from "../../engines/terraform.ts";
import type { ResourceChange } from "../../golden/terraform/workspace.ts";
import { writeMirrorConfiguration } from "../../support/provider-mirror.ts";
import type { Side } from "../service.ts";
import { Infrastructure, readData } from "./client.ts";
import type { Client, Recorded, States } from "./client.ts";

/** Starts the real hashicorp/aws on moto, and reads the recordings of the real hashicorp/kubernetes. */
export async function theirs(): Promise<Side<Client>> {
  const aws = await startEngine(moto, {});
  const directory = mkdtempSync(path.join(tmpdir(), "providers-"));
  const mirrors = Object.values((await requireFound(providerMirror)).files);
  const program = (await requireFound(terraform)).files["terraform"] ?? "terraform";
  const environment = {
    PATH: `${path.dirname(program)}${path.delimiter}${process.env["PATH"] ?? ""}`,
    TF_CLI_CONFIG_FILE: writeMirrorConfiguration(directory, mirrors),
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: "conformance",
    AWS_SECRET_ACCESS_KEY: "conformance",
  };
  const infrastructure = new Infrastructure(environment);
  let data: Promise<Record<string, unknown>> | undefined;
  return {
    client: {
      infrastructure,
      recorded: recording(),
      data: () => (data ??= infrastructure.second().then(() => readData(environment))),
    },
    async stop() {
      infrastructure.remove();
      await aws.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Reads observed/plans.json: excerpts of plans of hashicorp/kubernetes 3.2.1 on Kubernetes 1.36.3. */
function recording(): Recorded {
  const file = path.join(import.meta.dirname, "observed/plans.json");
  const { plans, state } = JSON.parse(readFileSync(file, "utf8")) as {
    plans: Record<string, ResourceChange[]>;
    state: States;
  };
  return {
    plan(name) {
      const plan = plans[name];
      if (plan === undefined) return Promise.reject(new Error(`no recorded plan ${name}`));
      return Promise.resolve(plan);
    },
    state: () => Promise.resolve(state),
  };
}
