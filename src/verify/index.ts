export { renderFinding, type Finding } from "./finding.ts";
export { verify, type VerifyOptions, type VerifyResult } from "./verify.ts";
