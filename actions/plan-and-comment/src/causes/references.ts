import type { ConfigurationModule, Expression, Plan } from "../../../lib/terraform/plan-json.ts";
import type { Path } from "../../../lib/terraform/attribute-path.ts";
import { isObject, own } from "../../../lib/terraform/values.ts";

/** What an attribute is made of, as far as the configuration in the plan shows. */
export interface Referenced {
  /** Addresses of resources without keys, such as `module.network.aws_vpc.this`. */
  blocks: ReadonlySet<string>;
  /** Whether a local stands in between. Then the plan does not say what the attribute is made of. */
  hasLocal: boolean;
}

/** The module in which an expression stands, because it decides what the names in the expression mean. */
interface Scope {
  /** Prefix of the module's addresses, such as `module.network.`; "" for the root module. */
  prefix: string;
  module: ConfigurationModule;
  /** The call of this module, in the scope of the calling module. */
  call?: { expressions: Record<string, Expression>; forEach: Expression; scope: Scope } | undefined;
}

interface Block {
  expressions: Record<string, Expression>;
  forEach: Expression;
  scope: Scope;
}

/**
 * Reads from the configuration of a plan which resources an attribute is made of. Follows variables and outputs of
 * modules. https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation
 */
export class References {
  readonly #blocks = new Map<string, Block>();
  readonly #known = new Map<string, Referenced>();

  constructor({ configuration }: Pick<Plan, "configuration">) {
    const module = configuration?.root_module;
    if (isObject(module)) this.#addModule({ prefix: "", module });
  }

  #addModule(scope: Scope): void {
    const { prefix, module } = scope;
    for (const { address, expressions = {}, for_each_expression: forEach } of listOf(
      module.resources,
    ))
      this.#blocks.set(prefix + address, { expressions, forEach, scope });
    for (const name of Object.keys(module.module_calls ?? {})) {
      const inner = innerScope(scope, name);
      if (inner !== undefined) this.#addModule(inner);
    }
  }

  /**
   * Returns whether the configuration has the block. If so, the provider sets every attribute that the block does not
   * set.
   */
  has(block: string): boolean {
    return this.#blocks.has(block);
  }

  /**
   * Returns whether the block sets the place. The plan does not show dynamic blocks, so what may stand in one counts as
   * set.
   */
  sets(block: string, steps: Path): boolean {
    let at = this.#blocks.get(block)?.expressions as Expression;
    for (const [depth, step] of steps.entries()) {
      if (Array.isArray(at)) at = at[typeof step === "number" ? Math.min(step, at.length - 1) : 0];
      else if (!isObject(at) || "references" in at || "constant_value" in at)
        return at !== undefined;
      else {
        at = own(at, step);
        if (at === undefined)
          return steps.slice(depth + 1, -1).some((one) => typeof one === "number");
      }
    }
    return true;
  }

  /**
   * Returns what an attribute of a block is made of.
   * @param block address without keys
   * @param attribute name of the attribute, or of the block around it
   */
  of(block: string, attribute: string): Referenced {
    const key = `${block} ${attribute}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const walk: Walk = { blocks: new Set(), seen: new Set(), hasLocal: false };
    const found = this.#blocks.get(block);
    if (found !== undefined)
      this.#follow(own(found.expressions, attribute), found.scope, found.forEach, walk);
    this.#known.set(key, walk);
    return walk;
  }

  /** @param forEach what `each.value` stands for */
  #follow(expression: Expression, scope: Scope, forEach: Expression, walk: Walk): void {
    for (const name of referencesIn(expression)) {
      // Within one module, a reference always means the same, except for `each`.
      const key = `${scope.prefix}${name}`;
      if (!name.startsWith("each.") && walk.seen.has(key)) continue;
      walk.seen.add(key);
      this.#followName(name.split("."), scope, forEach, walk);
    }
  }

  #followName(
    [first = "", second = "", third = ""]: string[],
    scope: Scope,
    forEach: Expression,
    walk: Walk,
  ): void {
    const { prefix, call } = scope;
    const bare = (name: string) => name.replace(/\[.*$/s, "");
    switch (first) {
      case "var":
        if (call !== undefined)
          this.#follow(own(call.expressions, bare(second)), call.scope, call.forEach, walk);
        return;
      case "local":
        walk.hasLocal = true;
        return;
      case "each":
        // The expression of for_each itself has no `each`.
        if (second.startsWith("value")) this.#follow(forEach, scope, undefined, walk);
        return;
      case "module": {
        const inner = innerScope(scope, bare(second));
        const output = own(inner?.module.outputs ?? {}, bare(third));
        if (inner !== undefined) this.#follow(output?.expression, inner, undefined, walk);
        return;
      }
      case "data": {
        // A data source counts as what its own expressions are made of.
        const data = this.#blocks.get(`${prefix}data.${second}.${bare(third)}`);
        for (const inner of Object.values(data?.expressions ?? {}))
          this.#follow(inner, scope, data?.forEach, walk);
        return;
      }
      default: {
        const block = `${prefix}${first}.${bare(second)}`;
        if (this.#blocks.has(block)) walk.blocks.add(block);
      }
    }
  }
}

interface Walk extends Referenced {
  blocks: Set<string>;
  seen: Set<string>;
  hasLocal: boolean;
}

/** Returns the scope of a module that another module calls. */
function innerScope(scope: Scope, name: string): Scope | undefined {
  const called = own(scope.module.module_calls ?? {}, name);
  if (called?.module === undefined) return undefined;
  const { module, expressions = {}, for_each_expression: forEach } = called;
  return {
    prefix: `${scope.prefix}module.${name}.`,
    module,
    call: { expressions, forEach, scope },
  };
}

const listOf = <T>(list: readonly T[] | undefined): readonly T[] =>
  Array.isArray(list) ? (list as readonly T[]) : [];

/** Lists all names in an expression, including the names in its nested blocks. */
function referencesIn(expression: Expression): string[] {
  if (Array.isArray(expression)) return expression.flatMap(referencesIn);
  if (!isObject(expression)) return [];
  const { references } = expression;
  if (Array.isArray(references)) return references.filter((one) => typeof one === "string");
  return Object.values(expression).flatMap(referencesIn);
}
