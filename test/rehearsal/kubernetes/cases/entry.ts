import type { Case } from "../../service.ts";
import type { ClusterClient } from "../client.ts";
import { pick } from "../json.ts";
import { answered } from "./namespaced.ts";

/** Who may use the API, and what the API says about itself. */
export const entry: Case<ClusterClient>[] = [
  {
    name: "the version of the API",
    async run(client) {
      const { status, body } = await client.call("GET", "/version");
      return { status, ...pick(body, ["major", "minor", "gitVersion", "platform"]) };
    },
  },
  {
    name: "no token",
    run: async (client) => answered(await client.getWithToken("", "/api/v1/pods")),
  },
  {
    name: "401: a wrong token",
    run: async (client) => answered(await client.getWithToken("wrong", "/api/v1/pods")),
  },
];
