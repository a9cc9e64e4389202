import { expect, test } from "@jest/globals";
import { InFlight } from "../../../../../actions/kube-deploy/src/apply-watch/in-flight.ts";
import type { Event } from "../../../../../actions/lib/terraform/events.ts";

type Hook = Extract<Event, { address: string }>["type"];
const event = (type: Hook, address: string, action: string): Event => ({
  type,
  address,
  action,
  message: "",
});

test("a change is in flight from its start until it completes or fails", () => {
  const inFlight = new InFlight();
  const seen = (
    [
      ["apply_start", "job.a", "create"],
      ["apply_start", "job.b", "update"],
      ["apply_complete", "job.a", "create"],
      ["apply_errored", "job.b", "update"],
    ] as const
  ).map(([type, address, action]) => {
    inFlight.observe(event(type, address, action));
    return inFlight.addresses;
  });
  expect(seen).toStrictEqual([["job.a"], ["job.a", "job.b"], ["job.b"], []]);
  expect([...inFlight.begun]).toStrictEqual(["job.a", "job.b"]);
});

test("a replacement first deletes the object, then creates it", () => {
  const inFlight = new InFlight();
  const seen = (
    [
      ["apply_start", "delete"],
      ["apply_complete", "delete"],
      ["apply_start", "create"],
    ] as const
  ).map(([type, action]) => {
    inFlight.observe(event(type, "job.a", action));
    return [inFlight.addresses.length, inFlight.isDeleting("job.a")];
  });
  expect(seen).toStrictEqual([
    [1, true],
    [0, false],
    [1, false],
  ]);
});

test("other lines start no change", () => {
  const inFlight = new InFlight();
  inFlight.observe({ type: "text", message: "job.a: Creating..." });
  inFlight.observe({ type: "other", message: "job.a: Plan to create" });
  expect([inFlight.addresses, inFlight.begun.size]).toStrictEqual([[], 0]);
});
