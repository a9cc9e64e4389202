import { describe, expect, it } from "@jest/globals";
import { imageChangesOf } from "../../../../../actions/kube-deploy/src/plan/image-changes.ts";
import type { Plan } from "../../../../../actions/lib/terraform/plan-json.ts";
import { WEB_DEPLOYMENT, deploymentValues } from "../../../../support/kubernetes/planned.ts";

const OLD = `host.example/shop/web@sha256:${"1".repeat(64)}`;
const NEW = `host.example/shop/web@sha256:${"2".repeat(64)}`;

const deployment = (
  images: Record<string, string | undefined>,
  init: Record<string, string> = {},
) => ({
  ...WEB_DEPLOYMENT,
  values: deploymentValues({
    init_container: Object.entries(init).map(([name, image]) => ({ name, image })),
    container: Object.entries(images).map(([name, image]) => ({ name, image })),
  }),
});

const manifest = (image: string) => ({
  address: "kubernetes_manifest.job",
  mode: "managed",
  type: "kubernetes_manifest",
  name: "job",
  values: {
    manifest: {
      kind: "Job",
      metadata: { name: "migrate", namespace: "shop" },
      spec: { template: { spec: { containers: [{ name: "migrate", image }] } } },
    },
  },
});

const planOf = (before: object[], after: object[]): Plan => ({
  format_version: "1.2",
  prior_state: { values: { root_module: { child_modules: [{ resources: before }] } } },
  planned_values: { root_module: { resources: after } },
});

describe("the images that a plan changes", () => {
  it.each<[string, object[], object[], unknown[]]>([
    ["nothing", [deployment({ web: OLD })], [deployment({ web: OLD })], []],
    [
      "another digest",
      [deployment({ web: OLD, side: OLD })],
      [deployment({ web: NEW, side: OLD })],
      [{ workload: "Deployment shop/web", container: "web", before: OLD, after: NEW }],
    ],
    [
      "an init container",
      [deployment({}, { init: OLD })],
      [deployment({}, { init: NEW })],
      [{ workload: "Deployment shop/web", container: "init", before: OLD, after: NEW }],
    ],
    [
      "a new workload",
      [],
      [deployment({ web: NEW })],
      [{ workload: "Deployment shop/web", container: "web", before: undefined, after: NEW }],
    ],
    [
      "a workload that is deleted",
      [deployment({ web: OLD })],
      [],
      [{ workload: "Deployment shop/web", container: "web", before: OLD, after: undefined }],
    ],
    [
      "an image that is not known yet",
      [deployment({ web: OLD })],
      [deployment({ web: undefined })],
      [{ workload: "Deployment shop/web", container: "web", before: OLD, after: undefined }],
    ],
    [
      "a manifest",
      [manifest(OLD)],
      [manifest(NEW)],
      [{ workload: "Job shop/migrate", container: "migrate", before: OLD, after: NEW }],
    ],
    [
      "a workload that only moves to another address",
      [deployment({ web: OLD })],
      [{ ...deployment({ web: OLD }), address: "module.web.kubernetes_deployment_v1.this" }],
      [],
    ],
  ])("%s", (_, before, after, changes) => {
    expect(imageChangesOf(planOf(before, after))).toStrictEqual(changes);
  });

  it("are none in a plan without values, or with unexpected templates", () => {
    expect(imageChangesOf({ format_version: "1.2" })).toStrictEqual([]);
    const odd = { ...deployment({}), values: { metadata: [{ name: "web" }], spec: "text" } };
    expect(imageChangesOf(planOf([], [odd]))).toStrictEqual([]);
  });
});
