import { isMapping, isScalar } from "@actions/workflow-parser";
import type { MappingToken } from "@actions/workflow-parser/templates/tokens/mapping-token";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import type { Located } from "./references.ts";

/** A step as its file has it; what may hold expressions is still a token. */
export interface StepDefinition {
  /** "" when the file gives none. */
  id: string;
  /** What GITHUB_ACTION says of a step without an id: __run, __run_2, __owner/repo ... */
  automaticId: string;
  /** The condition, a status function included. */
  if: string;
  name: TemplateToken | undefined;
  uses: string | undefined;
  run: TemplateToken | undefined;
  shell: TemplateToken | undefined;
  directory: TemplateToken | undefined;
  with: MappingToken | undefined;
  env: TemplateToken | undefined;
  timeout: TemplateToken | undefined;
  continueOnError: TemplateToken | undefined;
  token: MappingToken;
}

/** What GITHUB_ACTION says. */
export const actionName = ({ id, automaticId }: StepDefinition): string =>
  id === "" ? automaticId : id;

export interface JobDefinition {
  id: string;
  needs: string[];
  /** The condition, a status function included. */
  if: string;
  /** The job's own mapping, for all that GitHub's converter drops. */
  token: MappingToken;
  steps: StepDefinition[];
  /** The workflow a job calls instead of having steps. */
  calls?: Workflow;
}

export interface Workflow extends Located {
  /** What people and problems call the file: its path, with the repository in front when it is another's. */
  file: string;
  name: string;
  root: MappingToken;
  jobs: ReadonlyMap<string, JobDefinition>;
}

/** The token at a path of keys, or undefined. */
export function at(token: TemplateToken | undefined, ...keys: string[]): TemplateToken | undefined {
  let found = token;
  for (const key of keys) found = found && isMapping(found) ? found.find(key) : undefined;
  return found;
}

/** The text of a scalar as it is written (an expression with its braces); "" for anything else. */
export const written = (token: TemplateToken | undefined): string =>
  token !== undefined && isScalar(token) ? token.toString() : "";

/** The mapping at a path of keys, or undefined. */
export function mappingAt(
  token: TemplateToken | undefined,
  ...keys: string[]
): MappingToken | undefined {
  const found = at(token, ...keys);
  return found && isMapping(found) ? found : undefined;
}

/** owner/repo/path@ref, as job.workflow_ref and the OIDC claims write it. */
export const workflowRef = ({ repository, path, ref }: Located): string =>
  `${repository.name}/${path}@${ref}`;
