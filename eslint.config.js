import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import ts from "typescript-eslint";

// The floors of the house (docs/architecture.md): imports only go down.
const ACTIONS = ["setup-terraform-backend", "plan-and-comment", "build-push-ecr", "kube-deploy"];

const environment = {
  object: "process",
  property: "env",
  message: "Only index.ts, inputs.ts and lib/runtime read the environment; pass values down.",
};
const core = {
  name: "@actions/core",
  message: "Only lib/runtime touches @actions/core; a run gets its Job.",
};
const otherActions = (name) =>
  ACTIONS.filter((other) => other !== name).map((other) => ({
    group: [`**/${other}/**`],
    message: "An action never imports another action; what two need moves to actions/lib.",
  }));
const upwards = {
  group: ["**/rehearsal/**", "**/test/**", "**/scripts/**"],
  message: "Shipped code never imports the rehearsal, tests or scripts.",
};
const impure = [
  "@actions/*",
  "@aws-sdk/*",
  "@smithy/*",
  "@octokit/*",
  "node:fs",
  "node:fs/promises",
  "node:child_process",
  "node:http",
  "node:https",
  "node:net",
  "node:process",
  "node:os",
].map((name) => ({ group: [name], message: "Pure rooms do no I/O." }));

// Rooms without I/O: they carry the table, golden and property tests.
const PURE = [
  "actions/lib/markdown/**/*.ts",
  "actions/lib/redact/**/*.ts",
  "actions/lib/terraform/{arguments,plan,state,events,failures}.ts",
  "actions/plan-and-comment/src/{plan,render}/**/*.ts",
  "actions/build-push-ecr/src/images/{tags,results}.ts",
  "actions/build-push-ecr/src/docker/{arguments,metadata,output,failure}.ts",
  "actions/lib/match-failure.ts",
  "actions/build-push-ecr/src/ecr/mutability.ts",
  "actions/setup-terraform-backend/src/tool/constraint.ts",
  "actions/setup-terraform-backend/src/tool/releases.ts",
  "actions/kube-deploy/src/{readiness,diagnosis}/**/*.ts",
];

export default defineConfig(
  { ignores: ["dist/**", "node_modules/**", "coverage/**", "reports/**", "out/**"] },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["*.js"] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // Declaration merging adds names to an interface that has no members of its own.
      "@typescript-eslint/no-empty-object-type": [
        "error",
        { allowInterfaces: "with-single-extends" },
      ],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ["*.js"], extends: [ts.configs.disableTypeChecked] },
  {
    files: ["test/**", "docker/*/test/**"],
    rules: { "max-lines": "off", "@typescript-eslint/no-non-null-assertion": "off" },
  },
  ...ACTIONS.map((name) => ({
    files: [`actions/${name}/**/*.ts`],
    rules: {
      "no-restricted-imports": [
        "error",
        { paths: [core], patterns: [...otherActions(name), upwards] },
      ],
    },
  })),
  {
    files: ["actions/**/*.ts"],
    ignores: ["actions/*/src/{index,inputs}.ts", "actions/lib/runtime/**"],
    rules: { "no-restricted-properties": ["error", environment] },
  },
  {
    files: ["actions/lib/**/*.ts"],
    ignores: ["actions/lib/runtime/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          paths: [core],
          patterns: [
            ...ACTIONS.map((name) => ({
              group: [`**/${name}/**`],
              message: "lib never imports an action.",
            })),
            upwards,
          ],
        },
      ],
    },
  },
  {
    files: PURE,
    rules: {
      "no-restricted-imports": [
        "error",
        {
          paths: [core],
          patterns: [
            ...impure,
            ...ACTIONS.map((name) => ({
              group: [`**/actions/${name}/**`],
              message: "Import relatively.",
            })),
            upwards,
          ],
        },
      ],
      "no-restricted-globals": ["error", "process", "fetch", "console"],
    },
  },
  {
    files: ["rehearsal/**/*.ts", "docker/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["**/actions/*/src/**", "**/actions/lib/**"],
              message: "The rehearsal runs dist/ bundles; it never imports their sources.",
            },
            { group: ["**/test/**"], message: "Tests import the rehearsal, not the other way." },
          ],
        },
      ],
    },
  },
);
