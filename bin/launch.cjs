const { dirname, join } = require("node:path");
const { isStale } = require("./fresh.cjs");

const root = dirname(__dirname);

/** Commands that only show something, and should do so at once. */
const QUICK = new Set(["list", "hint", "read", "start", "quiz", "stats"]);

/** Builds the bundle where it must be, then runs the command. CommonJS: Node starts it faster. */
exports.launch = async function launch() {
  const onlyBuild = process.argv[2] === "--build";
  const look = QUICK.has(process.argv[2]) ? "folders" : "files";
  if ((onlyBuild || isStale(root, { look })) && !(await tryToBuild())) return;
  try {
    const command = require(join(root, "dist", "cli.cjs"));
    await (onlyBuild ? command.index(root) : command.main(root));
  } catch (error) {
    // Every other error has become a sentence by now.
    if (error?.code !== "MODULE_NOT_FOUND") throw error;
    console.error("The course was built anew while this command was running: run it once more.");
    process.exitCode = 2;
  }
};

async function tryToBuild() {
  try {
    const { build } = await import("./build.mjs");
    await build(root);
    return true;
  } catch (error) {
    console.error(
      error?.code === "ERR_MODULE_NOT_FOUND"
        ? "The course is not installed yet: run `npm install` in its folder first."
        : `The course could not be built: ${error?.message ?? String(error)}`,
    );
    process.exitCode = 2;
    return false;
  }
}
