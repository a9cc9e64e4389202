import { DescriptionDictionary } from "@actions/expressions";
import type { File } from "@actions/workflow-parser/workflows/file";
import type { FileProvider } from "@actions/workflow-parser/workflows/file-provider";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Problem } from "./problems.ts";

/** Contexts whose parts the files themselves decide. What secrets, vars, env or the event hold is known at run time. */
const DECIDED_BY_FILES = new Set(["needs", "jobs", "steps", "inputs"]);

function undecided(): DescriptionDictionary {
  const dictionary = new DescriptionDictionary();
  dictionary.complete = false;
  return dictionary;
}

/**
 * Loaded when the first workflow is checked: it is large, and tests of other parts do without it. In the bundle it stays
 * in the same file: of one in several files, ncc writes the licenses of the last only.
 */
async function loadLanguageService() {
  const [{ validate }, { registerLogger }] = await Promise.all([
    import(/* webpackMode: "eager" */ "@actions/languageservice/validate"),
    import(/* webpackMode: "eager" */ "@actions/languageservice/log"),
  ]);
  const fail = (message: string): never => {
    throw new Error(`GitHub's language service failed: ${message}`);
  };
  // It logs its own failures and finds nothing then.
  registerLogger({ error: fail, warn: fail, info: () => undefined, log: () => undefined });
  return validate;
}

let languageService: ReturnType<typeof loadLanguageService> | undefined;
let checks = 0;

/**
 * Needs, jobs, steps, inputs and outputs that expressions name and that do not exist, found by GitHub's own language
 * service. GitHub's editor warns of them and its server reads them as empty, which is how a deployment loses a value
 * without a word; here they are refused.
 */
export async function checkContexts(
  { name: file, content }: File,
  fileProvider: FileProvider,
): Promise<Problem[]> {
  languageService ??= loadLanguageService();
  const validate = await languageService;
  checks += 1;
  // It remembers what it read by the document's name.
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
