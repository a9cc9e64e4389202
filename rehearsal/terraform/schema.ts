import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** A type as Terraform writes it in JSON: "string", ["list", "string"], ["object", {...}] ... */
export type Type = string | [string, Type | Record<string, Type>];

export interface Attribute {
  type?: Type;
  required?: boolean;
  optional?: boolean;
  computed?: boolean;
  sensitive?: boolean;
  deprecated?: boolean;
  write_only?: boolean;
}

type Nesting = "single" | "list" | "set" | "map" | "group";

export interface NestedBlock {
  nesting_mode: Nesting;
  block: Block;
  min_items?: number;
  max_items?: number;
}

export interface Block {
  attributes?: Record<string, Attribute>;
  block_types?: Record<string, NestedBlock>;
}

export interface Schema {
  version?: number;
  block: Block;
}

/** One provider's schemas, in the format of `terraform providers schema -json`. */
export interface ProviderSchemas {
  provider: string;
  version: string;
  schemas: {
    provider: Schema;
    resource_schemas?: Record<string, Schema>;
    data_source_schemas?: Record<string, Schema>;
  };
}

/** Reads `<name>.json.gz` from a folder that `npm run schemas` wrote. */
export function loadSchemas(directory: string, name: string): ProviderSchemas {
  const file = join(directory, `${name}.json.gz`);
  return JSON.parse(gunzipSync(readFileSync(file)).toString()) as ProviderSchemas;
}

const NESTING = { single: 1, list: 2, set: 3, map: 4, group: 5 };

/** Converts a schema to the form of the plugin protocol. */
export function toWire(schema: Schema): object {
  return { version: schema.version ?? 0, block: blockToWire(schema.block) };
}

export function schemasToWire(schemas: Record<string, Schema> | undefined): object {
  return Object.fromEntries(Object.entries(schemas ?? {}).map(([name, s]) => [name, toWire(s)]));
}

function blockToWire(block: Block): object {
  return {
    attributes: attributesToWire(block.attributes ?? {}),
    blockTypes: Object.entries(block.block_types ?? {}).map(([typeName, nested]) => ({
      typeName,
      block: blockToWire(nested.block),
      nesting: NESTING[nested.nesting_mode],
      minItems: nested.min_items ?? 0,
      maxItems: nested.max_items ?? 0,
    })),
  };
}

function attributesToWire(attributes: Record<string, Attribute>): object[] {
  return Object.entries(attributes).map(([name, attribute]) => ({
    name,
    type: Buffer.from(JSON.stringify(attribute.type)),
    required: attribute.required ?? false,
    optional: attribute.optional ?? false,
    computed: attribute.computed ?? false,
    sensitive: attribute.sensitive ?? false,
    deprecated: attribute.deprecated ?? false,
    writeOnly: attribute.write_only ?? false,
  }));
}
