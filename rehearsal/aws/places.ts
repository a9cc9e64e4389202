import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { startRegistry, type Registry } from "../registry/index.ts";
import { Repositories } from "./ecr/repositories.ts";
import { Clusters } from "./eks/clusters.ts";
import { notServed } from "./errors.ts";
import { Secrets } from "./secretsmanager/secrets.ts";

/** An account in a region. */
export interface Scope {
  /** Twelve digits. */
  accountId: string;
  region: string;
}

/**
 * The resources of one account in one region. Each place has its own registry, because on AWS each has its own host
 * name.
 */
export interface Place extends Scope {
  ecr: Repositories;
  eks: Clusters;
  secrets: Secrets;
  registry: Registry;
}

const FOLDER = "accounts";

/** Starts a registry with the content that an earlier registry left in the folder. */
export type OpenRegistry = (directory: string) => Promise<Registry>;

const keyOf = ({ accountId, region }: Scope): string => `${accountId}/${region}`;

/** The accounts and regions of this AWS. A place that is used for the first time is empty. */
export class Places {
  private readonly directory: string | undefined;
  private readonly home: string;
  private readonly openRegistry: OpenRegistry;
  private readonly opening = new Map<string, Promise<Place>>();
  private readonly opened: Place[] = [];

  /**
   * @param directory where everything is kept; without it, only the home place exists
   * @param home the first place
   * @param registry the registry of the home place; the caller closes it
   * @param openRegistry starts the registries of further places; default: embedded registries
   */
  constructor(
    directory: string | undefined,
    home: Scope,
    registry: Registry,
    openRegistry: OpenRegistry = (folder) => startRegistry({ directory: folder }),
  ) {
    this.openRegistry = openRegistry;
    this.directory = directory;
    this.home = keyOf(home);
    this.opening.set(this.home, Promise.resolve(this.put(home, directory, registry)));
  }

  /** Returns all places that were used, in this run or in an earlier run of a kept world. */
  all(): readonly Place[] {
    return this.opened;
  }

  /** @throws AwsError if a second place is used and there is no directory to keep it in */
  open(scope: Scope): Promise<Place> {
    const key = keyOf(scope);
    const place = this.opening.get(key) ?? this.start(scope);
    this.opening.set(key, place);
    return place;
  }

  /** Opens the places that earlier runs left in the directory. */
  async reopen(): Promise<void> {
    if (this.directory === undefined) return;
    const root = join(this.directory, FOLDER);
    for (const accountId of existsSync(root) ? readdirSync(root) : [])
      for (const region of readdirSync(join(root, accountId)))
        await this.open({ accountId, region });
  }

  async close(): Promise<void> {
    const others = this.opened.filter((place) => keyOf(place) !== this.home);
    await Promise.all(others.map(({ registry }) => registry.close()));
  }

  private async start(scope: Scope): Promise<Place> {
    if (this.directory === undefined)
      throw notServed(`the account ${scope.accountId} in ${scope.region} without a folder`);
    const directory = join(this.directory, FOLDER, scope.accountId, scope.region);
    return this.put(scope, directory, await this.openRegistry(join(directory, "registry")));
  }

  private put(scope: Scope, directory: string | undefined, registry: Registry): Place {
    const place = {
      ...scope,
      registry,
      ecr: new Repositories(directory, scope, registry),
      eks: new Clusters(directory, scope),
      secrets: new Secrets(directory, scope),
    };
    this.opened.push(place);
    return place;
  }
}
