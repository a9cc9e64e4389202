import { describe, expect, test } from "@jest/globals";
import { whyNoAddress } from "../../../../../actions/kube-deploy/src/report/address.ts";
import type { State } from "../../../../../actions/lib/terraform/state.ts";
import { eventOf } from "../rollout/worlds.ts";

const state = {
  values: {
    root_module: {
      resources: [
        {
          address: "kubernetes_ingress_v1.web",
          mode: "managed",
          type: "kubernetes_ingress_v1",
          name: "web",
          values: { metadata: [{ name: "web", namespace: "shop" }], spec: [{}] },
        },
      ],
    },
  },
} as unknown as State;
const SUBNETS =
  "Failed build model due to couldn't auto-discover subnets: unable to resolve at least one subnet";

const why = (given: State, ...items: object[]) => {
  const asked: string[] = [];
  const json = (path: string) => {
    asked.push(path);
    return Promise.resolve({ items });
  };
  return whyNoAddress({ json } as Parameters<typeof whyNoAddress>[0], given).then((said) => ({
    said,
    asked: asked.map((path) => path.replace(/\?.*/, "")),
  }));
};
const warning = (reason: string, message: string, lastTimestamp: string) =>
  eventOf("Ingress", "web", reason, { message, lastTimestamp });

describe("why an Ingress has no address", () => {
  test("is the newest warning of its controller", async () => {
    const older = warning("FailedDeployModel", "older", "2026-11-21T09:00:00Z");
    const newer = warning("FailedBuildModel", SUBNETS, "2026-11-21T09:05:00Z");
    expect(await why(state, older, newer)).toStrictEqual({
      said: `FailedBuildModel: ${SUBNETS}`,
      asked: ["/api/v1/namespaces/shop/events"],
    });
  });

  test("is not known from notes, or from events of other objects", async () => {
    const note = eventOf("Ingress", "web", "Synced", { type: "Normal" });
    const others = [
      eventOf("Ingress", "api", "FailedBuildModel"),
      eventOf("Service", "web", "FailedBuildModel"),
    ];
    expect((await why(state, note, ...others)).said).toBeUndefined();
  });

  test("is not asked for without an Ingress", async () => {
    const empty = { values: { root_module: { resources: [] } } } as unknown as State;
    expect(await why(empty)).toStrictEqual({ said: undefined, asked: [] });
  });
});
