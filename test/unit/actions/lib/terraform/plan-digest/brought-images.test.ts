import { describe, expect, test } from "@jest/globals";
import { withoutImages } from "../../../../../../actions/lib/terraform/plan-digest/brought-images.ts";
import {
  comparePlans,
  differenceLines,
} from "../../../../../../actions/lib/terraform/plan-digest/compare.ts";
import { keyFrom } from "../../../../../../actions/lib/terraform/plan-digest/digest.ts";
import { manifestOf } from "../../../../../../actions/lib/terraform/plan-digest/manifest.ts";
import type {
  Change,
  Json,
  Plan,
  ResourceChange,
} from "../../../../../../actions/lib/terraform/plan-json.ts";

const key = keyFrom(Buffer.alloc(32, 7));
const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const [OLD, NEW, OTHER] = ["1", "2", "3"].map(digest) as [string, string, string];
const reference = (of: string) => `111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop/web@${of}`;
const IMAGES = { web: { repository: "shop/web", digest: NEW } };

const WEB = "kubernetes_deployment_v1.web";
const pod = (image: string, more: Record<string, Json> = {}): Json => ({
  metadata: [{ generation: 1 }],
  spec: [{ replicas: 2, ...more, template: [{ spec: [{ container: [{ name: "web", image }] }] }] }],
});

const change = (actions: string, before: Json, after: Json, unknown?: Change["after_unknown"]) => ({
  actions: actions.split(","),
  before,
  after,
  ...(unknown === undefined ? {} : { after_unknown: unknown }),
});
function resource(address: string, of: Change, more: Partial<ResourceChange> = {}): ResourceChange {
  const [type = "", name = ""] = address.split(".");
  return { address, mode: "managed", type, name, change: of, ...more };
}
const planOf = (...resources: ResourceChange[]): Plan => ({
  format_version: "1.2",
  resource_changes: resources,
});
const withVariable = (plan: Plan, of: string): Plan => ({
  ...plan,
  variables: { images: { value: { web: { repository: "shop/web", digest: of } } } },
});

/** Returns the differences between the plan that was shown and the deployment's plan, and whose images change. */
function compare(shown: Plan, plan: Plan, images = IMAGES) {
  const same = (text: string) => text;
  const [expected, actual] = [manifestOf(shown, key, same), manifestOf(plan, key, same)];
  const compared = withoutImages(plan, images, expected, actual);
  return {
    addresses: compared.addresses,
    differences: differenceLines(comparePlans(compared.expected, compared.actual)),
  };
}
const update = resource(WEB, change("update", pod(reference(OLD)), pod(reference(NEW))));
const nothing = planOf();

describe("ignores a difference that only the images cause", () => {
  test("an update for the new image, if the plan that was shown does not change the object", () => {
    expect(compare(withVariable(nothing, OLD), withVariable(planOf(update), NEW))).toStrictEqual({
      addresses: [WEB],
      differences: [],
    });
  });

  test("a variable with another name that contains the images, but no other variable", () => {
    const named = (plan: Plan, of: string, text = "a"): Plan => ({
      ...plan,
      variables: { web_image: { value: reference(of) }, other: { value: text } },
    });
    expect(compare(named(nothing, OLD), named(planOf(update), NEW))).toStrictEqual({
      addresses: [WEB],
      differences: [],
    });
    expect(
      compare(named(nothing, OLD), named(planOf(update), OTHER)).differences,
    ).not.toStrictEqual([]);
    expect(
      compare(named(nothing, OLD), named(planOf(update), NEW, "b")).differences.join(),
    ).toContain("var.other");
  });

  test("the image of an object that the plan that was shown updates for another reason", () => {
    const shown = planOf(
      resource(
        WEB,
        change("update", pod(reference(OLD)), pod(reference(OLD), { paused: true, replicas: 3 })),
      ),
    );
    const plan = planOf(
      resource(
        WEB,
        change("update", pod(reference(OLD)), pod(reference(NEW), { paused: true, replicas: 3 })),
      ),
    );
    expect(compare(shown, plan)).toStrictEqual({ addresses: [WEB], differences: [] });
  });

  test("the image of an object that both plans create", () => {
    const created = (of: string) =>
      planOf(resource(WEB, change("create", null, pod(reference(of)))));
    expect(compare(created(OLD), created(NEW))).toStrictEqual({
      addresses: [WEB],
      differences: [],
    });
  });

  test("attributes that a provider computes again during the update", () => {
    const unknown = { metadata: [{ generation: true }] };
    const plan = planOf(
      resource(WEB, change("update", pod(reference(OLD)), pod(reference(NEW)), unknown)),
    );
    expect(compare(nothing, plan).differences).toStrictEqual([]);
  });

  test.each([
    ["kubernetes_job_v1.before", pod(reference(OLD)), pod(reference(NEW))],
    [
      "kubernetes_manifest.before",
      { manifest: { kind: "Job", image: reference(OLD) } },
      { manifest: { kind: "Job", image: reference(NEW) } },
    ],
    [
      "kubectl_manifest.before",
      { kind: "Job", yaml_body_parsed: `kind: Job\nimage: ${reference(OLD)}\n` },
      { kind: "Job", yaml_body_parsed: `kind: Job\nimage: ${reference(NEW)}\n` },
    ],
  ])("the replacement of a Job: %s", (address, before, after) => {
    const plan = planOf(resource(address, change("delete,create", before, after)));
    expect(compare(nothing, plan)).toStrictEqual({ addresses: [address], differences: [] });
  });

  const job = (name: string, image: string): Json => ({
    ...(pod(image) as object),
    metadata: [{ name }],
  });
  const JOB = "kubernetes_job_v1.migrate";
  const next = job("migrate-0b0b0b0b", reference(NEW));

  test("empty attributes that are null in the Job that replaces the old one", () => {
    const empties = { generate_name: "", labels: {}, generation: 0 };
    const old = job("migrate-0a0a0a0a", reference(OLD)) as { metadata: object[] };
    const before = { ...old, metadata: [{ ...old.metadata[0], ...empties }] } as Json;
    const plan = planOf(resource(JOB, change("delete,create", before, next)));
    expect(compare(nothing, plan)).toStrictEqual({ addresses: [JOB], differences: [] });
  });

  test.each<[string, Plan, Plan]>([
    [
      "that was not changed",
      nothing,
      planOf(resource(JOB, change("delete,create", job("migrate-0a0a0a0a", reference(OLD)), next))),
    ],
    [
      "that is new",
      planOf(resource(JOB, change("create", null, job("migrate-0c0c0c0c", reference(OLD))))),
      planOf(resource(JOB, change("create", null, next))),
    ],
  ])("the hash in the name of a Job %s", (_, shown, plan) => {
    expect(compare(shown, plan)).toStrictEqual({ addresses: [JOB], differences: [] });
  });

  test("outputs with the image, and data sources that are read after the update", () => {
    const plan: Plan = {
      ...planOf(
        update,
        resource(
          "data.kubernetes_ingress_v1.web",
          { ...change("read", null, {}), after_unknown: { status: true } },
          { mode: "data" },
        ),
      ),
      output_changes: {
        workloads: change("update", { web: reference(OLD) }, { web: reference(NEW) }),
        url: { ...change("update", "http://a", null), after_unknown: true },
      },
    };
    expect(compare(nothing, plan)).toStrictEqual({ addresses: [WEB], differences: [] });
  });
});

describe("keeps every other difference", () => {
  test.each([
    ["another name", "seed-0a0a0a0a", "migrate-0b0b0b0b"],
    ["names without a hash", "migrate-1", "migrate-2"],
  ])("a Job with %s", (_, before, after) => {
    const job = (name: string, image: string): Json => ({
      ...(pod(image) as object),
      metadata: [{ name }],
    });
    const [old, next] = [job(before, reference(OLD)), job(after, reference(NEW))];
    const plan = planOf(resource("kubernetes_job_v1.one", change("delete,create", old, next)));
    expect(compare(nothing, plan).differences).not.toStrictEqual([]);
  });

  const to = (after: Json, before = pod(reference(OLD)), actions = "update") =>
    planOf(resource(WEB, change(actions, before, after)));

  test.each<[string, Plan, string]>([
    [
      "more replicas",
      to(pod(reference(NEW), { replicas: 5 })),
      "added (update of spec[0].replicas)",
    ],
    [
      "an image that this deployment does not bring",
      to(pod(reference(OTHER))),
      "container[0].image)",
    ],
    ["another repository", to(pod(`evil/web@${NEW}`)), "container[0].image)"],
    ["the image with a tag", to(pod(`shop/web:1@${NEW}`)), "container[0].image)"],
    ["a command around the image", to(pod(`run ${reference(NEW)}`)), "container[0].image)"],
    ["a replacement", to(pod(reference(NEW)), undefined, "delete,create"), "added (delete,create)"],
    ["a new object", to(pod(reference(NEW)), null, "create"), "(create)"],
  ])("%s", (_, plan, words) => {
    expect(compare(nothing, plan).differences).toStrictEqual([expect.stringContaining(words)]);
  });

  test("a change that is missing now, also if the image changes", () => {
    const shown = to(pod(reference(OLD), { replicas: 3 }));
    expect(compare(shown, planOf(update)).differences).toStrictEqual([
      `${WEB}: spec[0].replicas differs`,
    ]);
    expect(compare(shown, nothing).differences).toStrictEqual([`${WEB}: missing (was update)`]);
  });

  test("a left-over object with the same address, and an object from another address", () => {
    const moved = planOf({ ...update, previous_address: "kubernetes_deployment_v1.old" });
    expect(compare(nothing, moved).differences).toStrictEqual([
      expect.stringContaining("added (update, moved from kubernetes_deployment_v1.old"),
    ]);
    const deposed = planOf({ ...update, deposed: "0a1b" });
    expect(compare(nothing, deposed).differences).toHaveLength(1);
  });

  test("all differences if the deployment brings no images", () => {
    expect(compare(nothing, planOf(update), {} as typeof IMAGES)).toStrictEqual({
      addresses: [],
      differences: [expect.stringContaining("container[0].image")],
    });
  });
});
