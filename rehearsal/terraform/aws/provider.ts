import { plan } from "../plan.ts";
import type { Change, Planned, Provider } from "../provider.ts";
import { Failure, notReplayed } from "../provider.ts";
import type { Block, ProviderSchemas } from "../schema.ts";
import { readBack } from "../read-back.ts";
import type { Resources } from "../resources.ts";
import { resolveUnknowns } from "../resolve-unknowns.ts";
import type { Fields, Value } from "../values.ts";
import { UNKNOWN, firstBlock, isEqual, isFields, textOf } from "../values.ts";
import { CLUSTERS } from "./clusters.ts";
import { DATA, complete } from "./data.ts";
import { EFFECTS } from "./effects.ts";
import type { Creation } from "./identities.ts";
import { IDENTITY, NETWORK } from "./identities.ts";
import { RELATIONS } from "./relations.ts";
import { RULES } from "./rules.ts";
import type { Account, FindTarget, Target } from "./target.ts";

const IDENTITIES = { ...NETWORK, ...IDENTITY, ...CLUSTERS };

/**
 * Replays hashicorp/aws: it has the real schema and plans, but acts on its own resources and the embedded AWS instead
 * of an account.
 */
export class AwsProvider implements Provider {
  readonly schemas: ProviderSchemas;
  readonly #find: FindTarget;
  readonly #resourcesOf: (account: Account) => Resources;
  #configured: { target: Target; resources: Resources; region: string } | undefined;
  #defaultTags: Fields = {};

  /** @param resourcesOf returns the resources of an account in a region */
  constructor(
    schemas: ProviderSchemas,
    find: FindTarget,
    resourcesOf: (account: Account) => Resources,
  ) {
    this.schemas = schemas;
    this.#find = find;
    this.#resourcesOf = resourcesOf;
  }

  async configure(config: Fields): Promise<void> {
    const wanted = textOf(config, "region");
    const target = await this.#find(wanted);
    const region = wanted ?? target.aws.region;
    this.#configured = { target, resources: this.#resourcesOf(target.aws), region };
    const tags = firstBlock(config, "default_tags")?.["tags"];
    this.#defaultTags = isFields(tags) ? tags : {};
  }

  plan({ type, prior, config }: Change): Planned {
    const block = this.#block(type);
    const planned = plan(block, RULES[type] ?? {}, prior, config);
    if (block.attributes?.["tags_all"]) {
      const tags = this.#allTags(config["tags"] ?? null);
      planned.state["tags_all"] = tags;
      // A change of its tags recomputes the versions of a launch template too.
      if (prior !== null && !isEqual(tags, prior["tags_all"]))
        for (const name of RULES[type]?.recomputed?.(prior, planned.state) ?? [])
          planned.state[name] = UNKNOWN;
    }
    return planned;
  }

  async apply({ type, prior, planned }: Change & { planned: Fields }): Promise<Fields> {
    const state = resolveUnknowns(this.#block(type), planned, this.#facts(type, prior, planned));
    const effect = EFFECTS[type];
    if (prior === null) Object.assign(state, await effect?.create?.(this.#target, state));
    else effect?.update?.(this.#target, state);
    for (const name of RULES[type]?.unset ?? []) if (planned[name] === UNKNOWN) state[name] = null;
    const stored = readBack(this.#block(type), RULES[type]?.readBack ?? [], state, "apply");
    this.#resources.put(type, textOf(stored, "id") ?? "", stored);
    return stored;
  }

  destroy(type: string, prior: Fields): void {
    EFFECTS[type]?.delete?.(this.#target, prior);
    this.#resources.delete(type, textOf(prior, "id") ?? "");
  }

  read(type: string, state: Fields): Fields | null {
    const stored = this.#resources.get(type, textOf(state, "id") ?? "");
    if (!stored) return null;
    const exists = EFFECTS[type]?.exists(this.#target, stored) ?? true;
    return exists ? this.#refreshed(type, stored) : null;
  }

  data(type: string, config: Fields): Fields {
    const schema = this.schemas.schemas.data_source_schemas?.[type];
    const source = DATA[type];
    if (!schema || !source) throw notReplayed(`data.${type}`);
    const answer = source(config, {
      target: this.#target,
      region: this.#region,
      managedCluster: (name) => {
        const stored = this.#resources.get("aws_eks_cluster", name);
        return stored && this.#refreshed("aws_eks_cluster", stored);
      },
    });
    return complete(schema.block, answer, config);
  }

  /** Returns a stored state as the provider reads it: with empty values, and with changes made by other resources. */
  #refreshed(type: string, stored: Fields): Fields {
    const state = readBack(this.#block(type), RULES[type]?.readBack ?? [], stored, "read");
    const find = (other: string) => Object.values(this.#resources.all(other));
    return { ...state, ...RELATIONS[type]?.(stored, find, this.#region) };
  }

  get #target(): Target {
    return this.#ready.target;
  }

  get #resources(): Resources {
    return this.#ready.resources;
  }

  get #region(): string {
    return this.#ready.region;
  }

  get #ready() {
    if (this.#configured === undefined) throw new Failure("the provider is not configured");
    return this.#configured;
  }

  #block(type: string): Block {
    const schema = this.schemas.schemas.resource_schemas?.[type];
    if (!schema || !IDENTITIES[type]) throw notReplayed(type);
    return schema.block;
  }

  #allTags(tags: Value): Value {
    if (tags === UNKNOWN) return UNKNOWN;
    return { ...this.#defaultTags, ...(isFields(tags) ? tags : {}) };
  }

  #facts(type: string, prior: Fields | null, planned: Fields): Fields {
    if (prior !== null) return this.#recomputed(prior);
    const creation: Creation = {
      scope: { accountId: this.#target.aws.accountId, region: this.#region },
      seed: this.#seed(type, planned),
      planned,
      find: (other, id) => this.#resources.get(other, id),
      now: `${new Date().toISOString().slice(0, 19)}Z`,
    };
    return IDENTITIES[type]?.(creation) ?? {};
  }

  /** Returns the values that an update computes: only versions of launch templates. */
  #recomputed(prior: Fields): Fields {
    const next = Number(prior["latest_version"] ?? 0) + 1;
    return { latest_version: next, default_version: next };
  }

  /**
   * Returns the seed of a resource. Ids depend on the resource's content, not on the order of Terraform's parallel
   * walk. Resources with equal content are distinguished by a counter. Named resources have a fixed id, whatever the
   * seed.
   */
  #seed(type: string, planned: Fields): string {
    const known = JSON.stringify(planned, (_, value: unknown) =>
      value === UNKNOWN ? undefined : typeof value === "bigint" ? Number(value) : value,
    );
    const taken = Object.keys(this.#resources.all(type)).length;
    return `${type} ${known} ${this.#twins(type, known, taken)}`;
  }

  #twins(type: string, known: string, taken: number): number {
    const scope = { accountId: this.#target.aws.accountId, region: this.#region };
    const planned = JSON.parse(known) as Fields;
    for (let count = 0; count <= taken; count += 1) {
      const seed = `${type} ${known} ${count}`;
      const id = IDENTITIES[type]?.({ scope, seed, planned, find: () => undefined, now: "" })["id"];
      if (typeof id !== "string" || !this.#resources.get(type, id)) return count;
    }
    return 0;
  }
}
