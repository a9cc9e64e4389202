import { createHash } from "node:crypto";
import type { Aws, Place } from "../aws/index.ts";
import type { Environment } from "./environments.ts";
import { CONSUMER } from "./repositories.ts";

// What others do in the world during a run: another run, or another pipeline.

/** How long a lease of the actions lasts without renewal, in milliseconds. */
const LEASE_LIFE = 10 * 60_000;

/** The run that holds the lease. It does not belong to this world. */
const HOLDER = {
  run: `https://github.com/${CONSUMER}/actions/runs/999`,
  runId: 999,
  runAttempt: 1,
  workflow: "Deploy",
  job: "deploy",
  actor: "hubot",
  commit: "9".repeat(40),
};

/** Another run takes the lease of an environment and keeps it. The bucket is created if necessary. */
export function holdLease({ s3 }: Aws, { name, account, region, ...rest }: Environment): void {
  const bucket = s3.find(rest.bucket) ?? s3.create(rest.bucket, account, region);
  const now = Date.now();
  const time = (milliseconds: number): string => new Date(milliseconds).toISOString();
  const lease = {
    schema: 1,
    token: "held-by-another-run",
    environment: name,
    holder: HOLDER,
    takenAt: time(now),
    renewedAt: time(now),
    expiresAt: time(now + LEASE_LIFE),
  };
  const bytes = Buffer.from(JSON.stringify(lease));
  s3.replace(bucket, `${name}/lease.json`, {
    etag: createHash("md5").update(bytes).digest("hex"),
    size: bytes.length,
    lastModified: now,
    content: s3.contents.put(bytes),
    headers: { "content-type": "application/json" },
  });
}

/**
 * Another pipeline pushes its own image under the tags that this run wants and that may not move. This affects only
 * existing repositories; call it again for repositories that are created later.
 * @param sha the commit of the run
 */
export async function takeCommitTags(
  { places }: Aws,
  environments: readonly Environment[],
  sha: string,
): Promise<void> {
  const repositoriesOf = ({ account, region, imagePrefix }: Environment) =>
    places.all().flatMap((place) =>
      place.accountId === account && place.region === region
        ? place.ecr
            .all()
            .filter(({ name }) => name.startsWith(imagePrefix))
            .map(({ name }) => ({ place, name, image: name.slice(imagePrefix.length) }))
        : [],
    );
  for (const environment of environments) {
    const source = environments.find(({ name }) => name === environment.promoteFrom);
    for (const { place, name, image } of repositoriesOf(environment)) {
      const promoted = source && repositoriesOf(source).find((one) => one.image === image);
      const wanted =
        promoted === undefined
          ? [`sha-${sha}`]
          : Object.keys(promoted.place.registry.images.tags(promoted.name)).filter(isCommitTag);
      const taken = place.registry.images.tags(name);
      for (const tag of wanted) if (!Object.hasOwn(taken, tag)) await pushOther(place, name, tag);
    }
  }
}

const isCommitTag = (tag: string): boolean => /^sha-[0-9a-f]{40}/.test(tag);

/** Pushes an image without layers. */
async function pushOther(place: Place, repository: string, tag: string): Promise<void> {
  const { images } = place.registry;
  const config = Buffer.from('{"architecture":"amd64","os":"linux","rootfs":{"type":"layers"}}');
  const digest = await images.putBlob(repository, config);
  const contentType = "application/vnd.oci.image.manifest.v1+json";
  const mediaType = "application/vnd.oci.image.config.v1+json";
  const manifest = {
    schemaVersion: 2,
    mediaType: contentType,
    layers: [],
    config: { mediaType, digest, size: config.length },
  };
  const bytes = Buffer.from(JSON.stringify(manifest));
  await images.put(repository, tag, { bytes, contentType });
}
