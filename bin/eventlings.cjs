#!/usr/bin/env node
// The launcher: builds the bundle when it is missing or older than its sources, then runs it.
// It is committed as it is, and must parse on any Node, so that an old one gets a sentence.
var version = process.versions.node.split(".").map(Number);
if (version[0] < 20 || (version[0] === 20 && version[1] < 19)) {
  console.error(
    "Eventlings needs Node 20.19 or newer, and this is Node " +
      process.versions.node +
      ". Install a newer one from https://nodejs.org and try again.",
  );
  process.exit(2);
} else {
  void require("./launch.cjs").launch();
}
