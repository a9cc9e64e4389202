// deploy.yml and the workflows of its parts have the same steps and inputs, and every input of our actions can be set.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { CONTRACTS } from "../../scripts/interface.ts";
import { textOf } from "../support/workflows/files.ts";

interface Step {
  id?: string;
  name: string;
  uses?: string;
  if?: string;
  with?: Record<string, unknown>;
  env?: Record<string, unknown>;
}
interface Input {
  description: string;
  type: string;
  default?: unknown;
  required?: boolean;
}
interface Workflow {
  on: { workflow_call: { inputs: Record<string, Input>; secrets?: Record<string, unknown> } };
  jobs: Record<string, { steps?: Step[] }>;
}

const workflow = (name: string) => parse(textOf(`.github/workflows/${name}.yml`)) as Workflow;
const stepsOf = ({ jobs }: Workflow): Step[] =>
  Object.values(jobs).flatMap(({ steps = [] }) => steps);

const DEPLOY = workflow("deploy");
const PARTS = ["infrastructure", "images", "kubernetes"];

/** By step name: values of `with` that may differ in a part, and why. */
const EXCEPTIONS: Record<string, Record<string, string>> = {
  "Check the environment and the parts": {
    parts: "the parts of the workflow",
    images: "images are built, or come from an earlier job",
    "infrastructure-directory": "of the parts that the workflow has",
    "kubernetes-directory": "of the parts that the workflow has",
    "infrastructure-outputs": "of the parts that the workflow has",
    "cluster-name": "of the parts that the workflow has",
    kubeconfig: "of the parts that the workflow has",
    "cluster-output": "of the parts that the workflow has",
    "output-variables": "of the parts that the workflow has",
    "image-variables": "of the parts that the workflow has",
    "shared-variables": "of the parts that the workflow has",
    "infrastructure-variables-from-secret": "of the parts that the workflow has",
    "kubernetes-variables-from-secret": "of the parts that the workflow has",
    targets: "of the parts that the workflow has",
    replace: "of the parts that the workflow has",
    parallelism: "of the parts that the workflow has",
    "lock-timeout": "of the parts that the workflow has",
    "extra-args": "of the parts that the workflow has",
    unreviewed: "of the parts that the workflow has",
    "policy-command": "of the parts that the workflow has",
    comment: "of the parts that the workflow has",
  },
  "Check the inputs of the rollout": {
    images: "only deploy.yml may build images instead of those of an earlier job",
  },
  "Build and push the images": {
    "on-missing-repository": "only deploy.yml has a later step that creates repositories",
    leg: "only images.yml builds on several runners",
  },
  "Deploy and watch the rollout": {
    "infrastructure-directory": "its files are kept with the release that it is applied with",
    "infrastructure-variable-files": "its files are kept with the release that it is applied with",
    "infrastructure-outputs": "of the step before, or of an earlier job",
    images: "of the steps before, or of an earlier job",
  },
};

/** Steps that only images.yml has: several runners need their own jobs, which deploy.yml does not have. */
const OF_SEVERAL_RUNNERS = [
  "Keep the digests",
  "Get the digests",
  "Make one image of those of all runners",
];

/** Inputs that deploy.yml does not have, and why. */
const OWN_INPUTS: Record<string, string> = {
  runners: "several runners need jobs of their own, which deploy.yml does not have",
};

/**
 * Returns a step without the condition that leaves a part out of deploy.yml: a workflow of that part does not have it.
 */
const comparable = ({ name, if: condition, with: given = {}, ...step }: Step) => {
  const isPart = /^\$\{\{ inputs\.(?:images|[a-z]+-directory) != '' \}\}$/.test(condition ?? "");
  const kept = Object.entries(given).filter(([key]) => EXCEPTIONS[name]?.[key] === undefined);
  return { name, ...step, if: isPart ? undefined : condition, with: Object.fromEntries(kept) };
};

describe.each(PARTS)("%s.yml", (name) => {
  const part = workflow(name);

  test("its steps are those of deploy.yml", () => {
    for (const step of stepsOf(part).filter((one) => !OF_SEVERAL_RUNNERS.includes(one.name))) {
      const others = stepsOf(DEPLOY).filter((one) => one.name === step.name);
      expect(others.map(comparable)).toContainEqual(comparable(step));
    }
  });

  test("its inputs are those of deploy.yml, with the same type and default", () => {
    const { inputs: all } = DEPLOY.on.workflow_call;
    for (const [input, { type, default: given, required }] of Object.entries(
      part.on.workflow_call.inputs,
    ).filter(([one]) => OWN_INPUTS[one] === undefined)) {
      expect([input, all[input]?.type]).toStrictEqual([input, type]);
      if (required !== true) expect([input, all[input]?.default]).toStrictEqual([input, given]);
    }
  });

  test("each of its inputs reaches a step or a job", () => {
    const text = JSON.stringify(part.jobs);
    for (const input of Object.keys(part.on.workflow_call.inputs))
      expect([input, text.includes(`inputs.${input}`)]).toStrictEqual([input, true]);
  });
});

test("an exception is one: the step of a part has another value, or lacks it", () => {
  for (const [name, exceptions] of Object.entries(EXCEPTIONS))
    for (const input of Object.keys(exceptions)) {
      const values = ["deploy", ...PARTS].flatMap((file) =>
        stepsOf(workflow(file))
          .filter((step) => step.name === name)
          .map((step) => String(step.with?.[input])),
      );
      expect([name, input, new Set(values).size > 1]).toStrictEqual([name, input, true]);
    }
});

test("every step of deploy.yml that is not for two parts together is in a part", () => {
  const parts = new Set(PARTS.flatMap((file) => stepsOf(workflow(file))).map(({ name }) => name));
  const others = stepsOf(DEPLOY)
    .map(({ name }) => name)
    .filter((name) => !parts.has(name));
  expect(others).toStrictEqual([
    // In deploy.yml, Kubernetes comes after the infrastructure. A part alone is planned before it changes anything.
    "Check the values of the Kubernetes workspace",
    "Build the images that had no repository",
  ]);
});

/** By action: inputs that its check in the first job does not get, and why. */
const NOT_CHECKED: Record<string, Record<string, string>> = {
  "kube-deploy": {
    "secret-variables": "a job that needs no approval gets no secret of the deployment",
    "working-directory": "the step before it compares what the workspace declares",
    "infrastructure-directory": "any text is accepted, and other steps use the folder before",
    "infrastructure-variable-files": "any text is accepted, and other steps use the files before",
  },
  "plan-and-comment": {
    "working-directory": "its check gets the folder as infrastructure-directory",
    "variables-from-secret":
      "its check gets them as infrastructure- and kubernetes-variables-from-secret",
    workspace: "the check of setup-terraform-backend gets it",
    "variable-files": "any text is accepted, and only the tool can say whether a file is right",
    "secret-variables": "a job that needs no approval gets no secret of the deployment",
  },
};

/** Returns the inputs of a workflow that a value of a step names, without those for which GitHub accepts only true and false. */
const namedIn = (value: unknown, { on }: Workflow): string[] =>
  [...String(value).matchAll(/\binputs\.([a-z-]+)/g)]
    .map(([, name = ""]) => name)
    .filter((name) => on.workflow_call.inputs[name]?.type !== "boolean");

describe.each(["deploy", "infrastructure", "kubernetes", "promote", "rollback"])(
  "%s.yml: the first job gives to each action the inputs of the later jobs, so nothing is changed before a wrong one is refused",
  (name) => {
    const file = workflow(name);
    const [first = [], ...later] = Object.values(file.jobs).map(({ steps = [] }) => steps);
    const given = later.flat().flatMap(({ uses = "", with: values = {} }) =>
      Object.entries(values).flatMap(([input, value]) =>
        namedIn(value, file).map((from) => ({
          action: uses.replace("$/actions/", ""),
          input,
          from,
        })),
      ),
    );

    test.each(["setup-terraform-backend", "plan-and-comment", "kube-deploy", "build-push-ecr"])(
      "%s",
      (action) => {
        const late = given.filter(
          (one) => one.action === action && NOT_CHECKED[action]?.[one.input] === undefined,
        );
        const steps = first.filter(({ uses }) => uses === `$/actions/${action}`);
        const isEarly = ({ input, from }: (typeof late)[number]) =>
          steps.some((step) => namedIn(step.with?.[input], file).includes(from));
        expect(late.filter((one) => !isEarly(one))).toStrictEqual([]);
      },
    );

    test("there are such inputs", () => {
      expect(given.length).toBeGreaterThan(10);
    });
  },
);

/** By action: inputs that a caller of deploy.yml cannot set, each with the reason. */
const OUT_OF_REACH = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "workflow-inputs.json"), "utf8"),
) as Record<string, Record<string, string>>;

test.each(CONTRACTS.map(({ name, inputs }) => [name, Object.keys(inputs)] as const))(
  "a caller of deploy.yml reaches every input of %s, or workflow-inputs.json says why not",
  (action, inputs) => {
    const steps = stepsOf(DEPLOY).filter(({ uses }) => uses === `$/actions/${action}`);
    const isReached = (input: string) =>
      steps.some((step) => /(?:inputs|secrets)\./.test(JSON.stringify(step.with?.[input] ?? "")));
    const missing = inputs.filter((input) => !isReached(input));
    expect(Object.keys(OUT_OF_REACH[action] ?? {}).sort()).toStrictEqual(missing.sort());
    for (const reason of Object.values(OUT_OF_REACH[action] ?? {})) expect(reason).toMatch(/\w{3}/);
  },
);
