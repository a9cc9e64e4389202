import { PARTS, defaultKey } from "./environment.ts";
import type { Part } from "./environment.ts";
import type { EnvironmentForm } from "./form.ts";
import { isTimeZone } from "./freeze.ts";
import { NotValid } from "../runtime/input-types.ts";
import { secretSources } from "../terraform/variables-from-secret/input-type.ts";

/** A rule between values: the keys that it reads, and a function that finds what is wrong with them. */
interface Rule {
  reads: readonly (keyof EnvironmentForm)[];
  problems: (form: EnvironmentForm, name: string) => string[];
}

const RULES: readonly Rule[] = [
  { reads: ["account", "roles"], problems: (form) => roleProblems(form) },
  { reads: ["state"], problems: (form, name) => keyProblems(form, name) },
  {
    reads: ["promote-from", "min-soak", "roles"],
    problems: (form, name) => promotionProblems(form, name),
  },
  { reads: ["freeze"], problems: (form) => freezeProblems(form) },
  ...PARTS.map((part): Rule => ({
    reads: [part],
    problems: (form) => secretProblems(form, part),
  })),
];

/**
 * Checks what the form cannot express: how the values of a file fit together. Each problem is a sentence that names the
 * key.
 * @param form all keys except those of `broken` have the types of the form
 * @param name of the environment
 * @param broken keys that already have the wrong form: rules that read them report nothing
 */
export const ruleProblems = (
  form: EnvironmentForm,
  name: string,
  broken: ReadonlySet<string> = new Set(),
): string[] =>
  RULES.filter(({ reads }) => !reads.some((key) => broken.has(key))).flatMap(({ problems }) =>
    problems(form, name),
  );

function roleProblems({ account, roles }: EnvironmentForm): string[] {
  return Object.entries(roles).flatMap(([role, arn]) => {
    const owner = arn?.split(":")[4];
    return owner === undefined || owner === account
      ? []
      : [
          `roles.${role}: "${String(arn)}" belongs to account ${owner}, but account is "${account}". Expected a role of the environment's account. Correct one of the two.`,
        ];
  });
}

function keyProblems({ state }: EnvironmentForm, name: string): string[] {
  const [infrastructure, kubernetes] = PARTS.map(
    (part) => state.keys?.[part] ?? defaultKey(name, part),
  );
  if (infrastructure === kubernetes)
    return [
      `state.keys: both states have the key "${String(kubernetes)}", so one would overwrite the other. Expected two keys. Leave them out to use the defaults.`,
    ];
  return PARTS.flatMap((part) => {
    const key = state.keys?.[part];
    return key !== undefined && OF_STORE.test(key)
      ? [
          `state.keys.${part}: "${key}" is an object of the release store of an environment, so a state there would overwrite it. Expected another key. Leave it out to use the default.`,
        ]
      : [];
  });
}

/** Names that the release store uses below the name of an environment. */
const OF_STORE =
  /^[a-z0-9-]+\/(?:(?:current|lease)\.json|digest-key|(?:files|history|releases)\/.*)$/;

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

/**
 * Checks the secrets of a part. The check covers both parts, so that a mistake is found before the first part is
 * changed.
 */
function secretProblems(form: EnvironmentForm, part: Part): string[] {
  const entries = form[part]?.["variables-from-secret"] ?? [];
  try {
    secretSources.parse(entries.join("\n"));
    return [];
  } catch (error) {
    if (!(error instanceof NotValid)) throw error;
    return [`${part}.variables-from-secret: ${error.message}. Expected ${secretSources.expected}.`];
  }
}
