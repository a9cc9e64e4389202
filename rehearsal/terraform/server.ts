import * as grpc from "@grpc/grpc-js";
import type { Method } from "./protocol.ts";
import { METHODS, messageType, pathToWire } from "./protocol.ts";
import type { Provider } from "./provider.ts";
import { Failure, notReplayed } from "./provider.ts";
import { schemasToWire, toWire } from "./schema.ts";
import type { DynamicValue } from "./values.ts";
import { decode, decodeFields, encode } from "./values.ts";

/** The fields of all requests. Each method has those that the protocol defines for it. */
interface Request {
  typeName?: string;
  id: string;
  config: DynamicValue;
  priorState: DynamicValue;
  plannedState: DynamicValue;
  currentState: DynamicValue;
  rawState: { json: Uint8Array };
}

type Handler = (provider: Provider, request: Request) => object | Promise<object>;

const HANDLERS: Record<Method, Handler> = {
  GetProviderSchema: ({ schemas: { schemas } }) => ({
    provider: toWire(schemas.provider),
    resourceSchemas: schemasToWire(schemas.resource_schemas),
    dataSourceSchemas: schemasToWire(schemas.data_source_schemas),
    serverCapabilities: { planDestroy: false },
  }),
  ValidateProviderConfig: (_, { config }) => ({ preparedConfig: config }),
  ValidateResourceConfig: () => ({}),
  ValidateDataResourceConfig: () => ({}),
  UpgradeResourceState: (_, { rawState }) => ({ upgradedState: encode(decode(rawState)) }),
  ConfigureProvider: async (provider, { config }) => {
    await provider.configure(decodeFields(config) ?? {});
    return {};
  },
  ReadResource: async (provider, { typeName = "", currentState }) => ({
    newState: encode(await provider.read(typeName, decodeFields(currentState) ?? {})),
  }),
  PlanResourceChange: planChange,
  ApplyResourceChange: applyChange,
  ImportResourceState: (_, { typeName = "" }) => {
    throw notReplayed(`the import of ${typeName}`);
  },
  ReadDataSource: async (provider, { typeName = "", config }) => ({
    state: encode(await provider.data(typeName, decodeFields(config) ?? {})),
  }),
  StopProvider: (provider) => {
    provider.stop?.();
    return {};
  },
};

function planChange(provider: Provider, request: Request): object {
  const config = decodeFields(request.config);
  if (config === null) return { plannedState: encode(null) };
  const prior = decodeFields(request.priorState);
  const { state, replace } = provider.plan({ type: request.typeName ?? "", prior, config });
  // These providers are written with the SDK that treats null and zero alike. Without this flag, Terraform refuses
  // plans that keep a stored "" if nothing is configured.
  return {
    plannedState: encode(state),
    requiresReplace: replace.map(pathToWire),
    legacyTypeSystem: true,
  };
}

async function applyChange(provider: Provider, request: Request): Promise<object> {
  const prior = decodeFields(request.priorState);
  const planned = decodeFields(request.plannedState);
  const type = request.typeName ?? "";
  try {
    if (planned === null) {
      if (prior !== null) await provider.destroy(type, prior);
      return { newState: encode(null) };
    }
    const config = decodeFields(request.config) ?? {};
    const state = await provider.apply({ type, prior, planned, config });
    return { newState: encode(state), legacyTypeSystem: true };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return {
      newState: encode(error.state ?? prior),
      diagnostics: diagnostics(error),
      legacyTypeSystem: true,
    };
  }
}

const ERROR = 1;

function diagnostics(failure: Failure): object[] {
  return [{ severity: ERROR, summary: failure.message, detail: failure.detail }];
}

/** A provider that Terraform can connect to. */
export interface Served {
  /** Host and port. */
  address: string;
  /** Number of calls so far by method and type, for example `ApplyResourceChange aws_vpc`. */
  calls: Map<string, number>;
  close(): void;
}

/**
 * Serves providers on a free loopback port, without TLS, as go-plugin's reattach mode requires. Every connection gets
 * its own provider: concurrent Terraform processes share this server, and each configures its provider differently.
 * @param afterApply called after an object was created, changed or removed; terraform gets the answer when the promise
 *   is fulfilled
 */
export async function serve(
  provide: () => Provider,
  afterApply?: () => Promise<void>,
): Promise<Served> {
  const unlimited = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
  const server = new grpc.Server(unlimited);
  const calls = new Map<string, number>();
  const count = (method: string, type: string): void => {
    const name = type === "" ? method : `${method} ${type}`;
    calls.set(name, (calls.get(name) ?? 0) + 1);
  };
  const providers = new Map<string, Provider>();
  const providerOf = (peer: string): Provider => {
    const provider = providers.get(peer) ?? provide();
    providers.set(peer, provider);
    return provider;
  };
  server.addService(definition(), implementation(providerOf, count, afterApply));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  return { address: `127.0.0.1:${port}`, calls, close: () => server.forceShutdown() };
}

/** Returns the service definition for gRPC. */
export function definition(): grpc.ServiceDefinition {
  return Object.fromEntries(
    Object.entries(METHODS).map(([method, [request, response]]) => {
      const reads = messageType(request);
      const writes = messageType(response);
      return [
        method,
        {
          path: `/tfplugin6.Provider/${method}`,
          requestStream: false,
          responseStream: false,
          requestSerialize: (message: object) => Buffer.from(reads.encode(message).finish()),
          requestDeserialize: (bytes: Buffer) => reads.decode(bytes),
          responseSerialize: (message: object) =>
            Buffer.from(writes.encode(writes.fromObject(message)).finish()),
          responseDeserialize: (bytes: Buffer) => writes.decode(bytes),
        },
      ];
    }),
  );
}

function implementation(
  providerOf: (peer: string) => Provider,
  count: (method: string, type: string) => void,
  afterApply: () => Promise<void> = () => Promise.resolve(),
): grpc.UntypedServiceImplementation {
  return Object.fromEntries(
    Object.entries(HANDLERS).map(([method, handle]) => [
      method,
      (call: grpc.ServerUnaryCall<Request, object>, reply: grpc.sendUnaryData<object>) => {
        count(method, call.request.typeName ?? "");
        const provider = providerOf(call.getPeer());
        const handled = answer(() => handle(provider, call.request));
        const due =
          method === "ApplyResourceChange"
            ? handled.then((response) => afterApply().then(() => response))
            : handled;
        due.then(
          (response) => reply(null, response),
          (error: unknown) => reply({ code: grpc.status.INTERNAL, details: String(error) }),
        );
      },
    ]),
  );
}

async function answer(work: () => object | Promise<object>): Promise<object> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) return { diagnostics: diagnostics(error) };
    throw error;
  }
}
