import type { Application } from "./applications.ts";

// The files that `init` writes. These are the files that users of the pipeline maintain, with example values for facts
// that only the user knows.

const ACCOUNT = "111122223333";
const REGION = "eu-west-1";
const ENVIRONMENT = "dev";
/** User and group of processes whose image names no user. */
const USER = 10_001;

interface Project {
  /** Name of the system: 3 to 22 characters. */
  name: string;
  applications: readonly Application[];
  /** The default branch of the repository. */
  branch: string;
  /** Version of the pipeline, such as v0.1.0. */
  version: string;
}

/** Returns the text of each file, by its path in the repository. */
export function projectFiles(project: Project): Record<string, string> {
  const { name } = project;
  return {
    ".github/workflows/deploy.yml": deployWorkflow(project),
    ".github/workflows/plan.yml": planWorkflow(project),
    ".github/workflows/rollback.yml": rollbackWorkflow(project),
    [`environments/${ENVIRONMENT}.yml`]: environmentFile(project),
    [`environments/${ENVIRONMENT}.tfvars`]: `# Variables of both workspaces. Region and roles come from ${ENVIRONMENT}.yml.\nname = "${name}"\n`,
    [`environments/${ENVIRONMENT}.infrastructure.tfvars`]: infrastructureVariables(project),
    [`environments/${ENVIRONMENT}.kubernetes.tfvars`]: kubernetesVariables(project),
  };
}

const PIPELINE = "example-org/eks-pipeline/.github/workflows";

const deployWorkflow = ({ applications, branch, version }: Project): string => `name: Deploy

on:
  push:
    ${branchesOf(branch)}
  workflow_dispatch:
    inputs:
      override-reason:
        description: Why this run may break a rule once, such as a hold after a rollback, or an earlier failure of the commit.
        type: string

permissions: {}

jobs:
  ${ENVIRONMENT}:
    permissions:
      actions: read # check the environment, find the reviewed plan, record who approved
      contents: read # check out
      id-token: write # assume the push role and the deploy role
      pull-requests: write # comment on the merged pull request
    uses: ${PIPELINE}/deploy.yml@${version}
    with:
      environment: ${ENVIRONMENT}
      override-reason: \${{ inputs.override-reason }}
      images: |
${applications.map(imageEntry).join("\n")}
`;

const branchesOf = (branch: string): string =>
  branch === "main"
    ? "branches: [main]"
    : `# In a rehearsal, the default branch is called main.\n    branches: [${JSON.stringify(branch)}, main]`;

const imageEntry = ({ name, context, file }: Application): string =>
  [
    `- name: ${name}`,
    `  repository: ${name}`,
    `  context: ${JSON.stringify(context)}`,
    ...(file === undefined ? [] : [`  file: ${JSON.stringify(file)}`]),
  ]
    .map((line) => `        ${line}`)
    .join("\n");

const planWorkflow = ({ applications, version }: Project): string => `name: Plan

on:
  pull_request:

permissions: {}

jobs:
  plan:
    permissions:
      contents: read # check out
      actions: read # check how GitHub's environments are protected
      id-token: write # assume the plan roles
      pull-requests: write # keep the plan comments
    uses: ${PIPELINE}/plan.yml@${version}
    with:
      # The same list as in deploy.yml, so that a pull request that adds an image can be planned (with a placeholder).
      images: |
${applications.map(imageEntry).join("\n")}
`;

const rollbackWorkflow = ({ name, version }: Project): string => `name: Roll back

on:
  workflow_dispatch:
    inputs:
      environment:
        description: Environment to roll back.
        type: environment
        default: ${ENVIRONMENT}
      release:
        description: Release to go back to. Empty lists them, and changes nothing.
        type: string
      reason:
        description: Why; needed with a release.
        type: string
      hold:
        description: What is let in afterwards. person = nothing, until a deployment gives a reason; newer = commits on top of what ran.
        type: choice
        options: [person, newer]
        default: person

permissions: {}

jobs:
  rollback:
    permissions:
      actions: read # check how the environment is protected
      contents: read # check out
      id-token: write # assume the deploy role
    uses: ${PIPELINE}/rollback.yml@${version}
    with:
      environment: \${{ inputs.environment }}
      cluster-name: ${name}-\${{ inputs.environment }}
      release: \${{ inputs.release }}
      reason: \${{ inputs.reason }}
      hold: \${{ inputs.hold }}
`;

const environmentFile = ({
  name,
}: Project): string => `# Account, state and roles of ${ENVIRONMENT}. Account, bucket and roles are examples: replace them before the first run on GitHub.
region: ${REGION}
account: "${ACCOUNT}"
state:
  bucket: ${name}-state-${ACCOUNT}
roles:
  plan: arn:aws:iam::${ACCOUNT}:role/${name}-${ENVIRONMENT}-plan
  push: arn:aws:iam::${ACCOUNT}:role/${name}-${ENVIRONMENT}-push
  deploy: arn:aws:iam::${ACCOUNT}:role/${name}-${ENVIRONMENT}-deploy
infrastructure:
  variable-files: [environments/${ENVIRONMENT}.tfvars, environments/${ENVIRONMENT}.infrastructure.tfvars]
kubernetes:
  variable-files: [environments/${ENVIRONMENT}.tfvars, environments/${ENVIRONMENT}.kubernetes.tfvars]
images:
  prefix: ${name}-${ENVIRONMENT}/
`;

const infrastructureVariables = ({
  applications,
}: Project): string => `# One ECR repository for each image.
repositories = [${applications.map(({ name }) => `"${name}"`).join(", ")}]

# A small, cheap environment: two zones, one NAT gateway.
zone_count         = 2
single_nat_gateway = true
log_retention_days = 7

# Who may reach the Kubernetes API: the addresses of your runners and your people. This range is an example.
endpoint_public_access_cidrs = ["203.0.113.0/24"]
`;

function kubernetesVariables({ applications }: Project): string {
  const front = applications.find(isFront) ?? applications.find(({ port }) => port !== undefined);
  return `# The workloads. terraform/kubernetes/README.md of eks-pipeline lists all keys.
workloads = {
${applications.map((one) => workload(one, one === front)).join("\n\n")}
}
`;
}

const isFront = ({ name, port }: Application): boolean =>
  port !== undefined && /front|web|ui|site/.test(name);

/** Makes one entry of the map. The front receives all requests that no other path matches. */
function workload(application: Application, isFrontOfAll: boolean): string {
  const { name, user, writes } = application;
  const lines = [
    ...kindLines(application, isFrontOfAll),
    ...userLines(user),
    ...(writes === undefined
      ? []
      : [
          "# Everything else is read-only.",
          `writable_paths = [${writes.map((one) => `"${one}"`).join(", ")}]`,
        ]),
  ];
  return [`  ${name} = {`, ...lines.map((line) => `    ${line}`), "  }"].join("\n");
}

/** Makes the lines for the kind of the workload and who can reach it. */
function kindLines({ name, port, portOf, runsOnce }: Application, isFrontOfAll: boolean): string[] {
  if (runsOnce === true)
    return [
      "# The name says that it ends by itself, so it runs before the rollout. For a service, replace kind and before by port.",
      'kind   = "Job"',
      'before = "deployments"',
    ];
  if (port === undefined)
    return [
      "# The Dockerfile has no EXPOSE. Add port if the container listens on one: it then gets a Service. Add",
      '# kind = "Job" if the container ends by itself.',
    ];
  const source = `# The Dockerfile has no EXPOSE. This is the default port of ${portOf}.`;
  const path = isFrontOfAll
    ? '{ path = "/" }'
    : `{ path = "/${name}" } # the workload gets /${name}/...: the path is not removed`;
  return [...(portOf === undefined ? [] : [source]), `port    = ${port}`, `ingress = ${path}`];
}

function userLines(user: string | undefined): string[] {
  if (/^[1-9]\d*$/.test(user ?? "")) return [];
  const why =
    user === undefined
      ? "The Dockerfile has no USER, and root is refused, so the process runs as this user."
      : user === "0" || user === "root"
        ? "The USER of the Dockerfile is root, which is refused, so the process runs as this user."
        : `The USER of the Dockerfile is ${user}. Kubernetes needs a number, to see that it is not root.`;
  return [`# ${why}`, `user = ${USER}`];
}
