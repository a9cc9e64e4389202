import { parse } from "yaml";

/** Returns the names of the images that a workflow passes as a YAML list under `images`, in their order. */
export function imageNames(workflow: string): string[] {
  const names: string[] = [];
  visit(read(workflow), (key, value) => {
    if (key !== "images" || typeof value !== "string") return;
    const list = read(value);
    for (const image of Array.isArray(list) ? (list as unknown[]) : []) {
      const { name } = (image ?? {}) as { name?: unknown };
      if (typeof name === "string" && !names.includes(name)) names.push(name);
    }
  });
  return names;
}

/**
 * Returns the workload that a failure affects: the example's workload if the repository builds an image of its name.
 * Otherwise, the name of the last image, because workloads and images usually have the same names.
 * @param example name of the workload in examples/fleet
 */
export function failingWorkload(example: string, images: readonly string[]): string {
  return images.includes(example) ? example : (images.at(-1) ?? example);
}

/** @returns undefined for a text that is not YAML */
function read(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function visit(value: unknown, see: (key: string, value: unknown) => void): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, one] of Object.entries(value)) {
    see(key, one);
    visit(one, see);
  }
}
