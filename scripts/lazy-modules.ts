// Lets a bundle evaluate each module at its first use, as `import defer` will:
// https://github.com/tc39/proposal-defer-import-eval
import ts from "typescript";

/** The line before each module in the table of a bundle. */
const MODULE = /^\/\*{3}\/ (\d+):$/m;
/** How an ES module of the table gets at another module. */
const IMPORT = /^(?:\/\* harmony import \*\/ )?var ([\w$]+) = __nccwpck_require__\((\d+)\);$/gm;
/** The parameters of an ES module. Others are CommonJS, and say themselves when they want another module. */
const ES_MODULE = /^\s*\/\*{3}\/ \(+[\w, ]*\b__webpack_exports__\b/;
/** A module that awaits something while it is evaluated: who imports it has to wait. */
const ASYNCHRONOUS = "__nccwpck_require__.a(module, ";
/** Closes the function of a module. */
const END_OF_MODULE = "\n/***/ })";
/** In front of the function that evaluates modules. */
const PLACE = "/******/ // The require function\n";
const LAZILY = `\
/******/ // Stands for a module, and evaluates it when something of it is used. "keep" then puts the module itself into the
/******/ // variable, so that later uses cost nothing.
/******/ function lazily(moduleId, keep) {
/******/ 	return new Proxy({}, {
/******/ 		get: (_, name) => {
/******/ 			var exports = __nccwpck_require__(moduleId);
/******/ 			keep(exports);
/******/ 			return exports[name];
/******/ 		}
/******/ 	});
/******/ }
/******/ 
`;

/**
 * Rewrites what ncc has written, so that modules that are imported are evaluated at their first use. A step uses a part of
 * its bundle, and to evaluate all of it takes longer than the rest of a short step. Modules that are imported for their
 * effect alone (`import "./x.ts"`) are evaluated where they were. The same text for the same bundle.
 * @throws Error when ncc writes its table in another way than it did
 */
export function evaluateAtFirstUse(bundle: string): string {
  const [head = "", ...rest] = bundle.split(MODULE);
  if (rest.length === 0) return bundle;
  if (!bundle.includes(PLACE)) throw new Error(`Expected ${JSON.stringify(PLACE)} in the bundle`);
  const texts = new Map<string, string>();
  for (let at = 0; at < rest.length; at += 2) texts.set(rest[at] ?? "", rest[at + 1] ?? "");
  const mayWait = (id: string) => texts.get(id)?.includes(ASYNCHRONOUS) === false;
  const table = [...texts].map(
    ([id, text]) => `/***/ ${id}:${ES_MODULE.test(text) ? rewriteImports(text, mayWait) : text}`,
  );
  const rewritten = [head, ...table].join("");
  return rewritten === bundle ? bundle : rewritten.replace(PLACE, () => LAZILY + PLACE);
}

/** @param mayWait whether a module of the table can be evaluated later */
function rewriteImports(text: string, mayWait: (id: string) => boolean): string {
  const handedOn = namesHandedOn(text);
  return text.replaceAll(IMPORT, (statement, name: string, id: string) =>
    mayWait(id) && !handedOn.has(name)
      ? `var ${name} = lazily(${id}, (exports) => (${name} = exports));`
      : statement,
  );
}

/** Names that are used otherwise than for a member, as in `f(name)`: a member of what `lazily` gives is all there is to it. */
function namesHandedOn(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node, parent: ts.Node): void => {
    if (ts.isIdentifier(node) && !isHarmless(node, parent)) names.add(node.text);
    ts.forEachChild(node, (child) => visit(child, node));
  };
  const end = text.lastIndexOf(END_OF_MODULE) + END_OF_MODULE.length;
  const source = ts.createSourceFile("module.js", text.slice(0, end), ts.ScriptTarget.Latest);
  const [statement, another] = source.statements;
  if (statement === undefined || another !== undefined || !ts.isExpressionStatement(statement))
    throw new Error(
      `Expected one function for each module of the bundle, not ${text.slice(0, 200)}`,
    );
  visit(statement, source);
  return names;
}

/** Whether an identifier is used for a member, is the import itself, or is a property's name and no variable at all. */
function isHarmless(name: ts.Identifier, parent: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(parent)) return true;
  if (ts.isPropertyAssignment(parent)) return parent.name === name;
  return (
    ts.isVariableDeclaration(parent) &&
    parent.name === name &&
    parent.initializer !== undefined &&
    ts.isCallExpression(parent.initializer) &&
    ts.isIdentifier(parent.initializer.expression) &&
    parent.initializer.expression.text === "__nccwpck_require__"
  );
}
