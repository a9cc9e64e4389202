import { PARTS, defaultKey } from "./environment.ts";
import type { EnvironmentForm } from "./form.ts";
import { isTimeZone } from "./freeze.ts";

/**
 * What the form cannot say: how the values of a file go together. Each problem is a sentence that names the key.
 * @param name of the environment
 */
export const ruleProblems = (form: EnvironmentForm, name: string): string[] => [
  ...roleProblems(form),
  ...keyProblems(form, name),
  ...promotionProblems(form, name),
  ...freezeProblems(form),
];

function roleProblems({ account, roles }: EnvironmentForm): string[] {
  return Object.entries(roles).flatMap(([role, arn]) => {
    const owner = arn?.split(":")[4];
    return owner === undefined || owner === account
      ? []
      : [
          `roles.${role}: "${String(arn)}" is of account ${owner}, but account is "${account}". Expected a role of the environment's account. Correct one of the two.`,
        ];
  });
}

function keyProblems({ state }: EnvironmentForm, name: string): string[] {
  const [infrastructure, kubernetes] = PARTS.map(
    (part) => state.keys?.[part] ?? defaultKey(name, part),
  );
  return infrastructure === kubernetes
    ? [
        `state.keys: both states have the key "${String(kubernetes)}", so one would overwrite the other. Expected two keys. Leave them out to use the defaults.`,
      ]
    : [];
}

function promotionProblems(form: EnvironmentForm, name: string): string[] {
  const from = form["promote-from"];
  if (from === undefined)
    return form["min-soak"] === undefined
      ? []
      : [
          "min-soak: it says how long a release was live in promote-from, which is not given. Add promote-from, or remove min-soak.",
        ];
  const problems: string[] = [];
  if (from === name)
    problems.push(
      `promote-from: "${from}" is this environment itself. Expected another environment, for example the one before it.`,
    );
  if (form.roles.push !== undefined)
    problems.push(
      `roles.push: it is not allowed with promote-from, because the images come from ${from} and none is built here. Remove roles.push, or promote-from.`,
    );
  return problems;
}

const freezeProblems = ({ freeze = [] }: EnvironmentForm): string[] =>
  freeze.flatMap(({ from, to, zone }, at) => [
    ...(isTimeZone(zone)
      ? []
      : [
          `freeze[${at}].zone: "${zone}" is not known. Expected an IANA time zone, for example Europe/Berlin.`,
        ]),
    ...(from === to
      ? [`freeze[${at}]: it begins and ends at "${from}". Expected two different times.`]
      : []),
  ]);
