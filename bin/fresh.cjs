const { readdirSync, statSync } = require("node:fs");
const { join } = require("node:path");

/** Folders whose files go into the bundle. */
const SOURCES = ["src", join("harness", "spec"), join("harness", "runner"), join("harness", "world"), "bin"];

const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Is the bundle missing, or older than any of its sources? Stops at the first that is newer. */
exports.isStale = function isStale(root) {
  const built = modified(join(root, "dist", "cli.cjs"));
  return built === 0 || SOURCES.some((folder) => hasNewer(join(root, folder), built));
};

function hasNewer(folder, built) {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return false;
  }
  // A deleted or renamed file shows only in its folder's own time.
  if (modified(folder) > built) return true;
  return entries.some((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? hasNewer(path, built) : modified(path) > built;
  });
}
