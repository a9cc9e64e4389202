import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { projectFiles } from "../../../../rehearsal/init/files.ts";
import { readEnvironments } from "../../../../rehearsal/world/environments.ts";

const project = {
  name: "shop",
  branch: "main",
  version: "v1.2.3",
  applications: [
    { name: "api", context: "services/api", port: 5000 },
    { name: "web-ui", context: "web ui", port: 3000, user: "101" },
    { name: "worker", context: ".", user: "node", writes: ["/run"] },
    { name: "site", context: "site", port: 80, portOf: "nginx:1.29", user: "root" },
    { name: "migrate", context: "db/migrate", user: "1000", runsOnce: true },
  ],
} as const;
const files = projectFiles(project);
const text = (file: string): string => files[file] ?? "";

test("the workflows are YAML, and build every image", () => {
  const { jobs, on } = parse(text(".github/workflows/deploy.yml")) as {
    on: { workflow_dispatch: { inputs: object } };
    jobs: { dev: { uses: string; with: { images: string } } };
  };
  // A person can give the input that a refused deployment asks for.
  expect(Object.keys(on.workflow_dispatch.inputs)).toStrictEqual(["override-reason"]);
  expect(jobs.dev.with).toMatchObject({ "override-reason": "${{ inputs.override-reason }}" });
  expect(jobs.dev.uses).toBe("example-org/eks-pipeline/.github/workflows/deploy.yml@v1.2.3");
  expect(parse(jobs.dev.with.images)).toStrictEqual([
    { name: "api", repository: "api", context: "services/api" },
    { name: "web-ui", repository: "web-ui", context: "web ui" },
    { name: "worker", repository: "worker", context: "." },
    { name: "site", repository: "site", context: "site" },
    { name: "migrate", repository: "migrate", context: "db/migrate" },
  ]);
  expect(parse(text(".github/workflows/plan.yml"))).toMatchObject({
    on: { pull_request: null },
    jobs: { plan: { with: { images: jobs.dev.with.images } } },
  });
});

test("a person can roll back the environment, with the inputs that rollback.yml documents", () => {
  const { jobs, on } = parse(text(".github/workflows/rollback.yml")) as {
    on: { workflow_dispatch: { inputs: object } };
    jobs: { rollback: { uses: string; with: Record<string, string> } };
  };
  const { uses, with: inputs } = jobs.rollback;
  expect(uses).toBe("example-org/eks-pipeline/.github/workflows/rollback.yml@v1.2.3");
  // terraform/infrastructure makes the cluster's name of the system's name and the environment's.
  expect(inputs["cluster-name"]).toBe("shop-${{ inputs.environment }}");
  for (const name of Object.keys(on.workflow_dispatch.inputs))
    expect(inputs[name]).toBe(`\${{ inputs.${name} }}`);
});

test.each([
  ["main", ["main"]],
  ["trunk", ["trunk", "main"]],
])(
  "a push to the default branch %s is deployed, in a rehearsal and on GitHub",
  (branch, branches) => {
    const deploy = projectFiles({ ...project, branch })[".github/workflows/deploy.yml"] ?? "";
    expect(parse(deploy)).toMatchObject({ on: { push: { branches } } });
  },
);

test("the world reads the environment file without notes", () => {
  const { all, notes } = readEnvironments({ "dev.yml": text("environments/dev.yml") });
  expect(notes).toStrictEqual([]);
  expect(all).toMatchObject([
    { name: "dev", bucket: "shop-state-111122223333", imagePrefix: "shop-dev/" },
  ]);
});

test("each application is a workload: the frontend gets /, and a user that is no number is replaced", () => {
  expect(text("environments/dev.kubernetes.tfvars"))
    .toBe(`# The workloads. terraform/kubernetes/README.md of eks-pipeline lists all keys.
workloads = {
  api = {
    port    = 5000
    ingress = { path = "/api" } # the workload gets /api/...: the path is not removed
    # The Dockerfile has no USER, and root is refused, so the process runs as this user.
    user = 10001
  }

  web-ui = {
    port    = 3000
    ingress = { path = "/" }
  }

  worker = {
    # The Dockerfile has no EXPOSE. Add port if the container listens on one: it then gets a Service. Add
    # kind = "Job" if the container ends by itself.
    # The USER of the Dockerfile is node. Kubernetes needs a number, to see that it is not root.
    user = 10001
    # Everything else is read-only.
    writable_paths = ["/run"]
  }

  site = {
    # The Dockerfile has no EXPOSE. This is the default port of nginx:1.29.
    port    = 80
    ingress = { path = "/site" } # the workload gets /site/...: the path is not removed
    # The USER of the Dockerfile is root, which is refused, so the process runs as this user.
    user = 10001
  }

  migrate = {
    # The name says that it ends by itself, so it runs before the rollout. For a service, replace kind and before by port.
    kind   = "Job"
    before = "deployments"
  }
}
`);
  expect(text("environments/dev.infrastructure.tfvars")).toContain(
    'repositories = ["api", "web-ui", "worker", "site", "migrate"]',
  );
});
