// What action.yml promises is what the code reads and sets, and the other way around.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import ts from "typescript";
import { parse } from "yaml";
import { VERSION } from "../../actions/lib/runtime/version.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const BUNDLE_BYTES = 3 * 1024 * 1024;

interface ActionFile {
  name: string;
  description: string;
  inputs?: Record<string, { description?: string; required?: boolean; default?: unknown }>;
  outputs?: Record<string, { description?: string; value?: string }>;
  runs: { using: string; main: string };
}

const names = readdirSync(path.join(ROOT, "actions")).filter((name) =>
  existsSync(path.join(ROOT, "actions", name, "action.yml")),
);
const read = (...parts: string[]) => readFileSync(path.join(ROOT, ...parts), "utf8");

/** Property names of the object literals handed to readActionInputs in an action's inputs.ts. */
function inputsRead(name: string): string[] {
  const source = ts.createSourceFile(
    "inputs.ts",
    read("actions", name, "src/inputs.ts"),
    ts.ScriptTarget.ES2023,
    true,
  );
  const literals = new Map<string, ts.ObjectLiteralExpression>();
  const found: string[] = [];
  const keysOf = (node: ts.Expression | undefined) => {
    if (node === undefined) return;
    if (ts.isIdentifier(node)) keysOf(literals.get(node.text));
    else if (ts.isObjectLiteralExpression(node))
      for (const property of node.properties) {
        if (ts.isSpreadAssignment(property)) keysOf(property.expression);
        else if (ts.isStringLiteral(property.name) || ts.isIdentifier(property.name))
          found.push(property.name.text);
      }
  };
  const strip = (node: ts.Expression): ts.Expression =>
    ts.isAsExpression(node) || ts.isSatisfiesExpression(node) ? strip(node.expression) : node;
  const visit = (node: ts.Node): void => {
    if (
      ts.isVariableDeclaration(node) &&
      node.initializer !== undefined &&
      ts.isIdentifier(node.name)
    ) {
      const value = strip(node.initializer);
      if (ts.isObjectLiteralExpression(value)) literals.set(node.name.text, value);
    }
    if (ts.isCallExpression(node) && node.expression.getText(source) === "readActionInputs")
      keysOf(node.arguments[0]);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.sort();
}

function sourceOf(name: string): string {
  const folder = path.join(ROOT, "actions", name, "src");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(path.join(folder, file), "utf8"))
    .join("\n");
}

test("the version of the code is the version of the package", () => {
  expect((JSON.parse(read("package.json")) as { version: string }).version).toBe(VERSION);
});

describe.each(names)("%s", (name) => {
  const action = parse(read("actions", name, "action.yml")) as ActionFile;
  const inputs = Object.entries(action.inputs ?? {});
  const outputs = Object.entries(action.outputs ?? {});

  test("runs its bundle on node24", () => {
    expect(action.runs.using).toBe("node24");
    expect(action.runs.main).toBe(`../../dist/${name}/index.js`);
    expect(existsSync(path.join(ROOT, "actions", name, action.runs.main))).toBe(true);
  });

  test("describes every input and output", () => {
    for (const [key, { description }] of [...inputs, ...outputs])
      expect([key, description]).toStrictEqual([key, expect.stringMatching(/\S{2}/)]);
  });

  test("a required input has no default, and every other one has", () => {
    for (const [key, input] of inputs)
      expect([key, input.required === true]).toStrictEqual([key, input.default === undefined]);
  });

  test("reads exactly the inputs it declares", () => {
    expect(inputsRead(name)).toStrictEqual(inputs.map(([key]) => key).sort());
  });

  test("every declared output is set somewhere in its code", () => {
    const source = sourceOf(name);
    for (const [key] of outputs.filter(([key]) => key !== "failure-reason"))
      expect([key, new RegExp(`["']${key}["']|\\b${key}\\b\\s*[:,]`).test(source)]).toStrictEqual([
        key,
        true,
      ]);
  });

  test("its README documents every failure reason that its code can set", () => {
    const readme = read("actions", name, "README.md");
    const reasons = [...sourceOf(name).matchAll(/reason: "([a-z-]+)"/g)].map(
      ([, reason = ""]) => reason,
    );
    expect(reasons.filter((reason) => !readme.includes(`\`${reason}\``))).toStrictEqual([]);
  });

  test("its bundle is whole and at most 3 MB", () => {
    const bundle = readFileSync(path.join(ROOT, "dist", name, "index.js"));
    expect(bundle.byteLength).toBeLessThanOrEqual(BUNDLE_BYTES);
    // ncc puts this into a bundle, silently, for a module it did not find.
    expect(bundle.includes("webpackMissingModule")).toBe(false);
    expect(bundle.includes(ROOT)).toBe(false);
  });
});
