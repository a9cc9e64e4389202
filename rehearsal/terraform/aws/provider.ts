import type { Ledger } from "../ledger.ts";
import { plan } from "../plan.ts";
import type { Change, Planned, Provider } from "../provider.ts";
import { Failure } from "../provider.ts";
import type { Block, ProviderSchemas } from "../schema.ts";
import { readBack } from "../read-back.ts";
import { settle } from "../settle.ts";
import type { Fields, Value } from "../values.ts";
import { UNKNOWN, firstBlock, isEqual, isFields, textOf } from "../values.ts";
import type { World } from "../world.ts";
import { CLUSTERS } from "./clusters.ts";
import { DATA, complete } from "./data.ts";
import { EFFECTS } from "./effects.ts";
import type { Making } from "./identities.ts";
import { IDENTITY, NETWORK } from "./identities.ts";
import { RELATIONS } from "./relations.ts";
import { RULES } from "./rules.ts";

const IDENTITIES = { ...NETWORK, ...IDENTITY, ...CLUSTERS };

/** hashicorp/aws, replayed: its schema and plans, on a ledger and a {@link World} instead of an account. */
export class AwsProvider implements Provider {
  readonly schemas: ProviderSchemas;
  readonly #world: World;
  readonly #ledger: Ledger;
  #region: string;
  #defaultTags: Fields = {};

  constructor(schemas: ProviderSchemas, world: World, ledger: Ledger) {
    this.schemas = schemas;
    this.#world = world;
    this.#ledger = ledger;
    this.#region = world.aws.region;
  }

  configure(config: Fields): void {
    this.#region = textOf(config, "region") ?? this.#world.aws.region;
    const tags = firstBlock(config, "default_tags")?.["tags"];
    this.#defaultTags = isFields(tags) ? tags : {};
  }

  plan({ type, prior, config }: Change): Planned {
    const block = this.#block(type);
    const planned = plan(block, RULES[type] ?? {}, prior, config);
    if (block.attributes?.["tags_all"]) {
      const tags = this.#allTags(config["tags"] ?? null);
      planned.state["tags_all"] = tags;
      // The recomputed versions of a launch template follow its tags as well.
      if (prior !== null && !isEqual(tags, prior["tags_all"]))
        for (const name of RULES[type]?.recomputed?.(prior, planned.state) ?? [])
          planned.state[name] = UNKNOWN;
    }
    return planned;
  }

  async apply({ type, prior, planned }: Change & { planned: Fields }): Promise<Fields> {
    const state = settle(this.#block(type), planned, this.#facts(type, prior, planned));
    const effect = EFFECTS[type];
    if (prior === null) Object.assign(state, await effect?.create(this.#world, state));
    else await effect?.update(this.#world, state);
    for (const name of RULES[type]?.unset ?? []) if (planned[name] === UNKNOWN) state[name] = null;
    const stored = readBack(this.#block(type), RULES[type]?.readBack ?? [], state, "apply");
    this.#ledger.put(type, textOf(stored, "id") ?? "", stored);
    return stored;
  }

  async destroy(type: string, prior: Fields): Promise<void> {
    await EFFECTS[type]?.delete(this.#world, prior);
    this.#ledger.delete(type, textOf(prior, "id") ?? "");
  }

  async read(type: string, state: Fields): Promise<Fields | null> {
    const stored = this.#ledger.get(type, textOf(state, "id") ?? "");
    if (!stored) return null;
    const exists = (await EFFECTS[type]?.exists(this.#world, stored)) ?? true;
    return exists ? this.#refreshed(type, stored) : null;
  }

  async data(type: string, config: Fields): Promise<Fields> {
    const schema = this.schemas.schemas.data_source_schemas?.[type];
    const source = DATA[type];
    if (!schema || !source) throw unsupported("Data source", type);
    const answer = await source(config, {
      world: this.#world,
      region: this.#region,
      managedCluster: (name) => {
        const stored = this.#ledger.get("aws_eks_cluster", name);
        return stored && this.#refreshed("aws_eks_cluster", stored);
      },
    });
    return complete(schema.block, answer, config);
  }

  import(type: string, id: string): Promise<Fields | null> {
    return Promise.resolve(this.#ledger.get(type, id) ?? null);
  }

  /** A stored state as the provider reads it: with what is empty, and what other resources did to it. */
  #refreshed(type: string, stored: Fields): Fields {
    const state = readBack(this.#block(type), RULES[type]?.readBack ?? [], stored, "read");
    const find = (other: string) => this.#ledger.all(other).values();
    return { ...state, ...RELATIONS[type]?.(stored, find, this.#region) };
  }

  #block(type: string): Block {
    const schema = this.schemas.schemas.resource_schemas?.[type];
    if (!schema || !IDENTITIES[type]) throw unsupported("Resource", type);
    return schema.block;
  }

  #allTags(tags: Value): Value {
    if (tags === UNKNOWN) return UNKNOWN;
    return { ...this.#defaultTags, ...(isFields(tags) ? tags : {}) };
  }

  #facts(type: string, prior: Fields | null, planned: Fields): Fields {
    if (prior !== null) return this.#recomputed(prior);
    const making: Making = {
      scope: { accountId: this.#world.aws.accountId, region: this.#region },
      seed: this.#seed(type, planned),
      planned,
      find: (other, id) => this.#ledger.get(other, id),
      now: `${new Date().toISOString().slice(0, 19)}Z`,
    };
    return IDENTITIES[type]?.(making) ?? {};
  }

  /** Versions of launch templates are the only values that an update computes. */
  #recomputed(prior: Fields): Fields {
    const next = Number(prior["latest_version"] ?? 0) + 1;
    return { latest_version: next, default_version: next };
  }

  /**
   * Ids depend on what is made, not on the order in which Terraform's parallel walk makes it. Two resources that
   * look alike are told apart by counting; named ones have one id whatever the seed.
   */
  #seed(type: string, planned: Fields): string {
    const known = JSON.stringify(planned, (_, value: unknown) =>
      value === UNKNOWN ? undefined : typeof value === "bigint" ? Number(value) : value,
    );
    const taken = this.#ledger.all(type).size;
    return `${type} ${known} ${this.#twins(type, known, taken)}`;
  }

  #twins(type: string, known: string, taken: number): number {
    const scope = { accountId: this.#world.aws.accountId, region: this.#region };
    const planned = JSON.parse(known) as Fields;
    for (let count = 0; count <= taken; count += 1) {
      const seed = `${type} ${known} ${count}`;
      const id = IDENTITIES[type]?.({ scope, seed, planned, find: () => undefined, now: "" })["id"];
      if (typeof id !== "string" || !this.#ledger.get(type, id)) return count;
    }
    return 0;
  }
}

function unsupported(what: string, type: string): Failure {
  return new Failure(`${what} type ${type} is not part of the rehearsal`, {
    detail: "Add its rules and values to rehearsal/terraform/aws, or plan with the real provider.",
  });
}
