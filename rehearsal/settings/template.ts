/** Names that the workflows of a repository use and its files do not define. */
export interface UsedNames {
  variables: string[];
  secrets: string[];
  /** ARNs of IAM roles. */
  roles: string[];
  /** Environments that jobs name. */
  environments: string[];
  /** owner/name of actions that the rehearsal does not have. */
  actions: string[];
}

/** Finds names in `${{ vars.NAME }}` and `${{ secrets.NAME }}`, environments, and the actions that steps use. */
export function usedNames(
  texts: readonly string[],
  isProvided: (uses: string) => boolean,
): UsedNames {
  const all = texts.map((text) => text.replace(/^\s*#.*$/gm, "")).join("\n");
  const find = (pattern: RegExp): string[] =>
    [...new Set([...all.matchAll(pattern)].map(([, name = ""]) => name))].sort();
  return {
    // A variable with a fallback value may stay unset.
    variables: find(/\bvars\s*\.\s*([A-Za-z_]\w*)\b(?!\s*\|\|)/g),
    secrets: find(/\bsecrets\s*\.\s*([A-Za-z_]\w*)\b(?!\s*\|\|)/g).filter(
      (name) => name !== "GITHUB_TOKEN",
    ),
    roles: find(/\b(arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]*\w)/g),
    environments: find(/^\s+environment:\s*["']?([A-Za-z][\w-]*)["']?\s*$/gm),
    actions: find(/\buses:\s*["']?([^\s"'./$][^\s"']*@[^\s"']+)/g)
      .filter((uses) => !isProvided(uses))
      .map((uses) => /^[^/]+\/[^/@]+/.exec(uses)?.[0] ?? uses)
      .filter((name, index, names) => names.indexOf(name) === index),
  };
}

const ACCOUNT = "111122223333";

/** Returns an example value with which a first run can work, derived from the meaning of the name. */
function exampleOf(name: string): string {
  if (isRole(name)) return roleArnOf(name);
  if (/REGION/i.test(name)) return "eu-west-1";
  if (/ACCOUNT/i.test(name)) return `"${ACCOUNT}"`;
  if (/BUCKET/i.test(name)) return "fleet-terraform-state";
  return name.toLowerCase().replaceAll("_", "-");
}

const isRole = (name: string): boolean => /(^|_)ROLE(_|$)/i.test(name);
const roleArnOf = (name: string): string =>
  `arn:aws:iam::${ACCOUNT}:role/${name
    .toLowerCase()
    .replaceAll("_", "-")
    .replace(/^aws-|-arn$/g, "")}`;

/** Makes the text of a first settings file: every name that the workflows use, with an example value. */
export function settingsTemplate(used: UsedNames): string {
  const { variables, secrets, environments, actions } = used;
  const subjects = [
    "ref:refs/heads/main",
    "pull_request",
    ...environments.map((name) => `environment:${name}`),
  ];
  const roles = [...variables.filter(isRole).map(roleArnOf), ...used.roles];
  return `# What this repository has on GitHub and in AWS in addition to its files, for rehearsals on your machine.
# A rehearsal created this file with the names that the workflows use. The values are examples: replace them by yours.
# Nothing here is sent anywhere. Do not write real secrets here: a rehearsal needs none.

# Variables of the repository: \${{ vars.NAME }}
variables:${entries(variables.map((name) => `${name}: ${exampleOf(name)}`))}

# Secrets of the repository: \${{ secrets.NAME }}
secrets:${entries(secrets.map((name) => `${name}: rehearsed-${name.toLowerCase().replaceAll("_", "-")}`))}

# Roles that the jobs of the repository may assume. The list has the subjects that the trust policy of the role allows.
roles:${entries(roles.map((arn) => `${arn}: [${subjects.map((one) => `"${one}"`).join(", ")}]`))}

# GitHub environments. Each can have reviewers, branches, variables and secrets:
#   production: { reviewers: [monalisa], branches: [main], variables: { NAME: value }, secrets: {} }
environments:${entries(environments.map((name) => `${name}: {}`))}

# Secrets of AWS Secrets Manager, by name, for variables-from-secret:
#   fleet/dev/terraform: '{"db_password": "rehearsed-db-password"}'
aws-secrets: {}

# Third-party actions: the folder of each, relative to the repository, or skip.
# With skip, the step does nothing: the tools of this machine are used.
actions:${actions.length === 0 ? " {}" : actions.map((name) => `\n  # ${name}: skip`).join("")}

# The workflow to rehearse if there are several, by event, or by the command that dispatches it (promote, rollback).
workflows: {}
`;
}

const entries = (lines: readonly string[]): string =>
  lines.length === 0 ? " {}" : lines.map((line) => `\n  ${line}`).join("");
