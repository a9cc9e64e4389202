import type { Overview } from "./overview.ts";

/** The numbers in the tool's own line. A replacement counts twice there. */
interface Counts {
  import: number;
  add: number;
  change: number;
  destroy: number;
}

/**
 * Counts as the tool does in its last line.
 * https://github.com/hashicorp/terraform/blob/v1.11.4/internal/command/jsonformat/plan.go
 */
function countsAsTool({ changes }: Pick<Overview, "changes">): Counts {
  const { create, change, destroy, replace } = changes;
  const forgetting = replace.filter((one) => one.change.actions.includes("forget")).length;
  return {
    import: Object.values(changes)
      .flat()
      .filter((one) => (one.change.importing ?? undefined) !== undefined).length,
    add: create.length + replace.length,
    change: change.length,
    // The tool does not count data sources that it forgets.
    destroy: destroy.filter(({ mode }) => mode !== "data").length + replace.length - forgetting,
  };
}

/** Returns the tool's line without its first word: "1 to import, 2 to add, 0 to change, 1 to destroy". */
export function countsText(overview: Pick<Overview, "changes">): string {
  const counts = countsAsTool(overview);
  const imported = counts.import > 0 ? `${counts.import} to import, ` : "";
  return `${imported}${counts.add} to add, ${counts.change} to change, ${counts.destroy} to destroy`;
}
