import { setTimeout as pause } from "node:timers/promises";
import { plan } from "../plan.ts";
import type { Change, Planned, Provider } from "../provider.ts";
import { Failure, notReplayed } from "../provider.ts";
import { withoutNullCollections } from "../read-back.ts";
import type { Block, ProviderSchemas } from "../schema.ts";
import type { Fields } from "../values.ts";
import { textOf } from "../values.ts";
import type { Kind } from "./kinds.ts";
import { KINDS, pathOf } from "./kinds.ts";
import type { JsonObject } from "./manifest.ts";
import { toManifest } from "./manifest.ts";
import { patchOf } from "./patch.ts";
import { sendRequest, type Connection } from "./request.ts";
import { requireCompleted } from "./jobs.ts";
import { RULES } from "./rules.ts";
import { withoutSecrets, withWriteOnly } from "./secrets.ts";
import { asObject, asText, idOf, toState } from "./state.ts";

/** How long the real provider waits until an object is gone, and how often the replay checks; milliseconds. */
const DELETE_TIMEOUT = 5 * 60_000;
const DELETE_POLL = 50;

/** Replays hashicorp/kubernetes: it plans like the real provider, and stores objects in a Kubernetes API. */
export class KubernetesProvider implements Provider {
  readonly schemas: ProviderSchemas;
  readonly #token: string;
  readonly #stopped = new AbortController();
  #connection: Connection;

  /** @param token for the Kubernetes API, instead of the `exec` command in the provider's configuration */
  constructor(schemas: ProviderSchemas, token: string) {
    this.schemas = schemas;
    this.#token = token;
    this.#connection = this.#connect({});
  }

  configure(config: Fields): void {
    this.#connection = this.#connect(config);
  }

  plan({ type, prior, config }: Change): Planned {
    return plan(this.#block(type), RULES[type] ?? {}, prior, config);
  }

  async apply(change: Change & { planned: Fields }): Promise<Fields> {
    const { type, prior, planned, config } = change;
    const kind = kindOf(type);
    const wanted = withWriteOnly(toManifest(kind, this.#block(type), planned), config);
    const verb = prior === null ? "create" : "update";
    const made = await this.#explained(kind, verb, idOf(wanted), () =>
      prior === null ? this.#create(kind, wanted) : this.#update(type, prior, wanted),
    );
    // wait_for_rollout is not replayed: kube-deploy watches the rollout, and reports more than the provider would.
    const state = (object: JsonObject): Fields =>
      toState(this.#block(type), RULES[type] ?? {}, withoutSecrets(object), planned);
    if (planned["wait_for_completion"] !== true) return state(made);
    return state(
      await requireCompleted(() => this.#get(kind, idOf(made)), state, this.#stopped.signal),
    );
  }

  stop(): void {
    this.#stopped.abort();
  }

  async destroy(type: string, prior: Fields): Promise<void> {
    const path = pathIn(kindOf(type), textOf(prior, "id") ?? "");
    const options = { propagationPolicy: "Foreground" };
    if ((await sendRequest(this.#connection, "DELETE", path, options)) === undefined) return;
    const end = Date.now() + DELETE_TIMEOUT;
    while ((await sendRequest(this.#connection, "GET", path)) !== undefined) {
      if (Date.now() >= end)
        throw new Failure(`${kindOf(type).kind} (${textOf(prior, "id") ?? ""}) still exists`);
      await pause(DELETE_POLL);
    }
  }

  async read(type: string, state: Fields): Promise<Fields | null> {
    const found = await this.#current(type, state);
    return found && withoutNullCollections(this.#block(type), found);
  }

  data(type: string): Promise<Fields> {
    return Promise.reject(notReplayed(`data.${type}`));
  }

  /** Returns the state after an apply. The SDK keeps values that were planned as null until the next read. */
  async #current(type: string, state: Fields): Promise<Fields | null> {
    const found = await this.#get(kindOf(type), textOf(state, "id") ?? "");
    return found && toState(this.#block(type), RULES[type] ?? {}, withoutSecrets(found), state);
  }

  #block(type: string): Block {
    const schema = this.schemas.schemas.resource_schemas?.[type];
    if (!schema) throw notReplayed(type);
    return schema.block;
  }

  #connect(config: Fields): Connection {
    const token = textOf(config, "token") ?? this.#token;
    return {
      // The real provider's address if the configuration does not name a cluster.
      host: textOf(config, "host") ?? "http://localhost:80",
      certificateAuthority: textOf(config, "cluster_ca_certificate") ?? "",
      token: () => Promise.resolve(token),
    };
  }

  async #get(kind: Kind, id: string): Promise<JsonObject | null> {
    return (await sendRequest(this.#connection, "GET", pathIn(kind, id))) ?? null;
  }

  async #create(kind: Kind, wanted: JsonObject): Promise<JsonObject> {
    const namespace = asText(asObject(wanted["metadata"])["namespace"]);
    const path = pathOf(kind, namespace === "" ? "default" : namespace);
    return (await sendRequest(this.#connection, "POST", path, wanted)) ?? {};
  }

  async #update(type: string, prior: Fields, wanted: JsonObject): Promise<JsonObject> {
    const kind = kindOf(type);
    const id = textOf(prior, "id") ?? "";
    const current = await this.#get(kind, id);
    if (!current) throw new Failure(`${kind.plural} "${id}" not found`);
    const patch = patchOf(toManifest(kind, this.#block(type), prior), wanted, current);
    if (patch.length === 0) return current;
    return (await sendRequest(this.#connection, "PATCH", pathIn(kind, id), patch)) ?? {};
  }

  async #explained<T>(
    kind: Kind,
    verb: "create" | "update",
    id: string,
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Failure) || !kind.failure) throw error;
      throw new Failure(kind.failure(verb, id) + error.message);
    }
  }
}

function kindOf(type: string): Kind {
  const kind = KINDS[type];
  if (!kind) throw notReplayed(type);
  return kind;
}

function pathIn(kind: Kind, id: string): string {
  const [first = "", second] = id.split("/");
  return second === undefined ? pathOf(kind, "", first) : pathOf(kind, first, second);
}
