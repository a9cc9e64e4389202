import path from "node:path";
import type { Operation } from "../process/operation.ts";
import type { Tool } from "./tool.ts";

/** Returns whether an operation changes objects and writes a state, which a post step must then handle. */
export const isApply = ({ purpose }: Pick<Operation, "purpose">): boolean =>
  /^\w+ apply\b/.test(purpose);

/** Returns the tool of an apply: its purpose begins with the tool's name. */
export const toolOf = ({ purpose }: Pick<Operation, "purpose">): Tool["name"] =>
  purpose.startsWith("opentofu ") ? "opentofu" : "terraform";

/**
 * Returns the file to which terraform writes a state that it cannot save.
 * https://github.com/hashicorp/terraform/blob/main/internal/backend/local/backend_apply.go
 */
export const erroredStateFile = (directory: string): string =>
  path.join(directory, "errored.tfstate");
