import type { ResourceChange } from "../../golden/terraform/workspace.ts";
import type { Case } from "../service.ts";
import type { Client } from "./client.ts";
import { altered, creation, stable } from "./observation.ts";
import {
  APART,
  AWS_TYPES,
  CHANGES,
  DATA_SOURCES,
  RECORDED,
  RECORDED_CHANGES,
} from "./scenarios.ts";

const byAddress = (one: [string, unknown], other: [string, unknown]): number =>
  one[0] < other[0] ? -1 : 1;

const isOf = (type: string, address: string): boolean =>
  new RegExp(`(?:^|\\.)${type}\\.`).test(address.replace(/\[.*$/, ""));

function ofType<Value>(type: string, all: Record<string, Value>, see: (value: Value) => unknown) {
  const chosen = Object.entries(all).filter(([address]) => isOf(type, address));
  if (chosen.length === 0) throw new Error(`there is no ${type}`);
  return Object.fromEntries(
    chosen.map(([address, value]): [string, unknown] => [address, see(value)]).sort(byAddress),
  );
}

const changesOf = (
  changes: readonly ResourceChange[] | undefined,
): Record<string, ResourceChange> =>
  Object.fromEntries(
    (changes ?? []).filter(({ mode }) => mode === "managed").map((one) => [one.address, one]),
  );

const creations: Case<Client>[] = AWS_TYPES.map((type) => ({
  name: `aws: plan of a new ${type}`,
  async run({ infrastructure }) {
    const { resource_changes } = await infrastructure.created();
    return ofType(type, changesOf(resource_changes), creation);
  },
}));

const second: Case<Client> = {
  name: "aws: the second plan is empty",
  async run({ infrastructure }) {
    const { code, plan } = await infrastructure.second();
    return { code, altered: altered(plan.resource_changes ?? []) };
  },
};

const drift: Case<Client> = {
  name: "aws: what the first read after an apply changes",
  async run({ infrastructure }) {
    const { plan } = await infrastructure.second();
    return altered(Object.values(changesOf(plan.resource_drift)));
  },
};

const states: Case<Client>[] = AWS_TYPES.map((type) => ({
  name: `aws: state of ${type}`,
  run: async ({ infrastructure }) =>
    ofType(type, await infrastructure.state(), (values) =>
      stable(Object.fromEntries(Object.entries(values).filter(([name]) => !isApart(type, name)))),
    ),
}));

const isApart = (type: string, name: string): boolean => APART[type]?.includes(name) ?? false;

const statesApart: Case<Client>[] = Object.entries(APART).flatMap(([type, names]) =>
  names.map((name) => ({
    name: `aws: state of ${type}.${name}`,
    run: async ({ infrastructure }) =>
      ofType(type, await infrastructure.state(), (values) => stable(values[name] ?? null, name)),
  })),
);

/** Common changes: a change in place, a replacement with its consequences, and the destruction. */
const USUAL = ["a third zone", "another network", "destruction"];

const changes: Case<Client>[] = Object.keys(CHANGES).map((name) => ({
  name: `aws: plan of ${name}`,
  isRare: !USUAL.includes(name),
  async run({ infrastructure }) {
    const { resource_changes } = await infrastructure.changed(name);
    return altered(resource_changes ?? []);
  },
}));

const data: Case<Client>[] = DATA_SOURCES.map((type) => ({
  name: `aws: data ${type}`,
  run: async (client) => stable((await client.data())[type]),
}));

const recordedCreations: Case<Client>[] = RECORDED.map((address) => ({
  name: `kubernetes: plan of a new ${address}`,
  async run({ recorded }) {
    const change = changesOf(await recorded.plan("create"))[address];
    return change === undefined ? "not planned" : creation(change);
  },
}));

const recordedStates: Case<Client>[] = RECORDED.map((address) => ({
  name: `kubernetes: state of ${address}`,
  run: async ({ recorded }) => stable((await recorded.state())[address]),
}));

const recordedChanges: Case<Client>[] = Object.keys(RECORDED_CHANGES).map((name) => ({
  name: `kubernetes: plan of ${name}`,
  run: async ({ recorded }) => altered(await recorded.plan(name)),
}));

const recordedSecond: Case<Client> = {
  name: "kubernetes: the second plan is empty",
  run: async ({ recorded }) => altered(await recorded.plan("noop")),
};

/** Cases in the order of a workspace's life. Each case may use what earlier cases made. */
export const cases: readonly Case<Client>[] = [
  ...creations,
  second,
  drift,
  ...states,
  ...statesApart,
  ...changes,
  ...data,
  ...recordedCreations,
  ...recordedStates,
  recordedSecond,
  ...recordedChanges,
];
