import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import ts from "typescript-eslint";
import { IO } from "./.dependency-cruiser.js";

// .dependency-cruiser.js has the rules about imports. This file has the rules about globals.
const environment = {
  object: "process",
  property: "env",
  message: "Only index.ts, inputs.ts and lib/runtime read the environment; pass values down.",
};
const globals = [
  { name: "console", message: "Write to the job's log: it redacts secrets." },
  { name: "fetch", message: "Network access belongs to a client with timeouts and retries." },
  { name: "process", message: "A run gets what it needs from its Job." },
];
/** Impure code that needs no import: a pure file does not wait, and does not read the clock. */
const IMPURE = [
  "AwaitExpression",
  ":function[async=true]",
  "ImportExpression",
  'NewExpression[callee.name="Date"][arguments.length=0]',
  'MemberExpression[object.name="Date"][property.name="now"]',
  'MemberExpression[object.name="Math"][property.name="random"]',
  'MemberExpression[object.name="AbortSignal"][property.name="timeout"]',
  "CallExpression[callee.name=/^(setTimeout|setInterval|setImmediate)$/]",
].map((selector) => ({
  selector,
  message:
    "This file is pure: it takes values and gives values. What does I/O is named in IO of .dependency-cruiser.js.",
}));
/** A reader expects that a spread merges two objects. */
const SPREAD_LITERAL = {
  selector: "ObjectExpression > SpreadElement > ObjectExpression",
  message: "An object that is written here needs no spread: name its properties.",
};
/** Files that may read the environment. */
const EDGES = ["actions/*/src/{index,inputs}.ts", "actions/lib/runtime/**"];

export default defineConfig(
  {
    // `.bundle-` folders are temporary copies that scripts/bundle.ts makes.
    ignores: [
      ...["examples/**", "dist/**", "node_modules/**", "coverage/**", "reports/**", "out/**"],
      ".bundle-*/",
    ],
  },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: [
            "*.js",
            "actions/*/post.mjs",
            "rehearsal/runner/*.mjs",
            "scripts/*.mjs",
            "test/support/*.js",
          ],
        },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // Declaration merging adds names to an interface without members of its own.
      "@typescript-eslint/no-empty-object-type": [
        "error",
        { allowInterfaces: "with-single-extends" },
      ],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "no-restricted-syntax": ["error", SPREAD_LITERAL],
    },
  },
  { files: ["*.js", "test/support/*.js"], extends: [ts.configs.disableTypeChecked] },
  {
    files: ["test/**", "docker/*/test/**"],
    rules: {
      "max-lines": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "no-restricted-syntax": [
        "error",
        SPREAD_LITERAL,
        {
          selector: 'Property[key.name="unit"][value.value="binary"]',
          message:
            "It takes a second of CPU in each file; anyText of test/support/any-text.ts is the same.",
        },
      ],
      "no-restricted-imports": [
        "error",
        {
          paths: [
            {
              name: "fast-check",
              message: "Import test/support/fast-check.ts: it says how many inputs, and which.",
            },
          ],
        },
      ],
    },
  },
  { files: ["test/support/fast-check.ts"], rules: { "no-restricted-imports": "off" } },
  {
    files: ["actions/**/*.ts"],
    ignores: EDGES,
    rules: { "no-restricted-properties": ["error", environment] },
  },
  {
    files: ["actions/**/*.ts"],
    ignores: [
      ...EDGES,
      // These files need signals and process ids, the platform of a download, or fetch with a proxy.
      "actions/lib/process/**",
      "actions/setup-terraform-backend/src/tool/install.ts",
      "actions/lib/proxied-fetch.ts",
    ],
    rules: { "no-restricted-globals": ["error", ...globals] },
  },
  {
    files: ["actions/**/*.ts"],
    ignores: IO,
    rules: { "no-restricted-syntax": ["error", SPREAD_LITERAL, ...IMPURE] },
  },
);
