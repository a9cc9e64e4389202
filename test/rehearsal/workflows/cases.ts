import type { Case } from "../service.ts";
import type { WorkflowEngine } from "./client.ts";
import { filesOf, names } from "./work-tree.ts";

/**
 * Workflows without a matrix whose jobs may run at the same time, so that the order of their output is random. These
 * workflows, and those with a matrix, write single lines: lines of a JSON object would mix with other lines.
 */
const PARALLEL = new Set(["needs-filter", "needs-after-skipped"]);

/** One case for each workflow of corpus/. */
export const cases: readonly Case<WorkflowEngine>[] = names().map((name) => ({
  name: name.replaceAll("-", " "),
  async run(engine) {
    const files = filesOf(name);
    const seen = await engine.run(files);
    const hasMatrix = Object.values(files).some((text) => /^ +matrix:/m.test(text));
    return hasMatrix || PARALLEL.has(name)
      ? { ...seen, observed: [...seen.observed].sort() }
      : seen;
  },
}));
