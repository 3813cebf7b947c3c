export { renderFinding, type Finding } from "./finding.ts";
export { describeBank, keepCoverage, proveQuiz } from "./quiz.ts";
export { verify, type VerifyOptions, type VerifyResult } from "./verify.ts";
