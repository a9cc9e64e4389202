import { readYaml } from "../../../lib/text/yaml.ts";

/**
 * Returns the names of the images that are built, or of the images of an earlier job; undefined = the text has no names
 * that can be read.
 */
export function imageNames(images: string | undefined): string[] | undefined {
  if (images === undefined) return undefined;
  try {
    const value = readYaml(images, {});
    if (Array.isArray(value)) return value.flatMap(nameOf);
    return typeof value === "object" && value !== null ? Object.keys(value) : undefined;
  } catch {
    return undefined;
  }
}

const nameOf = (entry: unknown): string[] => {
  const name = (entry as { name?: unknown } | null)?.name;
  return typeof name === "string" ? [name] : [];
};
