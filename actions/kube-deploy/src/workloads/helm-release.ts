import { gunzipSync } from "node:zlib";
import { parseAllDocuments } from "yaml";
import type { Document } from "yaml";
import type { KubernetesClient } from "../api/client.ts";
import { listObjects } from "../api/list.ts";
import { collectionPath } from "../api/resources.ts";
import type { ManifestObject } from "./found-objects.ts";

/** What Helm stores about one revision of a release. https://helm.sh/docs/topics/advanced/#storage-backends */
export interface HelmRelease {
  name: string;
  namespace: string;
  revision: number;
  /** deployed, failed, pending-install, pending-upgrade, pending-rollback, superseded, uninstalling or uninstalled. */
  status: string;
  /** Helm's explanation of the status. */
  description: string;
  chart: string;
  objects: ManifestObject[];
  /** Documents of its manifest that cannot be read. */
  unreadable: UnreadableDocument[];
  /** Objects that Helm creates at certain times and that are not part of the release, and how their last run ended. */
  hooks: { kind: string; name: string; phase: string }[];
}

/** A document of a manifest that is not YAML. */
interface UnreadableDocument {
  /** Path of the chart's template that the document comes from. */
  source: string;
  /** Quotes nothing from the document, because it may contain a Secret. */
  problem: string;
}

/** The newest revision of a release, and the last revision that was deployed. */
export interface HelmHistory {
  newest: HelmRelease;
  /** Undefined = none of the revisions that Helm keeps was deployed. */
  deployedRevision: number | undefined;
}

type ParsedDocument = Document.Parsed;

interface Secret {
  metadata: { name: string; labels?: Record<string, string> };
  type?: string;
  data?: { release?: string };
}

interface Payload {
  name?: string;
  namespace?: string;
  version?: number;
  info?: { status?: string; description?: string };
  chart?: { metadata?: { name?: string; version?: string } };
  manifest?: string;
  hooks?: { name?: string; kind?: string; last_run?: { phase?: string } }[] | null;
}

/** The content of a release's Secret cannot be read. */
export class NotARelease extends Error {}

/** Most bytes of an unpacked release; a Secret holds 1 MiB of it compressed. */
const LARGEST = 64 * 1024 * 1024;
const TYPE = "helm.sh/release.v1";

/**
 * Reads the newest revision of a release from the Secrets that Helm keeps in its namespace.
 * @returns undefined if there is no release with this name
 * @throws ApiError, ConnectionError, NotARelease
 */
export async function readHelmRelease(
  client: KubernetesClient,
  namespace: string,
  name: string,
): Promise<HelmHistory | undefined> {
  const secrets = (await listReleases(client, namespace, `owner=helm,name=${name}`))
    .filter(({ metadata: { labels } }) => labels?.["name"] === name)
    .sort((a, b) => revisionOf(b) - revisionOf(a));
  const [newest] = secrets;
  if (newest === undefined) return undefined;
  const deployed = secrets.find(({ metadata }) => metadata.labels?.["status"] === "deployed");
  return {
    newest: decodeRelease(newest.data?.release ?? ""),
    deployedRevision: deployed && revisionOf(deployed),
  };
}

/** Returns the names of all releases in a namespace, sorted. @throws ApiError, ConnectionError */
export async function listHelmReleases(
  client: KubernetesClient,
  namespace: string,
): Promise<string[]> {
  const secrets = await listReleases(client, namespace, "owner=helm");
  return [...new Set(secrets.map(({ metadata }) => metadata.labels?.["name"] ?? ""))].sort();
}

const listReleases = async (
  client: KubernetesClient,
  namespace: string,
  selector: string,
): Promise<Secret[]> =>
  (await listObjects<Secret>(client, collectionPath("Secret", namespace), selector)).filter(
    ({ type }) => type === TYPE,
  );

const revisionOf = ({ metadata }: Secret): number => Number(metadata.labels?.["version"] ?? 0);

/**
 * Reads the field `release` of the Secret: JSON, compressed, then encoded twice in base64, by Helm and by Kubernetes.
 * https://github.com/helm/helm/blob/v3.18.4/pkg/storage/driver/util.go
 * @throws NotARelease
 */
export function decodeRelease(text: string): HelmRelease {
  try {
    const inner = Buffer.from(Buffer.from(text, "base64").toString("latin1"), "base64");
    // Helm 2 did not compress. Its releases have other names, but small uncompressed releases are still read.
    const isCompressed = inner[0] === 0x1f && inner[1] === 0x8b;
    const json = isCompressed ? gunzipSync(inner, { maxOutputLength: LARGEST }) : inner;
    return releaseOf(JSON.parse(json.toString("utf8")) as Payload);
  } catch (error) {
    throw new NotARelease((error as Error).message, { cause: error });
  }
}

function releaseOf({ name = "", namespace = "", version = 0, ...payload }: Payload): HelmRelease {
  const { info, chart, manifest = "", hooks } = payload;
  const { name: chartName = "", version: chartVersion = "" } = chart?.metadata ?? {};
  return {
    name,
    namespace,
    revision: version,
    status: info?.status ?? "unknown",
    description: info?.description ?? "",
    chart: `${chartName} ${chartVersion}`.trim(),
    ...parseManifest(manifest, namespace),
    hooks: (hooks ?? []).map(({ name = "", kind = "", last_run: run }) => ({
      kind,
      name,
      phase: run?.phase === undefined || run.phase === "" ? "not run" : run.phase,
    })),
  };
}

/**
 * Returns the objects of a manifest with several documents. Objects without a namespace, or with an empty one, are in
 * the release's namespace. Helm accepts a key that is given twice; then the last value counts.
 */
function parseManifest(
  text: string,
  namespace: string,
): Pick<HelmRelease, "objects" | "unreadable"> {
  const read = parseAllDocuments(text, { uniqueKeys: false }).map(readDocument);
  const objects = read.flatMap((found) => (Array.isArray(found) ? found : []));
  return {
    objects: objects.map((object) => ({
      ...object,
      metadata: { ...object.metadata, namespace: object.metadata?.namespace || namespace },
    })),
    unreadable: read.flatMap((found) => (Array.isArray(found) ? [] : [found])),
  };
}

/** Returns the objects of a document, or why it cannot be read: a partial document would be a different object. */
function readDocument(document: ParsedDocument): ManifestObject[] | UnreadableDocument {
  const [error] = document.errors;
  if (error !== undefined)
    return {
      source: sourceOf(document),
      problem: `no YAML in line ${error.linePos?.[0].line ?? 0} of the manifest (${error.code})`,
    };
  return [document.toJS() as ManifestObject | null]
    .flatMap((object) => (object?.kind?.endsWith("List") ? (object.items ?? []) : [object]))
    .filter((object) => object?.kind !== undefined && object.metadata?.name !== undefined)
    .map((object) => object as ManifestObject);
}

/** Returns a document's template. Helm writes it before each document: "# Source: web/templates/deployment.yaml". */
const sourceOf = ({ commentBefore, contents }: ParsedDocument): string =>
  /Source: (\S+)/.exec(`${commentBefore ?? ""}\n${contents?.commentBefore ?? ""}`)?.[1] ??
  "a document";

/** Returns the values of the Secrets among the objects of a release. */
export function secretsOf(objects: readonly ManifestObject[]): string[] {
  return objects
    .filter(({ kind }) => kind === "Secret")
    .flatMap(({ data, stringData }) => [
      ...Object.values(data ?? {}).map((text) => Buffer.from(String(text), "base64").toString()),
      ...Object.values(stringData ?? {}).map(String),
    ]);
}
