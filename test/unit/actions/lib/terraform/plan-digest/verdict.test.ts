import { describe, expect, it } from "@jest/globals";
import type { ActionInvocation, Plan } from "../../../../../../actions/lib/terraform/plan-json.ts";
import { digestOf, keyFrom } from "../../../../../../actions/lib/terraform/plan-digest/digest.ts";
import type { Binding } from "../../../../../../actions/lib/terraform/plan-digest/digest.ts";
import type { PlanIdentity } from "../../../../../../actions/lib/terraform/plan-digest/identify.ts";
import { manifestOf } from "../../../../../../actions/lib/terraform/plan-digest/manifest.ts";
import type { ManifestFile } from "../../../../../../actions/lib/terraform/plan-digest/manifest-file.ts";
import { reviewPlan } from "../../../../../../actions/lib/terraform/plan-digest/verdict.ts";
import { WEB_DEPLOYMENT } from "../../../../../support/kubernetes/planned.ts";
import type {
  Expected,
  Review,
} from "../../../../../../actions/lib/terraform/plan-digest/verdict.ts";

const key = keyFrom(Buffer.alloc(32, 7));
const BINDING: Binding = {
  state: { bucket: "b", key: "k", lineage: "l" },
  environment: "dev",
  release: undefined,
  command: "apply",
};

const planOf = (actions: string[], type = "t3.large"): Plan => ({
  format_version: "1.2",
  resource_changes: [
    {
      address: "aws_instance.web",
      mode: "managed",
      type: "aws_instance",
      name: "web",
      change: { actions, before: null, after: { instance_type: type } },
    },
  ],
});

function identityOf(plan: Plan, change: Partial<Binding> = {}): PlanIdentity {
  const binding = { ...BINDING, ...change };
  const manifest = manifestOf(plan, key, (text) => text);
  return { manifest, digest: digestOf(manifest, binding, key), binding, key };
}

const fileOf = ({ manifest, digest, binding }: PlanIdentity): ManifestFile => ({
  digest,
  manifest,
  environment: binding.environment,
  secrets: [],
  release: binding.release,
  command: binding.command,
});

const CREATE = planOf(["create"]);
const UPDATE = planOf(["update"]);
const OTHER = planOf(["update"], "t3.small");
const actionOf = (event: string): ActionInvocation => ({
  address: "action.x.y",
  lifecycle_action_trigger: {
    triggering_resource_address: "aws_instance.web",
    action_trigger_event: event,
  },
});
const NO_KEY = { why: "s3://b/dev/digest-key does not exist yet" };
const given = (change: Partial<Expected> = {}): Expected => ({
  digest: undefined,
  manifest: undefined,
  unreviewed: "apply",
  ...change,
});

const short = ({ verdict, refusal }: Review) => [verdict, refusal?.reason];

describe("a plan that was approved", () => {
  const approved = fileOf(identityOf(UPDATE));
  const reviewed = (plan: Plan, change: Partial<Binding> = {}) => ({
    plan,
    changed: true,
    identity: identityOf(plan, change),
  });
  const { digest } = approved;

  it("is applied, with its manifest and without", () => {
    const review = reviewPlan(reviewed(UPDATE), given({ digest }));
    expect([short(review), review.note]).toStrictEqual([
      ["as-reviewed", undefined],
      "This is exactly the plan that was approved.",
    ]);
    expect(
      short(reviewPlan(reviewed(UPDATE), given({ digest, manifest: approved }))),
    ).toStrictEqual(["as-reviewed", undefined]);
  });

  it("is not applied if it differs, and the difference is named", () => {
    const { refusal, differences } = reviewPlan(
      reviewed(OTHER),
      given({ digest, manifest: approved }),
    );
    expect(refusal?.reason).toBe("plan-changed");
    expect(refusal?.message).toBe(
      "the plan is not the one that was approved: aws_instance.web: instance_type differs. Nothing was changed",
    );
    expect(refusal?.detail).toBe("aws_instance.web: instance_type differs");
    expect(differences).toHaveLength(1);
  });

  it.each<[string, Expected["manifest"], string]>([
    ["none", undefined, "what differs is not known: no manifest of a reviewed plan is given"],
    ["an unreadable one", "the file is no JSON", "not known: the file is no JSON"],
    [
      "the one of another plan",
      fileOf(identityOf(CREATE)),
      "the manifest belongs to another digest",
    ],
    [
      "a changed one",
      { ...approved, manifest: { schema: 1, entries: [] } },
      "the manifest does not belong to this state and purpose",
    ],
  ])("is not applied if it differs, with any manifest: %s", (_, manifest, words) => {
    const { refusal, differences } = reviewPlan(reviewed(OTHER), given({ digest, manifest }));
    expect([refusal?.reason, differences]).toStrictEqual(["plan-changed", []]);
    expect(refusal?.message).toContain(words);
  });

  it.each<[string, Partial<Binding>]>([
    ["environment", { environment: "production" }],
    ["state", { state: { ...BINDING.state, lineage: "another" } }],
    ["command", { command: "destroy" }],
    ["release", { release: "r" }],
  ])("is not valid for another %s, even with unreviewed: apply (P-E 90)", (_, change) => {
    const review = reviewPlan(reviewed(UPDATE, change), given({ digest, unreviewed: "apply" }));
    expect(short(review)).toStrictEqual(["differs", "plan-changed"]);
  });

  it("needs a key to be compared", () => {
    const { refusal } = reviewPlan(
      { plan: CREATE, changed: true, identity: NO_KEY },
      given({ digest }),
    );
    expect(refusal?.reason).toBe("no-digest-key");
    expect(refusal?.message).toContain("s3://b/dev/digest-key does not exist yet");
  });

  it("counts as applied if nothing is left to do, so that a repeated job succeeds", () => {
    const plan = planOf(["no-op"]);
    const review = reviewPlan(
      { plan, changed: false, identity: identityOf(plan) },
      given({ digest, unreviewed: "stop" }),
    );
    expect([short(review), review.note]).toStrictEqual([
      ["as-reviewed", undefined],
      "Nothing is left to apply.",
    ]);
  });
});

describe("a plan that was shown in a pull request", () => {
  const shown = fileOf(identityOf(UPDATE));
  const review = (plan: Plan, expected: Partial<Expected>, change: Partial<Binding> = {}) =>
    reviewPlan({ plan, changed: true, identity: identityOf(plan, change) }, given(expected));

  it.each(["apply", "stop"] as const)("is applied as reviewed (unreviewed: %s)", (unreviewed) => {
    const { note, ...rest } = review(UPDATE, { manifest: shown, unreviewed });
    expect(note).toBe("As reviewed: this is exactly the plan that was shown.");
    expect(rest.refusal).toBeUndefined();
  });

  it("names the difference, and is applied or refused", () => {
    const goesOn = review(OTHER, { manifest: shown });
    expect(short(goesOn)).toStrictEqual(["differs", undefined]);
    expect(goesOn.differences).toStrictEqual([
      { kind: "attributes", address: "aws_instance.web", paths: ["instance_type"] },
    ]);
    const stops = review(OTHER, { manifest: shown, unreviewed: "stop" });
    expect(short(stops)).toStrictEqual(["differs", "plan-unreviewed"]);
    expect(stops.refusal?.message).toContain("aws_instance.web: instance_type differs");
  });

  it.each<[string, Partial<Expected>, Partial<Binding>, string]>([
    ["nobody saw it", {}, {}, "no manifest of a reviewed plan is given"],
    ["the file is missing", { manifest: '"x" does not exist' }, {}, '"x" does not exist'],
    [
      "it was made for another environment",
      { manifest: shown },
      { environment: "staging", release: "r" },
      "it was made for environment dev, not staging, release none, not r",
    ],
    [
      "somebody without the key wrote the manifest",
      { manifest: { ...shown, digest: `hmac-sha256:${"0".repeat(64)}` } },
      {},
      "the manifest does not belong to this state and purpose",
    ],
  ])("is not reviewed if %s", (_, expected, change, words) => {
    const goesOn = review(UPDATE, expected, change);
    expect(short(goesOn)).toStrictEqual(["not-reviewed", undefined]);
    expect(goesOn.note).toContain(words);
    const stops = review(UPDATE, { ...expected, unreviewed: "stop" }, change);
    expect(short(stops)).toStrictEqual(["not-reviewed", "plan-unreviewed"]);
    expect(stops.refusal?.message).toContain(words);
  });
});

describe("without a key, with unreviewed: stop", () => {
  const review = (plan: Plan, unreviewed: Expected["unreviewed"] = "stop") =>
    reviewPlan({ plan, changed: true, identity: NO_KEY }, given({ unreviewed }));

  it.each([["create"], ["read"]])("a plan may %s", (action) => {
    expect(short(review(planOf([action])))).toStrictEqual(["not-reviewed", undefined]);
  });

  it.each([[["update"]], [["delete"]], [["delete", "create"]], [["forget"]], [["new-kind"]]])(
    "a plan may not %s",
    (actions) => {
      const { refusal } = review(planOf(actions));
      expect(refusal?.reason).toBe("plan-unreviewed");
      expect(refusal?.message).toContain(
        "may only create objects, but this one also changes aws_instance.web",
      );
      expect(short(review(planOf(actions), "apply"))).toStrictEqual(["not-reviewed", undefined]);
    },
  );
});

it.each<[string, ActionInvocation, string | undefined]>([
  ["with the creation of an object", actionOf("AfterCreate"), undefined],
  ["with an update", actionOf("AfterUpdate"), "plan-unreviewed"],
  ["with -invoke", { address: "action.x.y", invoke_action_trigger: {} }, "plan-unreviewed"],
])("a plan that may only create invokes an action %s", (_, action, reason) => {
  const plan: Plan = { ...CREATE, action_invocations: [action] };
  const { refusal } = reviewPlan(
    { plan, changed: true, identity: NO_KEY },
    given({ unreviewed: "stop" }),
  );
  expect(refusal?.reason).toBe(reason);
  if (reason !== undefined) expect(refusal?.message).toContain("also changes action.x.y");
});

it("the message names some of many differences, and the detail names all", () => {
  const change = UPDATE.resource_changes?.[0];
  const plan = {
    ...UPDATE,
    resource_changes: Array.from({ length: 9 }, (_, at) => ({ ...change, address: `a.b[${at}]` })),
  } as Plan;
  const { refusal } = reviewPlan(
    { plan, changed: true, identity: identityOf(plan) },
    given({ manifest: fileOf(identityOf({ format_version: "1.2" })), unreviewed: "stop" }),
  );
  expect(refusal?.message).toContain("a.b[4]: added (update of instance_type); and 4 more");
  expect(refusal?.detail?.split("\n")).toHaveLength(9);
});

describe("a plan that may only create (unreviewed: create)", () => {
  const review = (plan: Plan, manifest?: Expected["manifest"]) =>
    reviewPlan(
      { plan, changed: true, identity: identityOf(plan) },
      given({ manifest, unreviewed: "create" }),
    );

  it("is applied without a review, although the environment has a key", () => {
    expect(short(review(CREATE))).toStrictEqual(["not-reviewed", undefined]);
  });

  it("is refused if it changes existing objects, and the addresses are named", () => {
    const { refusal } = review(UPDATE);
    expect(refusal?.reason).toBe("plan-unreviewed");
    expect(refusal?.message).toContain(
      "such a plan may only create objects, but this one also changes aws_instance.web",
    );
  });

  it("is refused if it changes existing objects and differs from the plan that was shown", () => {
    const { refusal } = review(OTHER, fileOf(identityOf(UPDATE)));
    expect(refusal?.message).toContain("aws_instance.web: instance_type differs");
  });

  it("still needs a review with unreviewed: stop", () => {
    const plan = { plan: CREATE, changed: true, identity: identityOf(CREATE) };
    expect(short(reviewPlan(plan, given({ unreviewed: "stop" })))).toStrictEqual([
      "not-reviewed",
      "plan-unreviewed",
    ]);
  });
});

describe("a plan that a merged pull request showed", () => {
  const [old, brought] = [1, 2].map((digit) => `sha256:${String(digit).repeat(64)}`);
  const images = { web: { repository: "web", digest: brought ?? "" } };
  const where = "pull request #7";
  const because = `GitHub's environment "dev" has required reviewers`;
  const image = (after: string, more: Record<string, number> = {}): Plan => ({
    format_version: "1.2",
    resource_changes: [
      {
        ...WEB_DEPLOYMENT,
        change: {
          actions: ["update"],
          before: { image: `r/web@${old ?? ""}`, replicas: 2 },
          after: { image: `r/web@${after}`, replicas: 2, ...more },
        },
      },
    ],
  });
  const review = (plan: Plan, expected: Partial<Expected>) =>
    reviewPlan(
      { plan, changed: true, identity: identityOf(plan) },
      given({ where, because, unreviewed: "stop", ...expected }),
    );
  const shown = fileOf(identityOf(image(old ?? "", { replicas: 3 })));

  it("is applied with the images that the deployment brings, and names the objects that use them", () => {
    const { note, refusal } = review(image(brought ?? "", { replicas: 3 }), {
      manifest: shown,
      images,
    });
    expect([note, refusal]).toStrictEqual([
      "As reviewed in pull request #7, but for the images that this deployment brings: kubernetes_deployment_v1.web.",
      undefined,
    ]);
  });

  it("says how it differs, and why it is applied or not", () => {
    const stops = review(image(brought ?? "", { replicas: 9 }), { manifest: shown, images });
    expect(stops.note).toBe(
      `This plan differs from the one reviewed in pull request #7. It is not applied (unreviewed: stop), because ${because}.`,
    );
    expect(stops.refusal?.message).toContain("kubernetes_deployment_v1.web: replicas differs");
    const goesOn = review(OTHER, { manifest: shown, unreviewed: "apply", because: "nobody asks" });
    expect(goesOn.note).toContain(
      "It is applied all the same (unreviewed: apply), because nobody asks.",
    );
  });

  it("needs no review if only the images change and there was no plan before", () => {
    const why = "no successful run of pull request #7 has the artifact";
    const { verdict, note, refusal } = review(image(brought ?? ""), { manifest: why, images });
    expect([verdict, note, refusal]).toStrictEqual([
      "not-reviewed",
      "Only the images that this deployment brings change: kubernetes_deployment_v1.web. That needs no review of a plan.",
      undefined,
    ]);
    const more = review(image(brought ?? "", { replicas: 9 }), { manifest: why, images });
    expect([more.refusal?.reason, more.note]).toStrictEqual([
      "plan-unreviewed",
      `Not compared with a review: ${why}. It is not applied (unreviewed: stop), because ${because}.`,
    ]);
    const infrastructure = review(UPDATE, { manifest: why });
    expect(short(infrastructure)).toStrictEqual(["not-reviewed", "plan-unreviewed"]);
  });

  it("does not count if somebody without the key wrote its manifest", () => {
    const plan = image(brought ?? "", { replicas: 9 });
    const forged = { ...fileOf(identityOf(plan)), digest: `hmac-sha256:${"0".repeat(64)}` };
    const { refusal } = review(plan, { manifest: forged, images });
    expect(refusal?.message).toContain("the manifest does not belong to this state and purpose");
  });
});

describe("a plan that may only create is refused with the action", () => {
  it.each(["update", "delete", "forget"])("%s, without a key and without a review", (action) => {
    const plan = planOf([action]);
    const without = reviewPlan(
      { plan, changed: true, identity: NO_KEY },
      given({ unreviewed: "create" }),
    );
    expect(without.refusal?.reason).toBe("plan-unreviewed");
    const unshown = reviewPlan(
      { plan, changed: true, identity: identityOf(plan) },
      given({ manifest: "no pull request shows it", unreviewed: "create" }),
    );
    expect(unshown.refusal?.reason).toBe("plan-unreviewed");
  });
});
