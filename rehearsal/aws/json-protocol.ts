import { json, type Exchange, type Reply } from "../base/http.ts";

/** Returns the name of a JSON 1.1 call, from its target header. @param service the start of the header's value */
export function targetOf(exchange: Exchange, service: string): string | undefined {
  const target = exchange.header("x-amz-target");
  return target.startsWith(`${service}.`) ? target.slice(service.length + 1) : undefined;
}

export const jsonReply = (status: number, value: unknown): Reply =>
  json(status, value, {}, "application/x-amz-json-1.1");
