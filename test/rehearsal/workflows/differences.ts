const RUNNER = "https://github.com/actions/runner/blob/main/src";
const DOCS = "https://docs.github.com/en/actions/reference/workflows-and-actions";
const ACT = "https://github.com/nektos/act/blob/v0.2.89/pkg";
const PARSER = "https://github.com/actions/languageservices/blob/main/workflow-parser/src";

const UNREADABLE_FILE =
  "act fails the job but lets the step succeed. In the runner the step that wrote the file fails: " +
  `${RUNNER}/Runner.Worker/FileCommandManager.cs (CommandResult)`;

/** Accepted differences. Each text says who is right, and names the source. */
export const differences: Readonly<Record<string, string>> = {
  "composite action":
    "act sets INPUT_* in composite actions. GitHub gives them no such variables, only the inputs context: " +
    `${DOCS}/metadata-syntax#inputs`,
  "env file node options":
    "act takes NODE_OPTIONS from GITHUB_ENV. The runner reports an error, leaves the variable out and goes on: " +
    `${RUNNER}/Runner.Worker/FileCommandManager.cs (_setEnvBlockList)`,
  "filters over missing keys":
    "act keeps an empty place for what an item does not have. GitHub's filter leaves such items out, and knows no length: " +
    `${RUNNER}/Sdk/DTExpressions2/Expressions2/Sdk/Operators/Index.cs`,
  "functions json marks":
    "act writes JSON as Go does, with <, > and & escaped. The runner writes them as they are: " +
    `${RUNNER}/Sdk/DTExpressions2/Expressions2/Sdk/Functions/ToJson.cs`,
  "job continue on error":
    "act does not act on a job's continue-on-error. On GitHub such a job does not fail the run, and counts as success for those that need it: " +
    `${DOCS}/workflow-syntax#jobsjob_idcontinue-on-error`,
  "job outputs that are empty":
    "act keeps empty job outputs. The runner drops them: " +
    `${RUNNER}/Runner.Worker/JobExtension.cs (Skip output ... since it's empty)`,
  "mask and job outputs":
    "act lets masked values out of the job. The runner drops outputs that contain a mask: " +
    `${RUNNER}/Runner.Worker/JobExtension.cs (Skip output ... since it may contain secret)`,
  "mask of several lines":
    "act masks a value of several lines only as a whole, and logs line by line. The runner masks each line of it too: " +
    `${RUNNER}/Runner.Worker/ActionCommandManager.cs (AddMaskCommandExtension)`,
  "matrix fail fast":
    "act runs the rest of a matrix after a failure. fail-fast is true by default and cancels what waits: " +
    `${DOCS}/workflow-syntax#jobsjob_idstrategyfail-fast`,
  "matrix strategy context":
    "act leaves job-index and job-total out of the strategy context: " +
    `${DOCS}/contexts#strategy-context`,
  "needs results":
    "act gives null for the outputs of a job without any. GitHub's is an empty object: " +
    `${DOCS}/contexts#example-contents-of-the-needs-context`,
  "numbers as action inputs":
    "act hands over what the file says. For GitHub an unquoted 1.50 is a number, written 1.5: " +
    `${RUNNER}/Sdk/DTObjectTemplating/ObjectTemplating/Tokens/NumberToken.cs (ToString)`,
  "operators large numbers":
    "act refuses integers that need more than 32 bits. Numbers are those of JSON: " +
    `${DOCS}/expressions#literals`,
  "operators on objects":
    "act answers null. Two arrays are equal only when they are the same one, so the answer is false: " +
    `${DOCS}/expressions#operators`,
  "outputs before a broken line":
    "act takes nothing from a file with a broken line. The runner takes what stands before it: " +
    `${RUNNER}/Runner.Worker/FileCommandManager.cs (EnvFileKeyValuePairs)`,
  "outputs blank lines between":
    "act fails at a blank line between outputs. The runner skips it: " +
    `${RUNNER}/Runner.Worker/FileCommandManager.cs (EnvFileKeyValuePairs)`,
  "outputs heredoc leading blank lines":
    "act loses blank lines at the start of a value. The runner keeps all lines up to the delimiter: " +
    `${RUNNER}/Runner.Worker/FileCommandManager.cs (EnvFileKeyValuePairs)`,
  "outputs no separator": UNREADABLE_FILE,
  "outputs open block": UNREADABLE_FILE,
  "reusable failure":
    "act ends the run when a called workflow fails, so that a job with always() after it never runs (nektos/act#2085). always() runs whatever the needs ended with: " +
    `${DOCS}/expressions#always`,
  "reusable nested":
    "act gives a result to the innermost caller only, so that nothing runs after a call of a workflow that calls another. GitHub nests calls and their outputs: " +
    `${ACT}/runner/job_executor.go (setJobResult)`,
  "reusable skipped job":
    "act leaves the result of a call empty when all its jobs are skipped. A result is success, failure, cancelled or skipped: " +
    `${DOCS}/contexts#needs-context`,
  "set env command is refused":
    "act ignores ::set-env::. The runner has it disabled and fails the step: " +
    `${RUNNER}/Runner.Worker/ActionCommandManager.cs (SetEnvCommandExtension)`,
  "step conditions of literals":
    "act evaluates the literal. GitHub's parser first turns an expression that is one literal string into that text, which is the condition then: " +
    `${PARSER}/templates/template-reader.ts (Check if can convert to a literal)`,
  "unknown command is text":
    "act reads commands only at the start of a line. The runner trims blanks before it looks: " +
    `${RUNNER}/Runner.Common/ActionCommand.cs (TryParseV2)`,
  "unknown names in expressions":
    "Here ours differs from GitHub on purpose. Its server and act read an unknown step as empty, its editor warns, and ours refuses, because that is how a deployment loses a value without a word: " +
    `rehearsal/runner/load/check.ts`,
};
