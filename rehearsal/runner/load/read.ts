import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  NoOperationTraceWriter,
  convertWorkflowTemplate,
  isMapping,
  parseWorkflow,
} from "@actions/workflow-parser";
import { ErrorPolicy } from "@actions/workflow-parser/model/convert";
import type { WorkflowJob } from "@actions/workflow-parser/model/workflow-template";
import type { MappingToken } from "@actions/workflow-parser/templates/tokens/mapping-token";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import type { File } from "@actions/workflow-parser/workflows/file";
import type { FileProvider } from "@actions/workflow-parser/workflows/file-provider";
import { fileIdentifier } from "@actions/workflow-parser/workflows/file-reference";
import { refusal } from "../builtin/provided.ts";
import type { Repository } from "../request.ts";
import { checkContexts } from "./check.ts";
import { checkCallTypes } from "./inputs.ts";
import { checkCallPermissions } from "./permissions.ts";
import { WorkflowError, distinct, parserProblems, problemAt, type Problem } from "./problems.ts";
import { machineProblems } from "./machine.ts";
import { locate, type Located } from "./references.ts";
import { readSteps, repeatedIds } from "./steps.ts";
import {
  mappingAt,
  written,
  type JobDefinition,
  type StepDefinition,
  type Workflow,
} from "./workflow.ts";
import { onOneLine } from "./yaml-lines.ts";

// https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows#nesting-reusable-workflows
const DEPTH = 10;

class Loader {
  readonly problems: Problem[] = [];
  /** Files whose expressions were checked: several jobs may call the same workflow. */
  private readonly checked = new Set<string>();
  private readonly home: Repository;
  private readonly known: readonly Repository[];
  private readonly skipped: readonly string[];

  constructor(home: Repository, known: readonly Repository[], skipped: readonly string[]) {
    this.home = home;
    this.known = known;
    this.skipped = skipped;
  }

  async load(located: Located, depth = 0): Promise<Workflow | undefined> {
    const target = path.join(located.repository.directory, located.path);
    const file = this.labelOf(located);
    if (!existsSync(target)) {
      this.problems.push({ file, message: "workflow was not found." });
      return undefined;
    }
    const source = this.read(located);
    const provider = this.filesFor(located);
    const parsed = parseWorkflow(source, new NoOperationTraceWriter());
    const root = parsed.value;
    const jobs =
      root && isMapping(root) ? await this.convert(parsed.context, root, provider, file) : [];
    const problems = parserProblems(parsed.context, file);
    // If a file is not valid YAML, only its first error is useful.
    this.problems.push(...(root ? problems : problems.slice(0, 1)));
    if (!root || !isMapping(root)) return undefined;
    if (problems.length === 0 && !this.checked.has(file)) {
      this.checked.add(file);
      this.problems.push(...(await checkContexts(source, provider)));
    }
    const definitions = new Map<string, JobDefinition>();
    for (const job of jobs) {
      const definition = await this.job(job, root, located, file, depth);
      if (definition) definitions.set(definition.id, definition);
    }
    const name = written(root.find("name")) || located.path;
    return { ...located, file, name, root, jobs: definitions };
  }

  /**
   * Returns a file's name for people and messages: its path, with the repository in front if it is another repository's
   * file.
   */
  private labelOf({ repository, path: file }: Located): string {
    return repository === this.home ? file : `${repository.name}/${file}`;
  }

  private read(located: Located): File {
    const target = path.join(located.repository.directory, located.path);
    return { name: this.labelOf(located), content: onOneLine(readFileSync(target, "utf8")) };
  }

  /** Returns the files that a file of this repository can call. */
  private filesFor(origin: Located): FileProvider {
    return {
      getFileContent: (reference) =>
        Promise.resolve(this.read(locate(fileIdentifier(reference), origin, this.known))),
    };
  }

  private async convert(
    context: Parameters<typeof convertWorkflowTemplate>[0],
    root: MappingToken,
    provider: FileProvider,
    file: string,
  ): Promise<WorkflowJob[]> {
    const template = await convertWorkflowTemplate(context, root, provider, {
      fetchReusableWorkflowDepth: 1,
      errorPolicy: ErrorPolicy.TryConversion,
    });
    if (!Array.isArray(template.jobs)) this.problems.push({ file, message: "No jobs were found." });
    return Array.isArray(template.jobs) ? template.jobs : [];
  }

  private async job(
    job: WorkflowJob,
    root: MappingToken,
    located: Located,
    file: string,
    depth: number,
  ): Promise<JobDefinition | undefined> {
    const id = job.id.value;
    const token = mappingAt(root, "jobs", id);
    if (!token) return undefined;
    const definition: JobDefinition = {
      id,
      needs: (job.needs ?? []).map((need) => need.value),
      if: job.if.expression,
      token,
      steps: job.type === "job" ? readSteps(job.steps, token.find("steps")) : [],
    };
    if (job.type === "job") {
      for (const problem of machineProblems(token, file))
        this.problems.push({ ...problem, isLimit: true });
      for (const step of definition.steps) this.checkUses(step, file);
      this.problems.push(...repeatedIds(definition.steps, file));
      return definition;
    }
    if (depth >= DEPTH) {
      this.report(file, job.ref, `Nested reusable workflow depth exceeded ${DEPTH}.`);
      return definition;
    }
    const called = await this.called(job.ref.value, located, job.ref, file, depth);
    if (!called) return definition;
    this.problems.push(...checkCallTypes(token.find("with"), called, file));
    return { ...definition, calls: called };
  }

  private async called(
    uses: string,
    located: Located,
    token: TemplateToken,
    file: string,
    depth: number,
  ): Promise<Workflow | undefined> {
    try {
      return await this.load(locate(uses, located, this.known), depth + 1);
    } catch (error) {
      this.report(file, token, (error as Error).message);
      return undefined;
    }
  }

  private checkUses({ uses, token }: StepDefinition, file: string): void {
    if (uses === undefined) return;
    const names = this.known.map((one) => one.name);
    const reason = refusal(uses, names, this.skipped);
    if (reason === undefined) return;
    this.problems.push({ ...problemAt(file, token.find("uses"), reason), isLimit: true });
  }

  private report(file: string, token: TemplateToken, message: string): void {
    this.problems.push(problemAt(file, token, message));
  }
}

/**
 * Reads a workflow and everything that it calls with GitHub's own parser.
 * @param skipped owner/repo of actions whose steps do nothing
 * @throws WorkflowError with every problem, in GitHub's words, with file, line and column
 */
export async function loadWorkflow(
  file: string,
  home: Repository,
  others: readonly Repository[],
  { ref = home.ref, skipped = [] }: { ref?: string; skipped?: readonly string[] } = {},
): Promise<Workflow> {
  const loader = new Loader(home, [home, ...others], skipped);
  const workflow = await loader.load({ repository: home, ref, path: file });
  const problems = workflow
    ? [...loader.problems, ...checkCallPermissions(workflow)]
    : loader.problems;
  if (!workflow || problems.length > 0) throw new WorkflowError(distinct(problems));
  return workflow;
}
