import path from "node:path";
import { duration } from "../runtime/input-types.ts";
import { describeIssue } from "../text/form-issues.ts";
import { NotYaml, readYaml } from "../text/yaml.ts";
import { PARTS, defaultKey } from "./environment.ts";
import type { Environment } from "./environment.ts";
import { ENVIRONMENT_FORM } from "./form.ts";
import type { EnvironmentForm } from "./form.ts";
import { environmentName } from "./input-types.ts";
import { ruleProblems } from "./rules.ts";

/** An environment file: its path from the repository's root, and its text. */
export interface EnvironmentText {
  file: string;
  text: string;
}

/**
 * The result for one file. `environment` is undefined if there are problems. Each problem is a sentence that names the
 * file and the key.
 */
export interface ValidatedEnvironment {
  /** The base name of the file, even if the file is not valid. */
  name: string;
  environment: Environment | undefined;
  problems: string[];
}

/** Checks a complete environment file, so that all its problems are reported at once. */
export function validateEnvironment({ file, text }: EnvironmentText): ValidatedEnvironment {
  const name = path.posix.basename(file).replace(/\.ya?ml$/, "");
  const read = readForm(text);
  const { form, broken = new Set<string>() } = read;
  const problems = [
    ...nameProblems(name),
    ...read.problems,
    ...(form === undefined ? [] : ruleProblems(form, name, broken)),
  ].map((problem) => `${file}: ${problem}`);
  const environment =
    form === undefined || problems.length > 0 ? undefined : environmentOf(form, name, file);
  return { name, environment, problems };
}

const nameProblems = (name: string): string[] =>
  environmentName.pattern.test(name)
    ? []
    : [
        `the environment's name "${name}" is not valid. Expected a file name of lower-case letters, digits and hyphens, for example environments/dev.yml. Rename the file, and GitHub's environment with it.`,
      ];

interface ReadForm {
  /** Undefined = the file is not a map. */
  form?: EnvironmentForm;
  /** Keys with values that do not have the form. */
  broken?: Set<string>;
  problems: string[];
}

function readForm(text: string): ReadForm {
  let value: unknown;
  try {
    value = readYaml(text);
  } catch (error) {
    if (error instanceof NotYaml) return { problems: [error.message] };
    throw error;
  }
  const result = ENVIRONMENT_FORM.safeParse(value);
  if (result.success) return { form: result.data, problems: [] };
  const { issues } = result.error;
  const problems = issues.flatMap((issue) => describeIssue(ENVIRONMENT_FORM, issue, value));
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { problems };
  // An unknown key does not make the other keys wrong.
  const wrong = issues.filter(({ code }) => code !== "unrecognized_keys");
  const broken = new Set(wrong.map(({ path: [key] }) => String(key)));
  return { form: value as EnvironmentForm, broken, problems };
}

function environmentOf(form: EnvironmentForm, name: string, file: string): Environment {
  const { region, account, state, roles, freeze = [] } = form;
  const key = (part: (typeof PARTS)[number]) => state.keys?.[part] ?? defaultKey(name, part);
  return {
    name,
    file,
    region,
    account,
    state: {
      bucket: state.bucket,
      keys: { infrastructure: key("infrastructure"), kubernetes: key("kubernetes") },
      kmsKeyId: state["kms-key-id"],
    },
    roles: { plan: roles.plan, push: roles.push, deploy: roles.deploy },
    variableFiles: {
      infrastructure: form.infrastructure?.["variable-files"] ?? [],
      kubernetes: form.kubernetes?.["variable-files"] ?? [],
    },
    variablesFromSecret: {
      infrastructure: form.infrastructure?.["variables-from-secret"] ?? [],
      kubernetes: form.kubernetes?.["variables-from-secret"] ?? [],
    },
    imagePrefix: form.images?.prefix ?? "",
    promoteFrom: form["promote-from"],
    minSoak: duration.parse(form["min-soak"] ?? "0s"),
    freeze,
  };
}
