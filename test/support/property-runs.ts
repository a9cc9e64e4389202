import fc from "fast-check";

// fast-check's own number in npm test; .ci/run asks for many more.
fc.configureGlobal({ numRuns: Number(process.env["EKS_PIPELINE_PROPERTY_RUNS"] ?? 100) });
