import { closestWord } from "../text/closest.ts";
import { PARTS } from "./environment.ts";
import type { Environment } from "./environment.ts";
import { validateEnvironment } from "./validate.ts";
import type { EnvironmentText } from "./validate.ts";

/** The environments of a repository, and all problems in their files or between them. */
export interface CheckedEnvironments {
  /** The valid environments, in the order of their files. */
  environments: Environment[];
  /** Sentences that name the file and the key. */
  problems: string[];
}

/** Checks all environment files of a repository, each one alone and all together. */
export function checkEnvironments(files: readonly EnvironmentText[]): CheckedEnvironments {
  const validated = files.map(validateEnvironment);
  const environments = validated.flatMap(({ environment }) => environment ?? []);
  // A file with problems still counts as an environment: what refers to it is not wrong.
  const names = new Set(validated.map(({ name }) => name));
  return {
    environments,
    problems: [
      ...validated.flatMap(({ problems }) => problems),
      ...nameProblems(files, validated),
      ...stateProblems(environments),
      ...environments.flatMap((environment) => sourceProblems(environment, [...names])),
      ...cycleProblems(environments),
    ],
  };
}

const nameProblems = (
  files: readonly EnvironmentText[],
  validated: readonly { name: string }[],
): string[] =>
  validated.flatMap(({ name }, at) => {
    const first = validated.findIndex((other) => other.name === name);
    return first === at
      ? []
      : [
          `${String(files[at]?.file)}: ${String(files[first]?.file)} is the environment "${name}" too. Expected one file for each environment. Remove one of the two.`,
        ];
  });

/** Finds environments that share a state: each would destroy the objects of the other. */
function stateProblems(environments: readonly Environment[]): string[] {
  const owners = new Map<string, string>();
  const problems: string[] = [];
  for (const { file, state } of environments)
    for (const part of PARTS) {
      const place = `s3://${state.bucket}/${state.keys[part]}`;
      const owner = owners.get(place);
      if (owner === undefined) owners.set(place, `${part} of ${file}`);
      else
        problems.push(
          `${file}: state.keys.${part}: "${state.keys[part]}" in the bucket ${state.bucket} is the state of ${owner}, so one environment would destroy the other. Expected a state of its own. Give another key, or leave it out to use the default. The state of a Terraform workspace is at env:/<workspace>/<key>.`,
        );
    }
  return problems;
}

function sourceProblems(
  { name, file, promoteFrom }: Environment,
  names: readonly string[],
): string[] {
  if (promoteFrom === undefined || names.includes(promoteFrom)) return [];
  const others = names.filter((other) => other !== name);
  const meant = closestWord(promoteFrom, others);
  const fix =
    meant === undefined
      ? `Expected an environment of this repository: ${others.join(", ") || "there is no other one"}.`
      : `Did you mean ${meant}?`;
  return [`${file}: promote-from: there is no environment "${promoteFrom}". ${fix}`];
}

/** Finds cycles of promotions. Each cycle is reported once, at the environment in it whose file comes first. */
function cycleProblems(environments: readonly Environment[]): string[] {
  const byName = new Map(environments.map((environment) => [environment.name, environment]));
  const reported = new Set<string>();
  return environments.flatMap(({ name, file }) => {
    const chain = [name];
    let next = byName.get(name)?.promoteFrom;
    while (next !== undefined && !chain.includes(next)) {
      chain.push(next);
      next = byName.get(next)?.promoteFrom;
    }
    if (next !== name || reported.has(name)) return [];
    for (const one of chain) reported.add(one);
    return [
      `${file}: promote-from: the environments promote in a circle: ${[...chain, name].join(" from ")}. Expected one environment without promote-from, where images are built. Remove it there.`,
    ];
  });
}
