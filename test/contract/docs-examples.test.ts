// Text that a reader copies from the documentation works: its commands and the inputs in its examples exist.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { VERSION } from "../../actions/lib/runtime/version.ts";
import { actionNames } from "../../scripts/bundle.ts";
import { readEnvironments } from "../../rehearsal/world/environments.ts";
import { rolesOf } from "../../rehearsal/world/roles.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");
const documentsIn = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => path.posix.join(folder, name));

const DOCUMENTS = [
  "README.md",
  "CONTRIBUTING.md",
  "AGENTS.md",
  "SECURITY.md",
  ...documentsIn("docs"),
  ...documentsIn(".github/workflows"),
  ...actionNames().map((name) => `actions/${name}/README.md`),
];

/** Returns the code blocks of a text in one language. */
const blocksOf = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm"))].map(
    ([, block = ""]) => block,
  );

type Declared = Record<string, { required?: boolean; default?: unknown } | undefined>;

/** A `uses` of one of our actions or workflows, with its inputs. */
interface Use {
  uses: string;
  with?: Record<string, unknown>;
}

/** Returns all uses of our actions and workflows in a parsed example, at any depth. */
function usesIn(value: unknown): Use[] {
  if (typeof value !== "object" || value === null) return [];
  const own = "uses" in value && String(value.uses).startsWith("example-org/eks-pipeline/");
  return [...(own ? [value as Use] : []), ...Object.values(value).flatMap(usesIn)];
}

const declared = new Map<string, Declared>();

/**
 * Returns the declared inputs of an action or a reusable workflow. Reads each file only once, because that takes longer
 * than all examples.
 */
function inputsOf(target: string): Declared {
  const inputs = declared.get(target) ?? readInputs(target);
  declared.set(target, inputs);
  return inputs;
}

function readInputs(target: string): Declared {
  if (!target.endsWith(".yml"))
    return (parse(read(`${target}/action.yml`)) as { inputs: Declared }).inputs;
  const { on } = parse(read(target)) as { on: { workflow_call: { inputs: Declared } } };
  return on.workflow_call.inputs;
}

/**
 * Returns whether an input is required. Some commands of kube-deploy work without a workspace, so action.yml cannot
 * require its folder.
 */
const isRequired = (target: string, name: string, given: Record<string, unknown>): boolean =>
  inputsOf(target)[name]?.required === true ||
  (`${target} ${name}` === "actions/kube-deploy working-directory" &&
    !["check", "resolve"].includes(String(given["command"])) &&
    !(given["command"] === "verify" && given["workloads"] !== undefined));

function problemsOf({ uses, with: given = {} }: Use): string[] {
  const [target = "", version] = uses.replace("example-org/eks-pipeline/", "").split("@");
  const inputs = inputsOf(target);
  const unknown = Object.keys(given).filter((name) => inputs[name] === undefined);
  const missing = Object.keys(inputs).filter(
    (name) => isRequired(target, name, given) && given[name] === undefined,
  );
  return [
    ...unknown.map((name) => `${target} has no input ${name}`),
    ...missing.map((name) => `${target} needs ${name}`),
    ...(version === `v${VERSION}` ? [] : [`${uses} is not of version ${VERSION}`]),
  ];
}

describe.each(DOCUMENTS)("%s", (file) => {
  const text = read(file);

  test("every npm script that it names exists", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/\bnpm run (?:--silent )?([a-z][\w:-]*)/g)].map(
      ([, name = ""]) => name,
    );
    expect(named.filter((name) => scripts[name] === undefined)).toStrictEqual([]);
  });

  test("its YAML gives every action and workflow the inputs that it has", () => {
    const uses = blocksOf(text, "yaml").flatMap((block) => usesIn(parse(block)));
    expect(uses.flatMap(problemsOf)).toStrictEqual([]);
  });

  test("its JSON can be parsed", () => {
    for (const block of blocksOf(text, "json")) JSON.parse(block);
  });
});

test.each(actionNames())("the README of %s has every part, in the same order", (name) => {
  const headings = [...read(`actions/${name}/README.md`).matchAll(/^## (.+)$/gm)].map(
    ([, heading = ""]) => heading,
  );
  const expected = ["Requirements", "Usage", "Inputs", "Outputs", "Permissions"];
  expect(headings.filter((heading) => expected.includes(heading))).toStrictEqual(expected);
  expect(headings.slice(-2)).toStrictEqual(["Events", "Failure reasons"]);
});

test("the application of the README is the one that docs/own-application.md explains", () => {
  const [, application = ""] = read("README.md").split("### Your application in 20 lines");
  const shown = ["hcl", "yaml"].flatMap((language) => blocksOf(application, language));
  const explained = ["hcl", "yaml"].flatMap((language) =>
    blocksOf(read("docs/own-application.md"), language),
  );
  expect(shown.length).toBeGreaterThan(2);
  expect(explained).toStrictEqual(expect.arrayContaining(shown));
});

test("every example checks out with the same version of actions/checkout", () => {
  const versions = DOCUMENTS.flatMap((file) => read(file).match(/actions\/checkout@\S+/g) ?? []);
  expect([...new Set(versions)]).toStrictEqual(["actions/checkout@v6"]);
});

test("the trust policy of the deploy role is the one that the rehearsal evaluates", () => {
  const [documented] = blocksOf(read(".github/workflows/deploy.md"), "json");
  const file = read("examples/fleet/environments/dev.yml");
  const roles = rolesOf(readEnvironments({ "dev.yml": file }).all, "repo:example-org/fleet");
  const rehearsed = roles.find(({ name }) => name === "fleet-dev-deploy")?.trustPolicy;
  expect(JSON.parse(documented ?? "")).toStrictEqual({ Version: "2012-10-17", ...rehearsed });
});

test("the check sees an unknown input, a missing one, and another version", () => {
  const uses = "example-org/eks-pipeline/actions/kube-deploy@v9.9.9";
  expect(problemsOf({ uses, with: { environment: "dev", cluster: "x" } })).toStrictEqual([
    "actions/kube-deploy has no input cluster",
    "actions/kube-deploy needs working-directory",
    `${uses} is not of version ${VERSION}`,
  ]);
});
