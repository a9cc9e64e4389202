import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { Buckets } from "../aws/s3/buckets.ts";
import { Images } from "../registry/images.ts";
import { ENVIRONMENTS, readEnvironments, type Environment } from "../world/environments.ts";
import { History } from "../world/history.ts";

/** What a kept world contains for one environment. */
export interface View {
  /** The content of current.json. */
  live: { release: string; commit: string } | undefined;
  /** Why the environment is on hold. */
  hold: string | undefined;
  /** Whether a run holds the environment. */
  leaseHeld: boolean;
  /** Keys of the states that are locked. */
  locks: string[];
  /** Kind and status or reason of each event, oldest first. */
  history: string[];
  /** Ids of the releases, oldest first. */
  releases: string[];
  /** Images of each Deployment. */
  running: Record<string, string[]>;
  /** SHA-256 of everything that belongs to the environment, by a name for each part. */
  bytes: Record<string, string>;
}

/** The view of an environment that does not exist yet. */
export const NOTHING: View = {
  live: undefined,
  hold: undefined,
  leaseHeld: false,
  locks: [],
  history: [],
  releases: [],
  running: {},
  bytes: {},
};

/**
 * Reads what a kept world contains for each environment of main; empty for a new world.
 * @param directory of the kept world
 */
export function viewEnvironments(directory: string): Record<string, View> {
  const world = path.join(directory, "world");
  if (!existsSync(path.join(world, "repository"))) return {};
  const history = new History(path.join(world, "repository"));
  const { all } = readEnvironments(history.read(history.main() ?? "HEAD", ENVIRONMENTS));
  const buckets = new Buckets(path.join(world, "s3"));
  return Object.fromEntries(
    all.map((environment) => [environment.name, viewOf(world, environment, all, buckets)]),
  );
}

function viewOf(
  world: string,
  environment: Environment,
  all: readonly Environment[],
  buckets: Buckets,
): View {
  const objects = objectsOf(environment, buckets);
  const documents = (kind: string) =>
    [...objects.keys()].filter((key) => key.startsWith(`${kind}/`)).sort();
  const read = (key: string): unknown => {
    const bytes = objects.get(key);
    return bytes === undefined ? undefined : JSON.parse(bytes.toString());
  };
  const current = read("current.json") as Current | undefined;
  const lease = read("lease.json") as { releasedAt?: string } | undefined;
  const clusters = clustersOf(world, environment);
  return {
    live:
      current?.release === undefined || current.commit === undefined
        ? undefined
        : { release: current.release, commit: current.commit },
    hold: current?.hold?.reason,
    leaseHeld: lease !== undefined && lease.releasedAt === undefined,
    locks: [...objects.keys()].filter((key) => key.endsWith(".tflock")),
    history: documents("history").map((key) => eventOf(read(key) as HistoryDocument)),
    releases: documents("releases").map((key) => path.basename(key, ".json")),
    running: Object.assign({}, ...clusters.map(({ text }) => imagesOf(text))) as View["running"],
    bytes: {
      ...hashes("object", [...objects]),
      ...hashes(
        "cluster",
        clusters.map(({ name, text }) => [name, text]),
      ),
      ...hashes("repository", repositoriesOf(placeOf(world, environment, all), environment)),
      ...hashes("provider", providersOf(world, environment, all)),
    },
  };
}

interface Current {
  release?: string;
  commit?: string;
  hold?: { reason: string };
}

interface HistoryDocument {
  event: { kind: string; status?: string; failureReason?: string };
}

const eventOf = ({ event }: HistoryDocument): string => {
  const { kind, status, failureReason } = event;
  return [kind, status ?? failureReason].filter((part) => part !== undefined).join(" ");
};

/** Returns the bytes of the objects under the environment's name in its bucket, by the rest of their keys. */
function objectsOf({ name, bucket }: Environment, buckets: Buckets): Map<string, Buffer> {
  const objects = Object.entries(buckets.find(bucket)?.objects ?? {});
  return new Map(
    objects
      .filter(([key]) => key.startsWith(`${name}/`))
      .map(([key, { content }]) => [key.slice(name.length + 1), buckets.contents.get(content)]),
  );
}

/** Returns the clusters in the environment's account whose names contain the environment's name. */
function clustersOf(world: string, { name, account, region }: Environment) {
  const folder = path.join(world, "clusters", account, region);
  return (existsSync(folder) ? readdirSync(folder) : [])
    .filter((cluster) => cluster.split("-").includes(name))
    .map((cluster) => ({
      name: cluster,
      text: readFileSync(path.join(folder, cluster, "kubernetes.json"), "utf8"),
    }));
}

interface Deployment {
  metadata: { name: string };
  spec: { template: { spec: { containers: { image: string }[] } } };
}

function imagesOf(cluster: string): View["running"] {
  const { objects } = (JSON.parse(cluster) as { snapshot: { objects: Record<string, unknown[]> } })
    .snapshot;
  const deployments = (objects["deployments.apps"] ?? objects["deployments"] ?? []) as Deployment[];
  return Object.fromEntries(
    deployments.map(({ metadata, spec }) => [
      metadata.name,
      spec.template.spec.containers.map(({ image }) => image),
    ]),
  );
}

/** Returns where the world keeps an account. The first environment's account is the home account. */
function placeOf(
  world: string,
  { account, region }: Environment,
  [home]: readonly Environment[],
): string {
  const isHome = home?.account === account && home.region === region;
  return isHome ? world : path.join(world, "accounts", account, region);
}

/** Returns the tags and manifests of the image repositories with the environment's prefix. */
function repositoriesOf(place: string, { imagePrefix }: Environment): [string, string][] {
  const file = path.join(place, "registry", "repositories.json");
  if (!existsSync(file)) return [];
  const names = Object.keys(JSON.parse(readFileSync(file, "utf8")) as object);
  const images = new Images(path.join(place, "registry"));
  return names
    .filter((name) => name.startsWith(imagePrefix))
    .map((name) => [name, JSON.stringify([images.tags(name), images.manifests(name)])]);
}

/** Returns what Terraform created in the account, if no other environment uses the account. */
function providersOf(
  world: string,
  { account, region }: Environment,
  all: readonly Environment[],
): [string, string][] {
  const file = path.join(world, "providers", `aws-${account}-${region}.json`);
  const isAlone = all.filter((one) => one.account === account).length === 1;
  return isAlone && existsSync(file) ? [[path.basename(file), readFileSync(file, "utf8")]] : [];
}

const hashes = (kind: string, entries: readonly [string, string | Buffer][]) =>
  Object.fromEntries(
    entries.map(([name, bytes]) => [
      `${kind} ${name}`,
      createHash("sha256").update(bytes).digest("hex"),
    ]),
  );
