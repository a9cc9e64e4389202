// An offline runner of GitHub Actions workflows, on GitHub's own parser and expression evaluator.
export { parseFileCommand, parsePathCommand, type FileCommand } from "./commands/file.ts";
export { parseWorkflowCommands, type WorkflowCommand } from "./commands/workflow.ts";
export { findWorkflow, type EventFilter, type FoundWorkflow } from "./load/find.ts";
export { WorkflowError, type Problem } from "./load/problems.ts";
export type * from "./request.ts";
export { runWorkflow } from "./run.ts";
