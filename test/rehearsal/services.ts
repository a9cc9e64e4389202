import type { Service } from "./service.ts";

// Without this, the AWS SDK prints its advice about Node versions between the results.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

/** All compared services. They are loaded on demand, because each loads its own clients. */
export const SERVICES: Readonly<Record<string, () => Promise<Service>>> = {
  s3: async () => (await import("./s3/index.ts")).s3,
  sts: async () => (await import("./sts/index.ts")).sts,
  secretsmanager: async () => (await import("./secretsmanager/index.ts")).secretsmanager,
  ecr: async () => (await import("./ecr/index.ts")).ecr,
  registry: async () => (await import("./registry/index.ts")).registry,
  kubernetes: async () => (await import("./kubernetes/index.ts")).kubernetes,
  providers: async () => (await import("./providers/index.ts")).providers,
  workflows: async () => (await import("./workflows/index.ts")).workflows,
};
