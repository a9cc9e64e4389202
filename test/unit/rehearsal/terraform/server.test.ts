import { afterEach, describe, expect, it } from "@jest/globals";
import grpc from "@grpc/grpc-js";
import type { Providers } from "../../../../rehearsal/terraform/index.ts";
import { startReplay } from "../../../support/replay.ts";
import type { Replay } from "../../../support/replay.ts";
import { definition } from "../../../../rehearsal/terraform/server.ts";
import type { DynamicValue, Fields } from "../../../../rehearsal/terraform/values.ts";
import { decodeFields, encode } from "../../../../rehearsal/terraform/values.ts";

const AWS = "registry.terraform.io/hashicorp/aws";

interface Answer {
  plannedState?: DynamicValue;
  diagnostics?: { severity: number; summary: string; detail: string }[];
}

interface Connection {
  call: (method: string, request: object) => Promise<Answer>;
  close: () => void;
}

/** Opens a separate connection, as each terraform process has one. */
function connect(providers: Providers): Connection {
  const all = JSON.parse(providers.environment().TF_REATTACH_PROVIDERS) as Record<
    string,
    { Addr: { String: string } }
  >;
  const Client = grpc.makeGenericClientConstructor(definition(), "Provider");
  const client = new Client(all[AWS]!.Addr.String, grpc.credentials.createInsecure(), {
    "grpc.use_local_subchannel_pool": 1,
  });
  type Rpc = (request: object, done: (error: Error | null, answer: Answer) => void) => void;
  return {
    call: (method, request) =>
      new Promise((resolve, reject) => {
        const rpc = (client[method] as Rpc).bind(client);
        rpc(request, (error, answer) => (error ? reject(error) : resolve(answer)));
      }),
    close: () => client.close(),
  };
}

const configuration = (tags: Fields): object => ({
  config: encode({ region: "eu-west-1", default_tags: [{ tags }] }),
});
const gateway = {
  typeName: "aws_internet_gateway",
  config: encode({ id: null, tags: null, vpc_id: "vpc-1", timeouts: null }),
};

describe("the provider server", () => {
  let replay: Replay;
  let providers: Providers;
  const connections: Connection[] = [];
  const open = (): Connection => {
    const connection = connect(providers);
    connections.push(connection);
    return connection;
  };

  afterEach(async () => {
    connections.splice(0).forEach(({ close }) => close());
    await replay.close();
  });

  const start = async (): Promise<void> => {
    replay = await startReplay();
    ({ providers } = replay);
  };

  it("keeps simultaneous terraform processes apart", async () => {
    await start();
    const [one, other] = [open(), open()];
    await one.call("ConfigureProvider", configuration({ Project: "fleet" }));
    await other.call("ConfigureProvider", configuration({ Project: "other" }));
    const tags = async (connection: Connection): Promise<unknown> => {
      const { plannedState } = await connection.call("PlanResourceChange", gateway);
      return decodeFields(plannedState)?.["tags_all"];
    };
    expect(await tags(one)).toStrictEqual({ Project: "fleet" });
    expect(await tags(other)).toStrictEqual({ Project: "other" });
    expect(providers.requests()[AWS]).toStrictEqual({
      ConfigureProvider: 2,
      "PlanResourceChange aws_internet_gateway": 2,
    });
  });

  it("refuses a type that is not replayed, with the rehearsal's own message", async () => {
    await start();
    const request = { ...gateway, typeName: "aws_sqs_queue" };
    const { diagnostics } = await open().call("PlanResourceChange", request);
    expect(diagnostics).toMatchObject([
      {
        severity: 1,
        summary:
          "the rehearsal does not replay aws_sqs_queue; with a provider mirror the real provider is used",
      },
    ]);
  });

  it("refuses an import with the rehearsal's own message", async () => {
    await start();
    const request = { typeName: "aws_vpc", id: "vpc-1" };
    const { diagnostics } = await open().call("ImportResourceState", request);
    expect(diagnostics?.[0]?.summary).toBe(
      "the rehearsal does not replay the import of aws_vpc; with a provider mirror the real provider is used",
    );
  });

  it("announces every provider for OpenTofu too", async () => {
    await start();
    const announced = Object.keys(
      JSON.parse(providers.environment().TF_REATTACH_PROVIDERS) as object,
    );
    expect(announced.sort()).toStrictEqual([
      "registry.opentofu.org/hashicorp/aws",
      "registry.opentofu.org/hashicorp/kubernetes",
      "registry.terraform.io/hashicorp/aws",
      "registry.terraform.io/hashicorp/kubernetes",
    ]);
  });
});
