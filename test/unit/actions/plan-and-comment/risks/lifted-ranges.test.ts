import { describe, expect, it, test } from "@jest/globals";
import { pathText } from "../../../../../actions/lib/terraform/attribute-path.ts";
import type { Change, Json } from "../../../../../actions/lib/terraform/plan-json.ts";
import {
  liftedRanges,
  splitRanges,
} from "../../../../../actions/plan-and-comment/src/risks/lifted-ranges.ts";

const RANGES = ["10.0.0.0/8"];
const SERVICE = "kubernetes_service_v1";
const INGRESS = "kubernetes_ingress_v1";
const SOURCES = "service.beta.kubernetes.io/load-balancer-source-ranges";
const GROUPS = "service.beta.kubernetes.io/aws-load-balancer-security-groups";
const INBOUND = "alb.ingress.kubernetes.io/inbound-cidrs";
const PREFIXES = "alb.ingress.kubernetes.io/security-group-prefix-lists";

const service = (load_balancer_source_ranges: Json, type = "LoadBalancer"): Json => ({
  spec: [{ type, load_balancer_source_ranges }],
});
const written = (more: object): Json => ({
  manifest: { apiVersion: "v1", kind: "Service", spec: { type: "LoadBalancer", ...more } },
});
const annotated = (annotations: Json, more: object = {}): Json => ({
  metadata: [{ annotations }],
  spec: [{ type: "LoadBalancer", ...more }],
});
const cluster = (public_access_cidrs: Json, endpoint_public_access = true): Json => ({
  vpc_config: [{ endpoint_public_access, public_access_cidrs }],
});

const liftedOf = (type: string, before: Json, after: Json, more: Partial<Change> = {}) =>
  liftedRanges({
    address: `${type}.x`,
    mode: "managed",
    type,
    name: "x",
    change: { actions: ["update"], before, after, ...more },
  });

describe("nothing limits any more who is let in if ranges are removed:", () => {
  it.each<[string, string, Json, Json, string]>([
    ["all of them", SERVICE, service(RANGES), service([]), "spec[0].load_balancer_source_ranges"],
    [
      "with their attribute",
      SERVICE,
      service(RANGES),
      service(null),
      "spec[0].load_balancer_source_ranges",
    ],
    [
      "from a manifest",
      "kubernetes_manifest",
      written({ loadBalancerSourceRanges: RANGES }),
      written({}),
      "manifest.spec.loadBalancerSourceRanges",
    ],
    [
      "with their annotation",
      SERVICE,
      annotated({ [SOURCES]: "10.0.0.0/8, 192.0.2.0/24" }),
      annotated({}),
      `metadata[0].annotations["${SOURCES}"]`,
    ],
    [
      "with all annotations",
      SERVICE,
      annotated({ [SOURCES]: "10.0.0.0/8" }),
      annotated(null),
      `metadata[0].annotations["${SOURCES}"]`,
    ],
    [
      "from an annotation that is blank then",
      SERVICE,
      annotated({ [SOURCES]: "10.0.0.0/8" }),
      annotated({ [SOURCES]: " , " }),
      `metadata[0].annotations["${SOURCES}"]`,
    ],
    [
      "from an ingress",
      INGRESS,
      annotated({ [INBOUND]: "10.0.0.0/8" }),
      annotated({}),
      `metadata[0].annotations["${INBOUND}"]`,
    ],
    [
      "from a cluster",
      "aws_eks_cluster",
      cluster(["192.0.2.0/24"]),
      cluster([]),
      "vpc_config[0].public_access_cidrs",
    ],
  ])("%s", (_, type, before, after, place) => {
    expect(liftedOf(type, before, after)).toMatchObject([
      {
        difference: { before: { kind: "value" }, after: { kind: "value" } },
        text:
          type === "aws_eks_cluster"
            ? "the Kubernetes API can be reached from the whole internet"
            : "its load balancer lets in everybody who can reach it",
      },
    ]);
    const [found] = liftedOf(type, before, after);
    expect(pathText(found?.difference?.steps ?? [])).toBe(place);
  });
});

describe("no limit is lifted by", () => {
  it.each<[string, string, Json, Json, Partial<Change>]>([
    ["other ranges", SERVICE, service(RANGES), service(["10.1.0.0/16"]), {}],
    [
      "ranges that are known only after the apply",
      SERVICE,
      service(RANGES),
      service(null),
      { after_unknown: { spec: [{ load_balancer_source_ranges: true }] } },
    ],
    [
      "the removal of a range that was the whole internet",
      SERVICE,
      service(["0.0.0.0/0"]),
      service([]),
      {},
    ],
    ["the removal of the load balancer", SERVICE, service(RANGES), service([], "ClusterIP"), {}],
    ["ranges that were empty before", SERVICE, service([]), service([]), {}],
    ["another type", "aws_service", service(RANGES), service([]), {}],
    [
      "ranges that move from the spec to the annotation",
      SERVICE,
      service(RANGES),
      annotated({ [SOURCES]: "10.0.0.0/8" }),
      {},
    ],
    [
      "security groups instead",
      SERVICE,
      annotated({ [SOURCES]: "10.0.0.0/8" }),
      annotated({ [GROUPS]: "sg-1" }),
      {},
    ],
    [
      "prefix lists instead",
      INGRESS,
      annotated({ [INBOUND]: "10.0.0.0/8" }),
      annotated({ [PREFIXES]: "pl-1" }),
      {},
    ],
    [
      "the removal of an ingress's annotation from a service",
      SERVICE,
      annotated({ [INBOUND]: "10.0.0.0/8" }),
      annotated({}),
      {},
    ],
    [
      "a cluster without a public endpoint",
      "aws_eks_cluster",
      cluster(["192.0.2.0/24"], false),
      cluster([], false),
      {},
    ],
  ])("%s", (_, type, before, after, more) => {
    expect(liftedOf(type, before, after, more)).toStrictEqual([]);
  });
});

test("sensitive ranges are not shown", () => {
  const before_sensitive = { spec: [{ load_balancer_source_ranges: true }] };
  const [found] = liftedOf(SERVICE, service(RANGES), service([]), { before_sensitive });
  expect(found?.difference).toMatchObject({
    before: { kind: "sensitive" },
    after: { kind: "sensitive" },
  });
});

test("ranges are separated by commas", () => {
  expect(splitRanges(" 10.0.0.0/8,::/0 ,, ")).toStrictEqual(["10.0.0.0/8", "::/0"]);
});
