import { json, type Exchange, type Reply } from "../base/http.ts";

/** A call of the JSON 1.1 protocol, by its target header. @param service what the header begins with */
export function targetOf(exchange: Exchange, service: string): string | undefined {
  const target = exchange.header("x-amz-target");
  return target.startsWith(`${service}.`) ? target.slice(service.length + 1) : undefined;
}

export const jsonReply = (status: number, value: unknown): Reply =>
  json(status, value, {}, "application/x-amz-json-1.1");
