import { DescriptionDictionary } from "@actions/expressions";
import type { File } from "@actions/workflow-parser/workflows/file";
import type { FileProvider } from "@actions/workflow-parser/workflows/file-provider";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Problem } from "./problems.ts";

/**
 * Contexts whose fields the files themselves determine. The fields of secrets, vars, env and the event are only known
 * at run time.
 */
const DECIDED_BY_FILES = new Set(["needs", "jobs", "steps", "inputs"]);

function undecided(): DescriptionDictionary {
  const dictionary = new DescriptionDictionary();
  dictionary.complete = false;
  return dictionary;
}

/**
 * Loads GitHub's language service when the first workflow is checked: it is large, and tests of other parts do not need
 * it. In the bundle, it stays in the main file: if a bundle has several files, ncc writes only the licenses of the last
 * file.
 */
async function loadLanguageService() {
  const [{ validate }, { registerLogger }] = await Promise.all([
    import(/* webpackMode: "eager" */ "@actions/languageservice/validate"),
    import(/* webpackMode: "eager" */ "@actions/languageservice/log"),
  ]);
  const fail = (message: string): never => {
    throw new Error(`GitHub's language service failed: ${message}`);
  };
  // The service logs its own failures, and then finds no problems.
  registerLogger({ error: fail, warn: fail, info: () => undefined, log: () => undefined });
  return validate;
}

let languageService: ReturnType<typeof loadLanguageService> | undefined;
let checks = 0;

/**
 * Refuses expressions that name needs, jobs, steps, inputs or outputs that do not exist. GitHub's own language service
 * finds them. GitHub's editor only warns about such names, and its server evaluates them to empty, so a deployment
 * would silently lose a value.
 */
export async function checkContexts(
  { name: file, content }: File,
  fileProvider: FileProvider,
): Promise<Problem[]> {
  languageService ??= loadLanguageService();
  const validate = await languageService;
  checks += 1;
  // The service caches documents by name.
  const document = TextDocument.create(`file:///${checks}/${file}`, "yaml", 1, content);
  const findings = await validate(document, {
    fileProvider,
    contextProviderConfig: {
      getContext: (name) => Promise.resolve(DECIDED_BY_FILES.has(name) ? undefined : undecided()),
    },
  });
  return findings.flatMap(({ message, range: { start } }) => {
    const text = typeof message === "string" ? message : message.value;
    const problem = { file, line: start.line + 1, column: start.character + 1, message: text };
    return text.startsWith("Context access might be invalid") ? problem : [];
  });
}
