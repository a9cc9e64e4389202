import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startReplay } from "../../support/replay.ts";
import type { Replay } from "../../support/replay.ts";
import type { Plan, ResourceChange } from "./workspace.ts";
import { Workspace } from "./workspace.ts";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));

interface Recorded {
  after: Record<string, unknown>;
  after_unknown: Record<string, unknown>;
  state: Record<string, unknown>;
}

function recorded(name: string): unknown {
  return JSON.parse(readFileSync(`${FOLDER}/${name}.json`, "utf8"));
}

const created = recorded("kubernetes-create") as Record<string, Recorded>;

function changeOf(plan: Plan, address: string): ResourceChange["change"] {
  const found = plan.resource_changes?.find((change) => change.address === address);
  if (!found) throw new Error(`no ${address} in the plan`);
  return found.change;
}

describe("kubernetes resources as hashicorp/kubernetes 3.2.1 plans and stores them", () => {
  let replay: Replay;
  let workspace: Workspace;
  let variables: string[];

  beforeAll(async () => {
    replay = await startReplay();
    workspace = new Workspace("recorded", replay.providers.environment(), FOLDER);
    const { url, certificateAuthority } = replay.kubernetes;
    variables = [`-var=host=${url}`, `-var=certificate_authority=${certificateAuthority}`];
    await workspace.init();
  });

  afterAll(async () => {
    workspace.remove();
    await replay.close();
  });

  it.each(Object.keys(created))(
    "%s is planned with the same known and unknown values",
    async (address) => {
      const { plan } = await workspace.plan(...variables, "-refresh=false", `-target=${address}`);
      const change = changeOf(plan, address);
      expect(change.after).toStrictEqual(created[address]!.after);
      expect(change.after_unknown).toStrictEqual(created[address]!.after_unknown);
    },
  );

  it("all are stored with the same values after apply", async () => {
    await workspace.plan(...variables);
    await workspace.apply();
    const state = JSON.parse(await workspace.succeed("show", "-json")) as {
      values: { root_module: { resources: { address: string; values: object }[] } };
    };
    const resources = Object.fromEntries(
      state.values.root_module.resources.map(({ address, values }) => [address, stable(values)]),
    );
    const expected = Object.fromEntries(
      Object.entries(created).map(([address, { state }]) => [address, stable(state)]),
    );
    expect(resources).toStrictEqual(expected);
  });

  it.each([
    ["replace-namespace", "-var=namespace=store"],
    ["replace-selector", "-var=app_label=web2"],
  ])("%s replaces the same resources for the same attributes", async (name, variable) => {
    const { plan } = await workspace.plan(...variables, variable);
    const paths = (recorded("kubernetes-replace") as Record<string, Record<string, object>>)[name]!;
    const ours = Object.keys(paths).map((address) => {
      const { actions, replace_paths = null } = changeOf(plan, address);
      return [address, { actions, replace_paths }];
    });
    expect(Object.fromEntries(ours)).toStrictEqual(paths);
  });
});

/** Values that every API server makes up anew. */
const MADE_UP = /^(uid|resource_version|cluster_ip|cluster_ips|node_port)$/;

function stable(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (name, part: unknown) => (MADE_UP.test(name) ? "made up" : part)),
  );
}
