#!/usr/bin/env node
// Runs `npm test` on every Node that the course supports: `npm run test:nodes -- [--only 24]`.
// The binaries come from the npm package `node` and stay in the system's folder for temporary files.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const MAJORS = ["20", "22", "24", "26"];
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === "win32";

/** Which majors were asked for. Ends the process with a sentence when the arguments make no sense. */
function wanted() {
  let only = [];
  try {
    only = parseArgs({ options: { only: { type: "string", multiple: true } } }).values.only ?? [];
  } catch {
    only = ["?"];
  }
  const asked = only.flatMap((list) => list.split(",")).map((major) => major.trim());
  const unknown = asked.find((major) => !MAJORS.includes(major));
  if (unknown !== undefined) {
    console.error(`Give --only one of ${MAJORS.join(", ")}: \`npm run test:nodes -- --only 24\`.`);
    process.exit(2);
  }
  return asked.length === 0 ? MAJORS : MAJORS.filter((major) => asked.includes(major));
}

/** Runs something to its end, with its output shown; resolves to the exit code. */
function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", ...options });
    const forward = (signal) => {
      child.kill(signal);
      process.exit(130);
    };
    process.once("SIGINT", forward).once("SIGTERM", forward);
    child.once("error", reject);
    child.once("close", (code) => {
      process.off("SIGINT", forward).off("SIGTERM", forward);
      resolve(code ?? 1);
    });
  });
}

/** Runs npm with a Node: by npm's own script where it is known, else by whatever `npm` is in the PATH. */
function npm(node, args, options) {
  const script = process.env.npm_execpath;
  return basename(script ?? "") === "npm-cli.js"
    ? run(node, [script, ...args], options)
    : run("npm", args, { ...options, shell: windows });
}

/** Path of a Node of this major version, installed when it is not there yet. */
async function install(major) {
  const folder = join(tmpdir(), "eventlings-nodes", major);
  const binary = join(folder, "node_modules", "node", "bin", windows ? "node.exe" : "node");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const args = ["install", `node@${major}`, "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
  const code = await npm(process.execPath, args, { cwd: folder });
  if (code === 0 && existsSync(binary)) return binary;
  throw new Error(
    `Node ${major} could not be installed into ${folder}. Are you online, and does npm run install scripts?`,
  );
}

/** The environment in which `node` means this binary. */
function environment(binary) {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  return {
    ...process.env,
    [key]: `${dirname(binary)}${delimiter}${process.env[key] ?? ""}`,
    npm_node_execpath: binary,
    NODE: binary,
  };
}

const rows = [];
for (const major of wanted()) {
  const started = Date.now();
  let outcome;
  try {
    const binary = await install(major);
    console.log(`\n===== Node ${major}: npm test =====\n`);
    const code = await npm(binary, ["test"], { cwd: root, env: environment(binary) });
    outcome = code === 0 ? "passed" : `FAILED (exit code ${code})`;
  } catch (error) {
    outcome = `FAILED: ${error instanceof Error ? error.message : String(error)}`;
  }
  rows.push({ major, outcome, seconds: Math.round((Date.now() - started) / 1000) });
}

console.log("\nNode  seconds  outcome");
for (const { major, outcome, seconds } of rows) {
  console.log(`${major.padEnd(4)}  ${String(seconds).padStart(7)}  ${outcome}`);
}
process.exitCode = rows.every(({ outcome }) => outcome === "passed") ? 0 : 1;
