import protobuf from "protobufjs";

// The part of Terraform's plugin protocol 6 that the rehearsal needs, written for the rehearsal. Field numbers and
// types are those of https://github.com/hashicorp/terraform/tree/main/docs/plugin-protocol. protobuf skips omitted
// fields. Protocol 6 also carries the schemas of protocol 5 providers.
const MESSAGES = `
syntax = "proto3";
package tfplugin6;
message Value { bytes msgpack = 1; bytes json = 2; }
message Path {
  message Step { oneof selector { string attribute_name = 1; string element_key_string = 2; int64 element_key_int = 3; } }
  repeated Step steps = 1;
}
message Diagnostic { int32 severity = 1; string summary = 2; string detail = 3; Path attribute = 4; }
message Attribute {
  string name = 1; bytes type = 2; bool required = 4; bool optional = 5; bool computed = 6; bool sensitive = 7;
  bool deprecated = 9; Nested nested_type = 10; bool write_only = 11;
}
message Nested { repeated Attribute attributes = 1; int32 nesting = 3; }
message NestedBlock { string type_name = 1; Block block = 2; int32 nesting = 3; int64 min_items = 4; int64 max_items = 5; }
message Block { repeated Attribute attributes = 2; repeated NestedBlock block_types = 3; }
message Schema { int64 version = 1; Block block = 2; }
message Capabilities { bool plan_destroy = 1; }

message Nothing {}
message Diagnostics { repeated Diagnostic diagnostics = 1; }
message Schemas {
  Schema provider = 1; map<string, Schema> resource_schemas = 2; map<string, Schema> data_source_schemas = 3;
  Capabilities server_capabilities = 6;
}
message Prepare { Value config = 1; }
message Prepared { Value prepared_config = 1; repeated Diagnostic diagnostics = 2; }
message Validate { string type_name = 1; Value config = 2; }
message Configure { string terraform_version = 1; Value config = 2; }
message RawState { bytes json = 1; }
message Upgrade { string type_name = 1; int64 version = 2; RawState raw_state = 3; }
message Upgraded { Value upgraded_state = 1; repeated Diagnostic diagnostics = 2; }
message Read { string type_name = 1; Value current_state = 2; bytes private = 3; }
message WasRead { Value new_state = 1; repeated Diagnostic diagnostics = 2; bytes private = 3; }
message Plan { string type_name = 1; Value prior_state = 2; Value proposed_new_state = 3; Value config = 4; bytes prior_private = 5; }
message Planned {
  Value planned_state = 1; repeated Path requires_replace = 2; bytes planned_private = 3; repeated Diagnostic diagnostics = 4;
  bool legacy_type_system = 5;
}
message Apply { string type_name = 1; Value prior_state = 2; Value planned_state = 3; Value config = 4; bytes planned_private = 5; }
message Applied { Value new_state = 1; bytes private = 2; repeated Diagnostic diagnostics = 3; bool legacy_type_system = 4; }
message ReadData { string type_name = 1; Value config = 2; }
message DataWasRead { Value state = 1; repeated Diagnostic diagnostics = 2; }
message Import { string type_name = 1; string id = 2; }
message Resource { string type_name = 1; Value state = 2; bytes private = 3; }
message Imported { repeated Resource imported_resources = 1; repeated Diagnostic diagnostics = 2; }
message Stopped { string error = 1; }
`;

const root = protobuf.parse(MESSAGES).root;

/** Returns the message type for a name in {@link MESSAGES}. */
export function messageType(name: string): protobuf.Type {
  return root.lookupType(`tfplugin6.${name}`);
}

/** Method name: [request message, response message]. */
export const METHODS = {
  GetProviderSchema: ["Nothing", "Schemas"],
  ValidateProviderConfig: ["Prepare", "Prepared"],
  ValidateResourceConfig: ["Validate", "Diagnostics"],
  ValidateDataResourceConfig: ["Validate", "Diagnostics"],
  UpgradeResourceState: ["Upgrade", "Upgraded"],
  ConfigureProvider: ["Configure", "Diagnostics"],
  ReadResource: ["Read", "WasRead"],
  PlanResourceChange: ["Plan", "Planned"],
  ApplyResourceChange: ["Apply", "Applied"],
  ImportResourceState: ["Import", "Imported"],
  ReadDataSource: ["ReadData", "DataWasRead"],
  StopProvider: ["Nothing", "Stopped"],
} as const satisfies Record<string, readonly [string, string]>;

export type Method = keyof typeof METHODS;

/** The path of a diagnostic, or of an attribute that forces a replacement: names and list positions. */
export type Path = (string | number)[];

/** Converts a path to the form of the protocol. */
export function pathToWire(path: Path): object {
  return {
    steps: path.map((step) =>
      typeof step === "number" ? { elementKeyInt: step } : { attributeName: step },
    ),
  };
}
