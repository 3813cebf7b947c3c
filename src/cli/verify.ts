export { run } from "./check.ts";
