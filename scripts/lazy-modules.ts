// Changes a bundle so that it evaluates each module at its first use, as `import defer` will:
// https://github.com/tc39/proposal-defer-import-eval
import ts from "typescript";

/** The line before each module in the table of a bundle. */
const MODULE = /^\/\*{3}\/ (\d+):$/m;
/** The statement with which an ES module of the table imports another module. */
const IMPORT = /^(?:\/\* harmony import \*\/ )?var ([\w$]+) = __nccwpck_require__\((\d+)\);$/gm;
/**
 * The parameters of an ES module. All other modules are CommonJS: they load another module themselves, at the place of
 * the call.
 */
const ES_MODULE = /^\s*\/\*{3}\/ \(+[\w, ]*\b__webpack_exports__\b/;
/** Marks a module that awaits something while it is evaluated. Modules that import it have to wait. */
const ASYNCHRONOUS = "__nccwpck_require__.a(module, ";
/** The line before each file of a module that consists of several files. Other modules import from the last file. */
const FILE = "\n;// CONCATENATED MODULE: ";
/** The end of the function of a module. */
const END_OF_MODULE = "\n/***/ })";
/** The line before the function that evaluates modules. */
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

interface Module {
  text: string;
  /** Statements of the module. Empty for CommonJS. */
  body: readonly ts.Statement[];
}

/**
 * Rewrites a bundle of ncc so that imported modules are evaluated at their first use. A step uses only a part of its
 * bundle, and evaluating all of it takes longer than the rest of a short step. ES modules that have effects while they
 * are evaluated (see `hasEffect`) are evaluated at the same place as before. The same bundle always gives the same
 * text.
 * @throws Error if ncc writes its table in a form that this code does not know
 */
export function evaluateAtFirstUse(bundle: string): string {
  const [head = "", ...rest] = bundle.split(MODULE);
  if (rest.length === 0) return bundle;
  if (!bundle.includes(PLACE)) throw new Error(`Expected ${JSON.stringify(PLACE)} in the bundle`);
  const modules = new Map<string, Module>();
  for (let at = 0; at < rest.length; at += 2) {
    const text = rest[at + 1] ?? "";
    modules.set(rest[at] ?? "", { text, body: bodyOf(text) });
  }
  const mayWait = (id: string): boolean => {
    const one = modules.get(id);
    return (
      one !== undefined && !one.text.includes(ASYNCHRONOUS) && !lastFileOf(one).some(hasEffect)
    );
  };
  const table = [...modules].map(([id, one]) => `/***/ ${id}:${rewriteImports(one, mayWait)}`);
  const rewritten = [head, ...table].join("");
  return rewritten === bundle ? bundle : rewritten.replace(PLACE, () => LAZILY + PLACE);
}

/** Rewrites the imports of a module. @param mayWait whether a module of the table can be evaluated later */
function rewriteImports({ text, body }: Module, mayWait: (id: string) => boolean): string {
  if (body.length === 0) return text;
  const handedOn = namesHandedOn(body);
  return text.replaceAll(IMPORT, (statement, name: string, id: string) =>
    mayWait(id) && !handedOn.has(name)
      ? `var ${name} = lazily(${id}, (exports) => (${name} = exports));`
      : statement,
  );
}

/** Returns the statements of an ES module, none for CommonJS. */
function bodyOf(text: string): readonly ts.Statement[] {
  if (!ES_MODULE.test(text)) return [];
  const end = text.lastIndexOf(END_OF_MODULE) + END_OF_MODULE.length;
  const source = ts.createSourceFile("module.js", text.slice(0, end), ts.ScriptTarget.Latest);
  const [statement, another] = source.statements;
  const made =
    statement !== undefined && another === undefined && ts.isExpressionStatement(statement)
      ? withoutParentheses(statement.expression)
      : undefined;
  if (made === undefined || !ts.isArrowFunction(made) || !ts.isBlock(made.body))
    throw new Error(`Expected one function for a module of the bundle, not ${text.slice(0, 200)}`);
  return made.body.statements;
}

const withoutParentheses = (expression: ts.Expression): ts.Expression =>
  ts.isParenthesizedExpression(expression) ? withoutParentheses(expression.expression) : expression;

/**
 * Returns the statements of the file that other modules import. Effects of the files before it concern only this
 * module.
 */
const lastFileOf = ({ text, body }: Module): readonly ts.Statement[] =>
  body.filter(({ end }) => end > text.lastIndexOf(FILE));

/**
 * Returns names that are not only used to get a member, such as in `f(name)`: the proxy of `lazily` supports only
 * getting a member.
 */
function namesHandedOn(body: readonly ts.Node[]): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node, parent?: ts.Node): void => {
    if (ts.isIdentifier(node) && !isHarmless(node, parent)) names.add(node.text);
    ts.forEachChild(node, (child) => visit(child, node));
  };
  for (const statement of body) visit(statement);
  return names;
}

/**
 * Returns whether an identifier is used to get a member, is the import itself, or is the name of a property and not a
 * variable.
 */
function isHarmless(name: ts.Identifier, parent?: ts.Node): boolean {
  if (parent === undefined) return false;
  if (ts.isPropertyAccessExpression(parent)) return true;
  if (ts.isPropertyAssignment(parent)) return parent.name === name;
  if (!ts.isVariableDeclaration(parent) || parent.name !== name) return false;
  return parent.initializer !== undefined && isOfBundler(parent.initializer);
}

/**
 * Returns whether a statement of a module affects other modules while it is evaluated: it calls a function for its
 * effect, or sets something of the process. Assignments to the library's own objects do not count, nor do enumerations
 * that are made in functions that are called at once.
 */
function hasEffect(statement: ts.Statement): boolean {
  if (!ts.isExpressionStatement(statement)) return false;
  const { expression } = statement;
  if (ts.isStringLiteral(expression) || isOfBundler(expression)) return false;
  if (ts.isCallExpression(expression))
    return !ts.isFunctionExpression(withoutParentheses(expression.expression));
  return !ts.isBinaryExpression(expression) || isOfProcess(expression.left);
}

/**
 * Returns whether this calls a function of the bundler, such as `__nccwpck_require__(1)` or
 * `__nccwpck_require__.d(exports, {})`.
 */
const isOfBundler = (expression: ts.Expression): boolean =>
  ts.isCallExpression(expression) && rootOf(expression.expression) === "__nccwpck_require__";

const isOfProcess = (expression: ts.Expression): boolean =>
  ["process", "globalThis", "global"].includes(rootOf(expression) ?? "");

/** Returns `a` for `a`, `a.b` and `a["b"].c`. */
function rootOf(expression: ts.Expression): string | undefined {
  if (ts.isIdentifier(expression)) return expression.text;
  return ts.isPropertyAccessExpression(expression) || ts.isElementAccessExpression(expression)
    ? rootOf(expression.expression)
    : undefined;
}
