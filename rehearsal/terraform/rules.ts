import type { Fields, Value } from "./values.ts";

/**
 * Behaviour of a resource type that its schema does not describe. Paths name attributes inside blocks with dots and
 * without positions, for example `spec.template.spec.container.image`.
 */
export interface Rules {
  /** Values that the provider plans for attributes that are not set. */
  defaults?: Record<string, Value>;
  /** Blocks that the provider fills in if they are not configured: unknown until apply. */
  computedBlocks?: string[];
  /** Attributes whose change requires delete and create. */
  replace?: string[];
  /** Attributes that contain JSON. A different form of the same document is not a change, and is stored in one form. */
  json?: string[];
  /** Attributes that are stored as zero or empty if they are not configured; see read-back.ts. */
  readBack?: string[];
  /** Computed attributes that the provider does not set on creation: null, not zero. */
  unset?: string[];
  /** Returns the computed attributes whose value changes with an update, given the prior and planned state. */
  recomputed?: (prior: Fields, planned: Fields) => string[];
}

/** Formats JSON as Go's encoder writes it: sorted keys, no whitespace, HTML characters escaped. */
export function canonicalJson(text: string): string {
  return escapeHtml(JSON.stringify(sortKeys(JSON.parse(text))));
}

/** Escapes the three characters that Go escapes in every JSON document. */
export function escapeHtml(json: string): string {
  return json.replaceAll("&", "\\u0026").replaceAll("<", "\\u003c").replaceAll(">", "\\u003e");
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, sortKeys(part)]));
}
