import vm from "node:vm";
import { expect, test } from "@jest/globals";
// @ts-expect-error: jest loads its environment without a transform, so this is JavaScript.
import { compileOnce } from "../../../support/compile-once.js";

type Compile = (
  source: string,
  parameters?: readonly string[],
  options?: vm.CompileFunctionOptions,
) => (...given: unknown[]) => unknown;
const compileOf = compileOnce as (compile?: Compile) => Compile;

const PACKAGE = "/repository/node_modules/one/index.js";
const contextWith = (values: Record<string, unknown>) => vm.createContext({ ...values });
const optionsIn = (parsingContext: vm.Context, filename = PACKAGE) => ({
  filename,
  parsingContext,
});

test("every context runs the code separately, with its own globals", () => {
  const compile = compileOf();
  const source = "globalThis.count = (globalThis.count ?? 0) + 1; return [mine, given, count];";
  const results = ["first", "second"].map((mine) =>
    (compile(source, ["given"], optionsIn(contextWith({ mine }))) as (given: number) => unknown)(7),
  );
  expect(JSON.stringify(results)).toBe('[["first",7,1],["second",7,1]]');
});

test("a changed file is compiled again", () => {
  const compile = compileOf();
  const context = contextWith({});
  expect(compile("return 1;", [], optionsIn(context))()).toBe(1);
  expect(compile("return 2;", [], optionsIn(context))()).toBe(2);
});

test("an error has its line and column in the file", () => {
  const compile = compileOf();
  const context = contextWith({});
  const stackOf = (filename: string): string => {
    const run = compile('null.it;\n"second line";', ["a", "b"], optionsIn(context, filename));
    try {
      run();
    } catch (error) {
      return (error as Error).stack ?? "";
    }
    return "";
  };
  expect(stackOf(PACKAGE)).toContain(`${PACKAGE}:1:6`);
  expect(() => compile("import one from 'two';", [], optionsIn(context))).toThrow(
    "Cannot use import statement",
  );
});

test("a dynamic import is answered by the context that asked last", async () => {
  const compile = compileOf();
  const answers: unknown[] = [];
  for (const name of ["first", "second"]) {
    const context = contextWith({});
    const module = new vm.SyntheticModule(["name"], () => module.setExport("name", name), {
      context,
    });
    await module.link(() => module);
    await module.evaluate();
    const run = compile('return import("other");', [], {
      filename: PACKAGE,
      parsingContext: context,
      importModuleDynamically: () => module,
    }) as () => Promise<{ name: string }>;
    answers.push((await run()).name);
  }
  expect(answers).toStrictEqual(["first", "second"]);
});

test("code outside of packages, or without a context, is compiled in the usual way", () => {
  const asked: string[] = [];
  const compile = compileOf((source: string) => {
    asked.push(source);
    return () => undefined;
  });
  compile("return 1;", [], optionsIn(contextWith({}), "/repository/actions/one.js"));
  compile("return 2;", [], { filename: PACKAGE });
  compile("return 3;");
  expect(asked).toStrictEqual(["return 1;", "return 2;", "return 3;"]);
});
