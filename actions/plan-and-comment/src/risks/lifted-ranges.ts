import type { Path } from "../../../lib/terraform/attribute-path.ts";
import type { Json, Marks, ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { anyMark, marksOf, valueAt } from "../../../lib/terraform/values.ts";
import type { Difference } from "../changes/difference.ts";
import type { Side } from "../changes/side.ts";
import type { Finding } from "./finding.ts";
import { kubernetesTypeOf } from "./kubernetes-type.ts";

/** An object that lets in the ranges that it names, and everybody if it names none. */
interface Gate {
  /** The type as `kubernetesTypeOf` returns it. */
  type: string;
  /** Places where the object names ranges: a list, or a text with commas. */
  ranges: readonly Path[];
  /** Other places where the object may say who comes in. */
  instead: readonly Path[];
  /** The condition under which the ranges have an effect. */
  when: { place: Path; value: Json } | undefined;
  text: string;
}

/** The places of metadata and spec in an object, as the provider and as a manifest write them. */
const FORMS = [
  { metadata: ["metadata", 0], spec: ["spec", 0], ranges: "load_balancer_source_ranges" },
  {
    metadata: ["manifest", "metadata"],
    spec: ["manifest", "spec"],
    ranges: "loadBalancerSourceRanges",
  },
];

const SERVICE = "service.beta.kubernetes.io/";
const INGRESS = "alb.ingress.kubernetes.io/";
const EVERYBODY = "its load balancer lets in everybody who can reach it";

/**
 * https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/#ServiceSpec (loadBalancerSourceRanges),
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/#access-control,
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#access-control,
 * https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
 */
const GATES: readonly Gate[] = [
  ...FORMS.flatMap(({ metadata, spec, ranges }): Gate[] => {
    const annotation = (name: string) => [...metadata, "annotations", name];
    return [
      {
        type: "kubernetes_service",
        ranges: [[...spec, ranges], annotation(`${SERVICE}load-balancer-source-ranges`)],
        instead: [
          annotation(`${SERVICE}aws-load-balancer-security-groups`),
          annotation(`${SERVICE}aws-load-balancer-security-group-prefix-lists`),
        ],
        when: { place: [...spec, "type"], value: "LoadBalancer" },
        text: EVERYBODY,
      },
      {
        type: "kubernetes_ingress",
        ranges: [annotation(`${INGRESS}inbound-cidrs`)],
        instead: [
          annotation(`${INGRESS}security-groups`),
          annotation(`${INGRESS}security-group-prefix-lists`),
        ],
        when: undefined,
        text: EVERYBODY,
      },
    ];
  }),
  {
    type: "aws_eks_cluster",
    ranges: [["vpc_config", 0, "public_access_cidrs"]],
    instead: [],
    when: { place: ["vpc_config", 0, "endpoint_public_access"], value: true },
    text: "the Kubernetes API can be reached from the whole internet",
  },
];

/**
 * Returns what is open because all ranges that were let in go. Returns nothing if other ranges come, or if something
 * else limits access.
 */
export function liftedRanges(change: ResourceChange): Finding[] {
  const { before, after, after_unknown: unknown } = change.change;
  const type = kubernetesTypeOf(change);
  for (const { type: wanted, ranges, instead, when, text } of GATES) {
    const counts = (object: Json | undefined) =>
      when === undefined || valueAt(object, when.place) === when.value;
    if (type !== wanted || !counts(before) || !counts(after)) continue;
    const old = rangesAt(before, ranges);
    if (old.length === 0 || old.some((range) => range.endsWith("/0"))) continue;
    const places = [...ranges, ...instead];
    if (rangesAt(after, places).length > 0 || places.some((one) => isMarked(unknown, one)))
      continue;
    return [{ change, difference: differenceAt(change, ranges, before), text }];
  }
  return [];
}

/** Returns the difference at the place where the ranges stood. */
function differenceAt(
  { change }: ResourceChange,
  places: readonly Path[],
  before: Json | undefined,
): Difference {
  const steps = places.find((place) => rangesAt(before, [place]).length > 0) ?? [];
  const isSensitive = [change.before_sensitive, change.after_sensitive].some((marks) =>
    isMarked(marks, steps),
  );
  const side = (object: Json | undefined): Side =>
    isSensitive
      ? { kind: "sensitive", marked: true }
      : { kind: "value", value: valueAt(object, steps) ?? null };
  return { steps, before: side(change.before), after: side(change.after), forces: false };
}

const isMarked = (marks: Marks, place: Path): boolean => anyMark(place.reduce(marksOf, marks));

const rangesAt = (object: Json | undefined, places: readonly Path[]): string[] =>
  places.flatMap((place) => {
    const found = valueAt(object, place);
    const texts = Array.isArray(found) ? found : [found];
    return texts.flatMap((one) => (typeof one === "string" ? splitRanges(one) : []));
  });

/** Splits a text that may hold several ranges, with commas between them. */
export const splitRanges = (text: string): string[] =>
  text
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
