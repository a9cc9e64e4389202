import { randomBytes } from "node:crypto";
import { arn, clusterOf, given, inUse, now, required, type Json, type World } from "./world.ts";

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html */
export function createPodIdentity(
  world: World,
  clusterName: string,
  body: Json,
  ownerArn?: string,
): Json {
  const cluster = clusterOf(world, clusterName);
  const namespace = required(body, "namespace");
  const serviceAccount = required(body, "serviceAccount");
  const taken = [...cluster.podIdentities.values()].some(
    (one) => one.namespace === namespace && one.serviceAccount === serviceAccount,
  );
  if (taken) {
    throw inUse(`Association already exists: ${namespace}/${serviceAccount} in ${clusterName}`);
  }
  const associationId = `a-${randomBytes(9).toString("hex").slice(0, 17)}`;
  const association = {
    clusterName,
    namespace,
    serviceAccount,
    roleArn: required(body, "roleArn"),
    associationArn: arn(world, "podidentityassociation", clusterName, associationId),
    associationId,
    tags: body.tags ?? {},
    createdAt: now(),
    modifiedAt: now(),
    disableSessionTags: body.disableSessionTags ?? false,
    ...given({ ownerArn, targetRoleArn: body.targetRoleArn }),
  };
  cluster.podIdentities.set(associationId, association);
  return association;
}
