import { isMapping, isScalar } from "@actions/workflow-parser";
import type { MappingToken } from "@actions/workflow-parser/templates/tokens/mapping-token";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import type { Located } from "./references.ts";

/** A step as in its file. Fields that may contain expressions are still tokens. */
export interface StepDefinition {
  /** "" if the file gives none. */
  id: string;
  /** GITHUB_ACTION of a step without an id: __run, __run_2, __owner/repo ... */
  automaticId: string;
  /** The condition; it always includes a status function. */
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

/** Returns the value of GITHUB_ACTION. */
export const actionName = ({ id, automaticId }: StepDefinition): string =>
  id === "" ? automaticId : id;

export interface JobDefinition {
  id: string;
  needs: string[];
  /** The condition; it always includes a status function. */
  if: string;
  /** The job's own mapping, for all keys that GitHub's converter drops. */
  token: MappingToken;
  steps: StepDefinition[];
  /** The workflow that the job calls instead of having steps. */
  calls?: Workflow;
}

export interface Workflow extends Located {
  /**
   * The file's name for people and messages: its path, with the repository in front if it is another repository's file.
   */
  file: string;
  name: string;
  root: MappingToken;
  jobs: ReadonlyMap<string, JobDefinition>;
}

/** Returns the token at a path of keys, or undefined. */
export function at(token: TemplateToken | undefined, ...keys: string[]): TemplateToken | undefined {
  let found = token;
  for (const key of keys) found = found && isMapping(found) ? found.find(key) : undefined;
  return found;
}

/** Returns a scalar as it is written (an expression with its braces); "" for any other token. */
export const written = (token: TemplateToken | undefined): string =>
  token !== undefined && isScalar(token) ? token.toString() : "";

/** Returns the mapping at a path of keys, or undefined. */
export function mappingAt(
  token: TemplateToken | undefined,
  ...keys: string[]
): MappingToken | undefined {
  const found = at(token, ...keys);
  return found && isMapping(found) ? found : undefined;
}

/** Formats owner/repo/path@ref, as in job.workflow_ref and the OIDC claims. */
export const workflowRef = ({ repository, path, ref }: Located): string =>
  `${repository.name}/${path}@${ref}`;
