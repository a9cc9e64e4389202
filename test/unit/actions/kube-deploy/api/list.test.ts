import { expect, test } from "@jest/globals";
import { listObjects } from "../../../../../actions/kube-deploy/src/api/list.ts";
import { answer } from "../../../../support/kubernetes/api.ts";
import { api, client, useScriptedApi } from "../../../../support/kubernetes/use-scripted-api.ts";

useScriptedApi();

const PODS = "/api/v1/namespaces/shop/pods";

test("reads all pages of a collection, each with the selector", async () => {
  for (let count = 0; count < 501; count += 1)
    api.set(PODS, { metadata: { name: `web-${count}`, labels: { app: "web" } } });
  api.set(PODS, { metadata: { name: "db-0", labels: { app: "db" } } });
  await expect(listObjects(client, PODS)).resolves.toHaveLength(502);
  await expect(listObjects(client, PODS, "app=web")).resolves.toHaveLength(501);
  expect(api.requests.slice(-2)).toStrictEqual([
    `GET ${PODS}?limit=500&labelSelector=app%3Dweb`,
    `GET ${PODS}?limit=500&labelSelector=app%3Dweb&continue=500`,
  ]);
});

test("null as the items of a collection means that it is empty", async () => {
  api.script.push({
    match: /pods/,
    answer: (_, response) => answer(response, 200, { items: null, metadata: { continue: "" } }),
  });
  await expect(listObjects(client, PODS)).resolves.toStrictEqual([]);
});
