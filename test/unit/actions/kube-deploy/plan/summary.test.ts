import { describe, expect, it } from "@jest/globals";
import {
  renderNoCluster,
  renderPlan,
} from "../../../../../actions/kube-deploy/src/plan/summary.ts";
import type { Plan, ResourceChange } from "../../../../../actions/lib/terraform/plan-json.ts";
import { WEB_DEPLOYMENT, deploymentValues } from "../../../../support/kubernetes/planned.ts";

const change = (address: string, actions: string[], previous?: string): ResourceChange => ({
  address,
  mode: "managed",
  type: "kubernetes_service_v1",
  name: "web",
  ...(previous === undefined ? {} : { previous_address: previous }),
  change: { actions },
});

const render = (plan: Partial<Plan>, changed = true, provisional: string[] = []) =>
  renderPlan({
    environment: "dev",
    plan: { format_version: "1.2", ...plan },
    changed,
    unstable: [],
    provisional,
    redact: (text) => text.replaceAll("secret", "***"),
  });

describe("the summary of a Kubernetes plan", () => {
  it("says that nothing changes", () => {
    expect(render({ resource_changes: [change("a", ["no-op"])] }, false)).toBe(
      "### dev: Kubernetes plan\n\nNo changes.",
    );
  });

  it("lists what changes by address and action, and nothing else", () => {
    const text = render({
      resource_changes: [
        change("kubernetes_service_v1.web", ["update"]),
        change("kubernetes_service_v1.old", ["delete"]),
        change('kubernetes_service_v1.by["secret"]', ["create", "delete"]),
        change("kubernetes_service_v1.b", ["no-op"], "kubernetes_service_v1.a"),
        change("kubernetes_service_v1.same", ["no-op"]),
        { ...change("data.x.y", ["read"]), mode: "data" },
      ],
      output_changes: { url: { actions: ["update"] }, same: { actions: ["no-op"] } },
    });
    const rows = text.split("\n").filter((line) => line.startsWith("| `"));
    expect(rows.map((row) => row.replaceAll(/\s+/g, " "))).toStrictEqual([
      "| `kubernetes_service_v1.web` | change |",
      "| `kubernetes_service_v1.old` | destroy |",
      '| `kubernetes_service_v1.by["***"]` | replace |',
      expect.stringContaining("move, moved from kubernetes"),
      "| `output.url` | update |",
    ]);
    expect(text).toContain("No image changes.");
  });

  it("shows the digests before and after, without the host of the registry", () => {
    const values = (digest: string) => ({
      root_module: {
        resources: [
          {
            ...WEB_DEPLOYMENT,
            values: deploymentValues({
              container: [{ name: "web", image: `1.dkr.ecr.amazonaws.com/shop/web@${digest}` }],
            }),
          },
        ],
      },
    });
    const [old, then] = [`sha256:${"1".repeat(64)}`, `sha256:${"2".repeat(64)}`];
    const text = render({ prior_state: { values: values(old) }, planned_values: values(then) });
    expect(text).toContain(
      `| Deployment shop/web | \`web\` | \`shop/web@${old}\` | \`shop/web@${then}\` |`,
    );
  });

  it("names the changing outputs on which the plan depends", () => {
    const text = render({}, false, ["cluster_name", "secret_name"]);
    expect(text).toContain(
      "**Provisional**: the plan of the infrastructure changes `cluster_name`, `***_name`, which",
    );
    expect(text).toContain("No changes.");
  });

  it("names what cannot be promoted", () => {
    const text = renderPlan({
      environment: "dev",
      plan: { format_version: "1.2" },
      changed: true,
      unstable: [{ kind: "attributes", address: "terraform_data.stamp", paths: ["input"] }],
      provisional: [],
      redact: (text) => text,
    });
    expect(text).toContain("**Not promotable**");
    expect(text).toContain("- `terraform_data.stamp`: input differs");
  });

  it("says why there is no plan, and what the job that applies needs", () => {
    const text = renderNoCluster("dev", "fleet-dev");
    expect(text).toContain("There is no cluster `fleet-dev` yet");
    expect(text).toContain("`unreviewed: create`");
  });
});
