import { expect, test } from "@jest/globals";
import {
  collectionPath,
  logPath,
  ruleOf,
} from "../../../../../actions/kube-deploy/src/api/resources.ts";

test("builds paths of collections, for the core group and for other API groups", () => {
  expect(collectionPath("Pod", "shop")).toBe("/api/v1/namespaces/shop/pods");
  expect(collectionPath("Job", "shop")).toBe("/apis/batch/v1/namespaces/shop/jobs");
});

test("RBAC rules name the core group with an empty string", () => {
  expect(ruleOf("Pod")).toStrictEqual({ group: "", resource: "pods" });
  expect(ruleOf("Ingress")).toStrictEqual({ group: "networking.k8s.io", resource: "ingresses" });
});

test("asks for the log of the run before the last restart if requested", () => {
  const pod = { namespace: "shop", name: "web-1" };
  expect(logPath(pod, "web", { lines: 25, previous: true })).toBe(
    "/api/v1/namespaces/shop/pods/web-1/log?container=web&tailLines=25&limitBytes=65536&previous=true",
  );
  expect(logPath(pod, "web", { lines: 25, previous: false })).not.toContain("previous");
});
