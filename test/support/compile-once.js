import vm from "node:vm";

/**
 * Returns a `vm.compileFunction` that compiles each file of a package once for all contexts of the process. Jest gives
 * every test file its own context and loads itself and the packages into each of them: compiling them again took an
 * eighth of the CPU of the unit tests. Every context still runs the code, so test files share only what V8 compiled
 * from a text.
 * @param {typeof vm.compileFunction} [compile] compiles code that belongs to no package
 * @returns {typeof vm.compileFunction}
 */
export function compileOnce(compile = vm.compileFunction) {
  const compiled = new Map();
  return (source, parameters = [], options = {}) => {
    const { filename, parsingContext, importModuleDynamically } = options;
    if (parsingContext === undefined || !filename?.includes("/node_modules/"))
      return compile(source, parameters, options);
    const head = `(function (${parameters.join(",")}) {`;
    const text = `${head}${source}\n})`;
    let file = compiled.get(filename);
    if (file?.text !== text) {
      file = { text, script: undefined, importModule: undefined };
      file.script = new vm.Script(text, {
        filename,
        columnOffset: -head.length,
        importModuleDynamically: (...request) => file.importModule(...request),
      });
      compiled.set(filename, file);
    }
    // A process runs one test file at a time, so an import belongs to the context that asked last.
    file.importModule = importModuleDynamically;
    return file.script.runInContext(parsingContext);
  };
}
