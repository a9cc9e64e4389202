import type { Fields, Value } from "./values.ts";

/**
 * What a schema does not say about a resource type. Paths name attributes through blocks with dots and without
 * positions, for example `spec.template.spec.container.image`.
 */
export interface Rules {
  /** Values that the provider plans for attributes that are not set. */
  defaults?: Record<string, Value>;
  /** Blocks that the provider fills in when the configuration has none: unknown until apply. */
  computedBlocks?: string[];
  /** Attributes whose change means delete and create. */
  replace?: string[];
  /** Attributes that hold JSON: equal documents in another form are not a change, and are stored in one form. */
  json?: string[];
  /** Attributes that are stored as zero or empty when nothing is configured; see read-back.ts. */
  readBack?: string[];
  /** Computed attributes that the provider does not set when it creates: null, not zero. */
  unset?: string[];
  /** Computed attributes whose value changes with an update, given prior and planned state. */
  recomputed?: (prior: Fields, planned: Fields) => string[];
}

/** JSON as Go's encoder writes it: keys sorted, no blanks, HTML characters escaped. */
export function canonicalJson(text: string): string {
  return escapeHtml(JSON.stringify(sortKeys(JSON.parse(text))));
}

/** Go escapes these three in every JSON document it writes. */
export function escapeHtml(json: string): string {
  return json.replaceAll("&", "\\u0026").replaceAll("<", "\\u003c").replaceAll(">", "\\u003e");
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, sortKeys(part)]));
}
