import { isMapping, isSequence } from "@actions/workflow-parser";
import type { Step } from "@actions/workflow-parser/model/workflow-template";
import type { MappingToken } from "@actions/workflow-parser/templates/tokens/mapping-token";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import { problemAt, type Problem } from "./problems.ts";
import { written, type StepDefinition } from "./workflow.ts";

const asMapping = (token: TemplateToken | undefined): MappingToken | undefined =>
  token !== undefined && isMapping(token) ? token : undefined;

function definition(converted: Step, raw: MappingToken): StepDefinition {
  const id = written(raw.find("id"));
  return {
    id,
    automaticId: converted.id === "" ? `__${"uses" in converted ? "self" : "run"}` : converted.id,
    if: converted.if?.expression ?? "success()",
    name: raw.find("name"),
    uses: "uses" in converted ? converted.uses.value : undefined,
    run: raw.find("run"),
    shell: raw.find("shell"),
    directory: raw.find("working-directory"),
    with: asMapping(raw.find("with")),
    env: raw.find("env"),
    timeout: raw.find("timeout-minutes"),
    continueOnError: raw.find("continue-on-error"),
    token: raw,
  };
}

/**
 * Reads the steps of a job or composite action. GitHub's converter determines ids and conditions. It drops the other
 * keys (with, shell, timeouts), so they are read from the tokens.
 */
export function readSteps(
  converted: readonly Step[],
  raw: TemplateToken | undefined,
): StepDefinition[] {
  if (raw === undefined || !isSequence(raw)) return [];
  const tokens = [...(raw as Iterable<TemplateToken>)];
  return converted.flatMap((step, index) => {
    const token = asMapping(tokens[index]);
    return token ? [definition(step, token)] : [];
  });
}

/**
 * Finds ids that equal an earlier id of the job, ignoring case: `steps.build` would be ambiguous. The parser compares
 * ids with case, GitHub's server without.
 */
export function repeatedIds(steps: readonly StepDefinition[], file: string): Problem[] {
  const known = new Set<string>();
  return steps.flatMap(({ id, token }) => {
    const isKnown = known.has(id.toLowerCase());
    if (id !== "") known.add(id.toLowerCase());
    const message = `The identifier '${id}' may not be used more than once within the same scope.`;
    return isKnown ? problemAt(file, token.find("id"), message) : [];
  });
}
