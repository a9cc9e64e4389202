// An action's contract agrees with its action.yml, README and bundle.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { RULES as BUCKET_RULES } from "../../actions/setup-terraform-backend/src/bucket/failure.ts";
import { RULES as BUILD_RULES } from "../../actions/build-push-ecr/src/docker/failure.ts";
import { RULES as ECR_RULES } from "../../actions/build-push-ecr/src/ecr/failure.ts";
import { RULES as CLUSTER_RULES } from "../../actions/kube-deploy/src/cluster/failure.ts";
import { RULES as TERRAFORM_RULES } from "../../actions/lib/terraform/failures.ts";
import { VERSION } from "../../actions/lib/runtime/version.ts";
import { actionNames } from "../../scripts/bundle.ts";
import { CONTRACTS, interfaceOf } from "../../scripts/interface.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const BUNDLE_BYTES = 5 * 1024 * 1024;

interface ActionFile {
  name: string;
  description: string;
  inputs: object;
  outputs: object;
  runs: { using: string; main: string };
}

const read = (...parts: string[]) => readFileSync(path.join(ROOT, ...parts), "utf8");

test("the version of the code is the version of the package", () => {
  expect((JSON.parse(read("package.json")) as { version: string }).version).toBe(VERSION);
});

/** Reasons that the rules of an action can give. The compiler holds every other reason to the tables of reasons. */
const AFTER_INIT = TERRAFORM_RULES.filter(({ origin }) => origin !== "terraform init");
const RULES: Record<string, readonly { reason: string }[]> = {
  "build-push-ecr": [...BUILD_RULES, ...ECR_RULES],
  "kube-deploy": [...CLUSTER_RULES, ...AFTER_INIT],
  "plan-and-comment": AFTER_INIT,
  "setup-terraform-backend": [
    ...BUCKET_RULES,
    // `init` does not write a state.
    ...TERRAFORM_RULES.filter(
      ({ origin, reason }) =>
        (origin === "terraform init" || origin === "backend") && reason !== "state-not-saved",
    ),
  ],
};

test("every action has a contract", () => {
  expect(CONTRACTS.map(({ name }) => name).sort()).toStrictEqual(actionNames());
});

describe.each(CONTRACTS.map((contract) => [contract.name, contract] as const))(
  "%s",
  (name, contract) => {
    const action = parse(read("actions", name, "action.yml")) as ActionFile;
    const inputs = Object.entries(contract.inputs);
    const outputs = Object.entries(contract.outputs);

    test("H-E 3: runs its bundle on node24, as main step and as post step", () => {
      const bundle = `../../dist/${name}/index.js`;
      // Without `post-if`, a post step runs after a failure and after a cancel too.
      expect(action.runs).toStrictEqual({ using: "node24", main: bundle, post: "post.mjs" });
      expect(existsSync(path.join(ROOT, "actions", name, action.runs.main))).toBe(true);
      // It continues with the bundle of the main step if the main step left something to do.
      expect(read("actions", name, "post.mjs")).toContain(
        `await import("../../dist/post-step/index.js");\nawait import("${bundle}");\n`,
      );
    });

    test("action.yml has the inputs and outputs of the contract, with the same texts and defaults", () => {
      const { inputs: expected, outputs: promised } = interfaceOf(contract);
      expect([action.inputs, action.outputs]).toStrictEqual([expected, promised]);
    });

    test("describes every input, output and failure", () => {
      for (const [key, { description }] of [...inputs, ...outputs])
        expect([key, description]).toStrictEqual([key, expect.stringMatching(/\S{2}.*\.$/s)]);
      for (const [reason, { meaning, fix }] of Object.entries(contract.failures))
        expect([reason, meaning, fix]).toStrictEqual([
          expect.stringMatching(/^[a-z]+(-[a-z]+)*$/),
          expect.stringMatching(/\S{2}/),
          expect.stringMatching(/\S{2}/),
        ]);
    });

    test("every default is a value that the input accepts", () => {
      for (const [, { type, default: given, mayBeEmpty }] of inputs)
        if (given !== undefined && mayBeEmpty !== true)
          expect(() => type.parse(given)).not.toThrow();
    });

    test("a required input has no default", () => {
      for (const [key, input] of inputs)
        if (input.required === true) expect([key, input.default]).toStrictEqual([key, undefined]);
    });

    test("its README lists every failure reason", () => {
      const readme = read("actions", name, "README.md");
      for (const reason of Object.keys(contract.failures))
        expect(readme).toContain(`- \`${reason}\`: `);
    });

    test("its contract has every reason that its rules can give", () => {
      const reasons = (RULES[name] ?? []).map(({ reason }) => reason);
      expect(Object.keys(contract.failures)).toStrictEqual(expect.arrayContaining(reasons));
    });

    test("its bundle is whole and at most 5 MiB", () => {
      const bundle = readFileSync(path.join(ROOT, "dist", name, "index.js"));
      expect(bundle.byteLength).toBeLessThanOrEqual(BUNDLE_BYTES);
      // If ncc does not find a module, it silently puts this into the bundle.
      expect(bundle.includes("webpackMissingModule")).toBe(false);
      expect(bundle.includes(ROOT)).toBe(false);
    });
  },
);
