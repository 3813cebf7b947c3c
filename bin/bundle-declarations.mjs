import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const INDEX = "index.d.ts";

/**
 * Puts the declaration files of one folder into one declared module, which exports what its `index.d.ts` does.
 *
 * It relies on what our own kit keeps to: named imports without `as`, and no name declared twice.
 *
 * @throws an error that names what it cannot bundle
 */
export async function bundleDeclarations(folder, module) {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".d.ts"));
  const files = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  const declared = new Map();
  const bodies = [];
  for (const [at, name] of names.entries()) {
    if (name === INDEX) continue;
    const body = withoutImports(files[at], name);
    for (const declaration of declarationsIn(body)) {
      const other = declared.get(declaration);
      if (other !== undefined && other !== name) throw new Error(`${name} and ${other} both declare ${declaration}.`);
      declared.set(declaration, name);
    }
    bodies.push(body.replace(/^export (?=declare|interface|type|const|class|function|abstract)/gm, ""));
  }
  const text = bodies
    .join("")
    .replace(/^declare /gm, "")
    .replace(/^export \{\};\n/gm, "");
  return `declare module "${module}" {\n${text}${exportsOf(files[names.indexOf(INDEX)] ?? "", declared)}}\n`;
}

function withoutImports(text, name) {
  return text.replace(/^import [^;]*;\n/gm, (statement) => {
    if (/\bas\b|\*/.test(statement)) throw new Error(`${name} has an import under another name: ${statement}`);
    return "";
  });
}

const declarationsIn = (text) =>
  [
    ...text.matchAll(
      /^(?:export )?(?:declare )?(?:abstract )?(?:interface|type|const|let|class|function|enum) (\w+)/gm,
    ),
  ].map(([, name]) => name);

/** The index's exports, without the files that they come from. */
function exportsOf(index, declared) {
  const lists = [...index.matchAll(/^export (type )?\{([^}]*)\} from [^;]*;/gm)];
  const statements = lists.map(([, type = "", list]) => `export ${type}{${list}};\n`);
  for (const name of lists.flatMap(([, , list]) => list.split(",").map(withoutType)))
    if (name !== "" && !declared.has(name)) throw new Error(`${INDEX} exports ${name}, which no file declares.`);
  if (lists.length === 0) throw new Error(`${INDEX} exports nothing.`);
  return statements.join("");
}

const withoutType = (name) => name.replace(/\btype\b/, "").trim();
