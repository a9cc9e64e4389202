/** Why a workload is not healthy, by one pod or by the workload itself. */
export interface Diagnosis {
  /** Kebab-case; documented in the README. */
  reason: string;
  /** One line, for people. */
  message: string;
  fix: string;
  /**
   * Moment from which waiting is pointless, in milliseconds: 0 = now, Infinity = it may still mend itself, so it is
   * only told when the time is over.
   */
  fatalAt: number;
  pod?: string;
  container?: string;
  /** As the pod names it. */
  image?: string;
}

/** What was seen of a pod before now: statuses alone do not tell how long and how often. */
export interface History {
  /** When this signal was first seen without a break, in milliseconds; `now` when it is new. */
  since(signal: string, now: number): number;
  /** How often the container came into this trouble since the rollout is watched. */
  tries(pod: string, container: string): number;
  /** The last full error of pulling the image: the back-off's own message may leave it out. */
  pullError(pod: string, container: string): string | undefined;
  /** Restarts the container had when it was first seen. */
  restartsBefore(pod: string, container: string): number;
}

/** How long signals that may be over soon are given, in milliseconds (reference: rows F3, F5, F8, F9, F10). */
export const PATIENCE = {
  /** A registry's refusal can be a token that is just being renewed. */
  pullDenied: 15_000,
  /** A Secret can be created just after the pod; the kubelet looks again every ten seconds. */
  configuration: 15_000,
  /** Quota is given back when old pods end. */
  podsRefused: 10_000,
  volume: 120_000,
  /** An autoscaler needs minutes for a node. */
  unschedulable: 300_000,
} as const;

export const NOW = 0;
export const AT_TIMEOUT = Infinity;

/** From general to special: of two equally urgent ones the later in this list says more. */
const RANK = [
  "not-ready",
  "container-failed",
  "container-restarted",
  "pods-not-created",
  "readiness-gate",
  "readiness-probe-failed",
  "image-pull-failed",
  "unschedulable",
  "volume-mount-failed",
];

/** Tells that something ended or waits, not why. */
export const isGeneral = ({ reason }: Diagnosis): boolean =>
  ["not-ready", "container-failed", "container-restarted"].includes(reason);

const rankOf = ({ reason }: Diagnosis): number => {
  const rank = RANK.indexOf(reason);
  return rank < 0 ? RANK.length : rank;
};

/** The most urgent and then most telling first. */
export const byUrgency = (diagnoses: readonly Diagnosis[]): Diagnosis[] =>
  [...diagnoses].sort((a, b) =>
    a.fatalAt === b.fatalAt ? rankOf(b) - rankOf(a) : a.fatalAt - b.fatalAt,
  );

/** An image without the registry's host, which may hold an account number that the runner masks. */
export function shortImage(image: string): string {
  const [host = "", ...rest] = image.split("/");
  return rest.length > 0 && /[.:]|^localhost$/.test(host) ? rest.join("/") : image;
}

/** One line of bounded length out of any text. */
export function oneLine(text: string, length = 300): string {
  const line = text
    .replaceAll(/\p{Cc}+/gu, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}
