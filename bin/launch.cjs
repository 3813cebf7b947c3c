const { dirname, join } = require("node:path");
const { isStale } = require("./fresh.cjs");

const root = dirname(__dirname);

/** Builds the bundle where it must be, then runs the command. CommonJS: Node starts it faster. */
exports.launch = async function launch() {
  const onlyBuild = process.argv[2] === "--build";
  if (onlyBuild || isStale(root)) {
    try {
      const { build } = await import("./build.mjs");
      await build(root);
    } catch (error) {
      const missing = error?.code === "ERR_MODULE_NOT_FOUND";
      console.error(
        missing
          ? "The course is not installed yet: run `npm install` in its folder first."
          : `The course could not be built: ${error?.message ?? String(error)}`,
      );
      process.exit(2);
    }
  }
  if (!onlyBuild) await require(join(root, "dist", "cli.cjs")).main(root);
};
