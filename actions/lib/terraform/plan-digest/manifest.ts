import { createHmac } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { Redact } from "../../redact/redactor.ts";
import { kindOf, movedFrom } from "../plan-json.ts";
import type { Change, Plan, ResourceChange } from "../plan-json.ts";
import { KNOWN_AFTER_APPLY, attributesOf } from "./attributes.ts";
import type { Values } from "./attributes.ts";
import { byCodeUnits, canonicalText } from "./canonical.ts";
import { invocationsOf } from "./invocations.ts";
import type { Invocations } from "./invocations.ts";
import { isVolatile } from "./volatile.ts";

/** What a plan does to one object. */
export interface ManifestEntry {
  /** Address of the resource; `output.NAME` and `var.NAME` for outputs and variables. */
  address: string;
  /** The address before a move. */
  previousAddress?: string;
  /** Id of a left-over object, which has the same address as its successor. */
  deposed?: string;
  /** The action in the plan, such as `update` or `delete,create`; `set` for variables, `invoke` for actions. */
  action: string;
  /** By path: the HMAC of its values before and after, or `known after apply`. */
  attributes: Record<string, string>;
}

/** Everything that a plan does, without values; sorted, so that equal plans have equal manifests. */
export interface Manifest {
  schema: 1;
  entries: ManifestEntry[];
}

/** Path of the single value of an output or a variable. */
export const VALUE = "value";

/**
 * Returns the manifest of a plan. It does not contain the volatile attributes, objects that a no-op does not touch
 * (they are neither moved nor imported), drift, checks, the state before and after (`prior_state`, `planned_values`),
 * the configuration, and the plan's `timestamp`. It does contain variables: some of them reach no attribute, but a
 * provider, a provisioner or a write-only value.
 * @param redact a path that contains a registered secret, such as the key of a map, is replaced by its HMAC
 */
export function manifestOf(plan: Plan, key: KeyObject, redact: Redact): Manifest {
  const sealer = new Sealer(key, redact);
  const entries = [
    ...variableEntries(plan, sealer),
    ...(plan.resource_changes ?? [])
      .filter((change) => kindOf(change) !== "none")
      .map((change) => resourceEntry(change, sealer)),
    ...(plan.deferred_changes ?? []).map(({ resource_change: change }) => {
      const entry = resourceEntry(change, sealer);
      return { ...entry, action: `deferred ${entry.action}` };
    }),
    ...Object.entries(plan.output_changes ?? {})
      .filter(([, { actions }]) => actions.join() !== "no-op")
      .map(([name, change]) => outputEntry(name, change, sealer)),
    ...invocationsOf(plan).map((one) => invocationEntry(one, sealer)),
  ];
  return { schema: 1, entries: entries.sort(byIdentity) };
}

const byIdentity = (a: ManifestEntry, b: ManifestEntry): number =>
  byCodeUnits(a.address, b.address) ||
  byCodeUnits(a.deposed ?? "", b.deposed ?? "") ||
  byCodeUnits(a.action, b.action);

function resourceEntry(resource: ResourceChange, sealer: Sealer): ManifestEntry {
  const { address, deposed, change } = resource;
  const previousAddress = movedFrom(resource);
  const object = canonicalText([address, deposed ?? null]);
  const sealed = sealer.sealChange(object, change, "");
  if (change.importing !== undefined && change.importing !== null)
    sealed.push(sealer.seal(object, "(import)", undefined, importText(change.importing)));
  return {
    address,
    ...(previousAddress === undefined ? {} : { previousAddress }),
    ...(deposed === undefined ? {} : { deposed }),
    action: change.actions.join(),
    attributes: sorted(sealed),
  };
}

const importText = ({ id, identity, unknown }: NonNullable<Change["importing"]>): string =>
  unknown === true ? KNOWN_AFTER_APPLY : canonicalText([id ?? null, identity ?? null]);

function outputEntry(name: string, change: Change, sealer: Sealer): ManifestEntry {
  const address = `output.${name}`;
  return {
    address,
    action: change.actions.join(),
    attributes: sorted(sealer.sealChange(canonicalText(address), change, VALUE)),
  };
}

function variableEntries({ variables, configuration }: Plan, sealer: Sealer): ManifestEntry[] {
  const declared = configuration?.root_module?.variables ?? {};
  return Object.entries(variables ?? {}).map(([name, { value }]) => {
    const address = `var.${name}`;
    const sensitive = Object.hasOwn(declared, name) && declared[name]?.sensitive === true;
    const sealed = sealer.sealValues(canonicalText(address), { value, sensitive }, VALUE);
    return { address, action: "set", attributes: sorted(sealed) };
  });
}

function invocationEntry({ address, action, values }: Invocations, sealer: Sealer): ManifestEntry {
  const object = canonicalText(address);
  const sealed = [...values].map(([path, text]) => sealer.seal(object, path, undefined, text));
  return { address, action, attributes: sorted(sealed) };
}

type Sealed = [path: string, hmac: string];

/** Sorts attributes. It uses fromEntries, because an attribute may be named __proto__. */
const sorted = (sealed: Sealed[]): Record<string, string> =>
  Object.fromEntries(sealed.sort(([a], [b]) => byCodeUnits(a, b)));

/** Converts values to HMACs, which show whether two values are equal and nothing else. */
class Sealer {
  readonly #key: KeyObject;
  readonly #redact: Redact;
  /** Cache of paths: a large plan has few different paths, and repeats each of them often. */
  readonly #paths = new Map<string, string>();

  constructor(key: KeyObject, redact: Redact) {
    this.#key = key;
    this.#redact = redact;
  }

  sealValues(object: string, values: Values, root: string): Sealed[] {
    return [...attributesOf(values, root)].map(([path, text]) =>
      this.seal(object, path, undefined, text),
    );
  }

  /** Returns the attributes that a change changes. */
  sealChange(object: string, change: Change, root: string): Sealed[] {
    const { before_sensitive, after_sensitive, after_unknown: unknown } = change;
    // A value that becomes unknown counts as having no old value, and so do its parts: most of it is computed, and
    // changes by itself.
    const old = attributesOf({ value: change.before, sensitive: before_sensitive, unknown }, root);
    const next = attributesOf({ value: change.after, sensitive: after_sensitive, unknown }, root);
    const goes = change.actions.every((action) => action === "delete" || action === "forget");
    const sealed: Sealed[] = [];
    for (const path of new Set([...old.keys(), ...next.keys()])) {
      const attribute = { path, before: old.get(path), after: next.get(path), goes };
      if (!isVolatile(attribute))
        sealed.push(this.seal(object, path, attribute.before, attribute.after));
    }
    return sealed;
  }

  seal(
    object: string,
    path: string,
    before: string | undefined,
    after: string | undefined,
  ): Sealed {
    const shown = this.#shown(path);
    if (after === KNOWN_AFTER_APPLY) return [shown, KNOWN_AFTER_APPLY];
    // No part contains a line break, and no text is empty, so different attributes give different lines.
    return [shown, this.#hmac(`attribute\n${object}\n${path}\n${before ?? ""}\n${after ?? ""}`)];
  }

  #shown(path: string): string {
    let shown = this.#paths.get(path);
    if (shown === undefined) {
      shown = this.#redact(path) === path ? path : `(hidden ${this.#hmac(`path\n${path}`)})`;
      this.#paths.set(path, shown);
    }
    return shown;
  }

  #hmac(text: string): string {
    return createHmac("sha256", this.#key).update(text).digest("base64url");
  }
}
