import { runInNewContext } from "node:vm";
import { describe, expect, test } from "@jest/globals";
import { evaluateAtFirstUse } from "../../../scripts/lazy-modules.ts";

const ES = "(__unused_webpack_module, __webpack_exports__, __nccwpck_require__)";
const COMMON = "(module, __unused_webpack_exports, __nccwpck_require__)";

/** Returns a bundle as ncc writes it, which starts with module 1. */
const bundleOf = (modules: Readonly<Record<string, string>>): string =>
  `var __webpack_modules__ = ({
${Object.entries(modules)
  .map(([id, text]) => `\n/***/ ${id}:\n/***/ (${text}\n\n/***/ })`)
  .join(",\n")}

/******/ });
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/${" "}
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) return cachedModule.exports;
/******/ 	var module = __webpack_module_cache__[moduleId] = { exports: {} };
/******/ 	__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 	return module.exports;
/******/ }
/******/ __nccwpck_require__.n = (module) => () => module;
/******/ __nccwpck_require__.d = (exports, { x }) => Object.defineProperty(exports, "x", { get: x });
/******/ // startup
/******/ __nccwpck_require__(1);
`;

/** Returns what a bundle says while it runs. */
function said(bundle: string): string[] {
  const words: string[] = [];
  runInNewContext(bundle, { say: (word: string) => words.push(word) });
  return words;
}

const LIBRARY = `${COMMON} => {
say("library");
module.exports = { greet: (name) => say("hello " + name), count: 1 };`;

describe("a bundle", () => {
  test("evaluates an imported module at its first use, once", () => {
    const entry = `${ES} => {
/* harmony import */ var greeter_ts__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2);
say("entry");
(0,greeter_ts__WEBPACK_IMPORTED_MODULE_0__/* .greet */ .g)("Ada");
(0,greeter_ts__WEBPACK_IMPORTED_MODULE_0__/* .greet */ .g)("Grace");`;
    const greeter = `${ES} => {
var library = __nccwpck_require__(3);
const start = say("greeter");
__webpack_exports__.g = (name) => library.greet(name);`;
    const bundle = bundleOf({ 1: entry, 2: greeter, 3: LIBRARY });
    const greetings = ["hello Ada", "hello Grace"];
    expect(said(bundle)).toStrictEqual(["library", "greeter", "entry", ...greetings]);
    expect(said(evaluateAtFirstUse(bundle))).toStrictEqual([
      "entry",
      "greeter",
      "library",
      ...greetings,
    ]);
  });

  test("never evaluates a module that is not used", () => {
    const entry = `${ES} => {
var library = __nccwpck_require__(2);
say("entry");
const later = () => library.count;`;
    expect(said(evaluateAtFirstUse(bundleOf({ 1: entry, 2: LIBRARY })))).toStrictEqual(["entry"]);
  });

  test.each([
    ["is imported for its effect", "__nccwpck_require__(2);"],
    ["is passed on", "var library = __nccwpck_require__(2);\nconst handed = [library];"],
    ["is passed on by its short name", "var library = __nccwpck_require__(2);\n({ library });"],
    [
      "has a default export that the bundler looks for",
      "var library = __nccwpck_require__(2);\nvar library_default = /*#__PURE__*/__nccwpck_require__.n(library);",
    ],
    [
      "has a name that is also a variable elsewhere",
      "var library = __nccwpck_require__(2);\n((library) => library)(1);",
    ],
  ])("evaluates a module at its import if it %s", (_, lines) => {
    const bundle = bundleOf({ 1: `${ES} => {\n${lines}\nsay("entry");`, 2: LIBRARY });
    expect(said(evaluateAtFirstUse(bundle))).toStrictEqual(["library", "entry"]);
  });

  test.each([
    ["calls a function", "prepare(process);"],
    ["calls a member", "process.prepare();"],
    ["sets something of the process", "process.env.PROXY = 1;"],
    ["deletes something", "delete process.env.PROXY;"],
  ])("evaluates a module at its import if it affects others: it %s", (_, line) => {
    const entry = `${ES} => {\nvar setting = __nccwpck_require__(2);\nsay("entry");\nsay(setting.x);`;
    const setting = `${ES} => {
say.library = [];
function prepare(variables) { variables.env.PROXY = 2; }
__webpack_exports__.x = "PROXY" in process.env;
${line}`;
    const bundle = evaluateAtFirstUse(bundleOf({ 1: entry, 2: setting }));
    expect(bundle).not.toContain("= lazily(");
  });

  test("evaluates a module later if it sets only its own values, or is prepared by a file of its own", () => {
    const entry = `${ES} => {\nvar setting = __nccwpck_require__(2);\nsay("entry");\nsay(setting.x);`;
    const setting = `${ES} => {
;// CONCATENATED MODULE: ./prepare.ts
say("prepared");
;// CONCATENATED MODULE: ./setting.ts
class Setting {}
Setting.value = 1;
var Kind;
(function (Kind) { Kind[Kind["One"] = 1] = "One"; })(Kind || (Kind = {}));
__nccwpck_require__.d(__webpack_exports__, { x: () => Setting.value });`;
    const bundle = evaluateAtFirstUse(bundleOf({ 1: entry, 2: setting }));
    expect(said(bundle)).toStrictEqual(["entry", "prepared", 1]);
  });

  test("ignores names in strings and comments, and does not change them", () => {
    const entry = `${ES} => {
var library = __nccwpck_require__(2);
// The library, or \`library\`.
say("a library. And " + \`library\`);
say({ library: 1 }.library);
say(library.count);`;
    expect(said(evaluateAtFirstUse(bundleOf({ 1: entry, 2: LIBRARY })))).toStrictEqual([
      "a library. And library",
      1,
      "library",
      1,
    ]);
  });

  test("does not change CommonJS modules, and modules that await", () => {
    const bundle = bundleOf({
      1: `${ES} => {\nvar waiting = __nccwpck_require__(2);\nsay(waiting.x);`,
      2: `${ES} => {\n__nccwpck_require__.a(module, async () => {});`,
      3: `${COMMON} => {\nvar library = __nccwpck_require__(2);`,
    });
    expect(evaluateAtFirstUse(bundle)).not.toContain("= lazily(");
  });

  test("is not changed if it is a single module", () => {
    expect(evaluateAtFirstUse("console.log(1);\n")).toBe("console.log(1);\n");
  });

  test("is refused if it has another form", () => {
    const bundle = bundleOf({ 1: `${ES} => {` });
    expect(() => evaluateAtFirstUse(bundle.replace("// The require function", ""))).toThrow(
      "The require function",
    );
    expect(() => evaluateAtFirstUse(bundle.replace("{\n\n/***/ })", "{}); ({\n/***/ })"))).toThrow(
      "Expected one function",
    );
  });
});
