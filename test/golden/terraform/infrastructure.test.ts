// Tests what the workspace does. test/rehearsal/providers compares what the replayed providers plan and store with the
// real ones.
import { describe, expect, it } from "@jest/globals";
import { rare } from "../../support/rare.ts";
import { useFolder } from "../../support/use-folder.ts";
import { replay, useWorkspace, workspace } from "./use-workspace.ts";
import { actionsOf } from "./workspace.ts";

const FILES = [
  "-var-file=../environments/dev.tfvars",
  "-var-file=../environments/dev.infrastructure.tfvars",
];

describe("the infrastructure workspace on replayed providers", () => {
  useWorkspace("infrastructure", useFolder());

  /** Returns what a plan with other values would do. The state does not change. */
  const planned = async (...variables: string[]): Promise<string[]> =>
    actionsOf((await workspace.plan(...FILES, ...variables)).plan);

  it("is valid", async () => {
    expect(await workspace.succeed("validate", "-no-color")).toContain("is valid");
  });

  it("is applied: repositories and the cluster are in the embedded AWS", async () => {
    await workspace.plan(...FILES);
    await workspace.apply();
    const { ecr, eks } = replay.aws;
    expect(eks.names()).toStrictEqual(["fleet-dev"]);
    expect(
      ecr.all().map(({ name, imageTagMutability }) => [name, imageTagMutability]),
    ).toStrictEqual([
      ["fleet-dev/backend", "IMMUTABLE"],
      ["fleet-dev/frontend", "IMMUTABLE"],
    ]);
  });

  it("has values in the form of AWS' values, and they match each other", async () => {
    const outputs = JSON.parse(await workspace.succeed("output", "-json")) as Record<
      string,
      { value: unknown }
    >;
    expect(outputs["vpc_id"]?.value).toMatch(/^vpc-0[0-9a-f]{16}$/);
    expect(outputs["private_subnet_ids"]?.value).toHaveLength(2);
    expect(outputs["repositories"]?.value).toStrictEqual({
      backend: {
        name: "fleet-dev/backend",
        arn: "arn:aws:ecr:eu-west-1:111122223333:repository/fleet-dev/backend",
      },
      frontend: {
        name: "fleet-dev/frontend",
        arn: "arn:aws:ecr:eu-west-1:111122223333:repository/fleet-dev/frontend",
      },
    });
    const states = Object.fromEntries(
      replay.providers.resources().map(({ type, states }) => [type, states]),
    );
    const vpc = outputs["vpc_id"]?.value as string;
    const cluster = states["aws_eks_cluster"]?.["fleet-dev"]?.["vpc_config"] as {
      vpc_id: string;
    }[];
    expect(cluster[0]?.vpc_id).toBe(vpc);
    const groups = Object.keys(states["aws_default_security_group"] ?? {});
    expect(groups).toStrictEqual([states["aws_vpc"]?.[vpc]?.["default_security_group_id"]]);
  });

  it("then plans nothing, even in another process that finds the resources on disk", async () => {
    const second = await workspace.plan(...FILES);
    expect(second.code).toBe(0);
    // Resources that the provider reads back for the first time. The real provider has the same number.
    expect(second.plan.resource_drift).toHaveLength(23);
    await replay.restart();
    workspace.reattach(replay.providers.environment());
    expect((await workspace.plan(...FILES)).code).toBe(0);
  });

  it("leaves the number of nodes to autoscalers", async () => {
    const group = 'instance_types=["t3.large"],min_size=2,max_size=4,desired_size=3';
    expect(await planned(`-var=node_groups={general={${group}}}`)).toStrictEqual([]);
  });

  it.each([
    ["zone_count=1", "whole number from 2 to 6"],
    ["vpc_cidr=10.0.0.0/20", "IPv4 /16"],
    ["kubernetes_version=1.29", "minor version from 1.33"],
    ['log_types=["everything"]', "log_types may contain"],
    ['excluded_zone_ids=["euw1-az1","euw1-az2"]', "1 usable availability zones"],
  ])("refuses %s and says what is accepted (F-E 29, 30)", async (variable, message) => {
    expect(await workspace.refusal(...FILES, `-var=${variable}`)).toContain(message);
  });

  rare("plans a repository again that somebody deleted", async () => {
    replay.aws.ecr.deleteRepository("fleet-dev/backend", { force: true });
    expect(await planned()).toStrictEqual([
      'create module.registry.aws_ecr_lifecycle_policy.this["backend"]',
      'create module.registry.aws_ecr_repository.this["backend"]',
    ]);
    await workspace.apply();
    expect(replay.aws.ecr.find("fleet-dev/backend")).toBeDefined();
  });

  it("reports the message of the service if an effect fails", async () => {
    await planned('-var=repositories=["frontend","backend","worker"]');
    replay.aws.ecr.createRepository({ name: "fleet-dev/worker" });
    const { code, stderr } = await workspace.terraform("apply", "-no-color", "tfplan");
    expect(code).toBe(1);
    expect(stderr.replaceAll(/\s+/g, " ")).toMatch(
      /Error: creating ECR Repository \(fleet-dev\/worker\): operation error ECR: CreateRepository, .*RepositoryAlreadyExistsException: The repository with name 'fleet-dev\/worker' already exists/,
    );
    replay.aws.ecr.deleteRepository("fleet-dev/worker", { force: true });
  });

  it("is destroyed completely", async () => {
    await workspace.succeed("destroy", "-auto-approve", "-input=false", "-no-color", ...FILES);
    expect(replay.providers.resources()).toStrictEqual([]);
    expect([replay.aws.eks.names(), replay.aws.ecr.all()]).toStrictEqual([[], []]);
  });
});
