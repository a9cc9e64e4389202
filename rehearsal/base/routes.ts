import type { Exchange, Reply } from "./http.ts";

export type Parameters = Record<string, string>;

/** One row of a service's table: method, path pattern (`/repos/:owner/:repo`) and handler. */
export interface Route<Context> {
  method: string;
  pattern: string;
  /** The service's own name for this operation, for logs and faults. */
  operation?: string;
  handle(exchange: Exchange, parameters: Parameters, context: Context): Promise<Reply> | Reply;
}

export interface Match<Context> {
  route: Route<Context>;
  parameters: Parameters;
}

/**
 * Compiles a table into a function that finds the first row whose method and path match, and decodes its parameters.
 */
export function compileRoutes<Context>(
  routes: Route<Context>[],
): (method: string, path: string) => Match<Context> | undefined {
  const compiled = routes.map((route) => ({ route, expression: expressionOf(route.pattern) }));
  return (method, path) => {
    for (const { route, expression } of compiled) {
      if (route.method !== method) continue;
      const found = expression.exec(path);
      if (found === null) continue;
      const parameters = Object.fromEntries(
        Object.entries(found.groups ?? {}).map(([name, value]) => [
          name,
          decodeURIComponent(value),
        ]),
      );
      return { route, parameters };
    }
    return undefined;
  };
}

/** `:name` is one path segment, `:name*` any number of them. */
function expressionOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replace(/:(\w+)(\*?)/g, (_, name: string, many: string) =>
      many === "" ? `(?<${name}>[^/]+)` : `(?<${name}>.+)`,
    );
  return new RegExp(`^${source}$`);
}
