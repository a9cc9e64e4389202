import { splitModule } from "../../../lib/terraform/address.ts";
import { groupInstances } from "../changes/instances.ts";
import type { Instances } from "../changes/instances.ts";
import type { Counted, Overview } from "../changes/overview.ts";
import type { Section } from "./document.ts";
import { KINDS } from "./notes.ts";
import { localText } from "./instance-names.ts";
import { MARKDOWN, count } from "./text.ts";

/** Maximum size of the list, in bytes, in a comment that has no room for more. */
const MOST = 8_000;
/** Maximum number of blocks of one module and kind in one line. */
const BLOCKS = 120;

/**
 * Lists every address of a plan: one line for each module, sorted by kind of change. The instances of a block are
 * together.
 */
export function addressList({ changes }: Overview): Section {
  const modules = new Map<string, Map<Counted, Instances[]>>();
  let number = 0;
  for (const { kind } of KINDS) {
    if (kind === "read") continue;
    number += changes[kind].length;
    for (const instances of groupInstances(changes[kind])) {
      const [module] = splitModule(instances.address);
      const kinds = modules.get(module) ?? new Map<Counted, Instances[]>();
      modules.set(module, kinds);
      kinds.set(kind, [...(kinds.get(kind) ?? []), instances]);
    }
  }
  const items = [...modules].map(([module, kinds]) => {
    const parts = [...kinds].map(([kind, blocks]) => `${kind} ${blocksText(blocks)}`);
    const name = module === "" ? "root module" : MARKDOWN.code(module);
    return { title: `${name}: ${parts.join("; ")}`, heading: "", body: "" };
  });
  return {
    title: number === 1 ? "1 change" : `All ${count(number)} changes`,
    items,
    layout: "open",
    most: MOST,
  };
}

function blocksText(blocks: readonly Instances[]): string {
  const rest = blocks.length - BLOCKS;
  const names = blocks.slice(0, BLOCKS).map((one) => MARKDOWN.code(localText(one)));
  return names.join(", ") + (rest > 0 ? `, and ${count(rest)} more` : "");
}
