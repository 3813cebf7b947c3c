import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A file that declares `"eventlings"` with what this text imports from it, and what that is made of. The
 * checker reads it at each save; of the whole kit, an answer needs a twentieth. Made once for each set of names.
 *
 * @returns its path; `undefined` where the text imports in a way, or a name, for which only the whole kit will do
 */
export function leanKit(root: string, text: string): string | undefined {
  const names = importedNames(text);
  if (names === undefined) return undefined;
  const key = createHash("sha256").update(names.join(" ")).digest("hex").slice(0, 16);
  const file = join(root, "dist", "kit", `${key}.d.ts`);
  if (existsSync(file)) return file;
  try {
    const declared = declare(readFileSync(join(root, "dist", "kit.d.ts"), "utf8"), names);
    if (declared === undefined) return undefined;
    mkdirSync(join(root, "dist", "kit"), { recursive: true });
    // Two terminals may make it at once.
    const temporary = `${file}.${String(process.pid)}`;
    writeFileSync(temporary, declared);
    renameSync(temporary, file);
    return file;
  } catch {
    // A clone that cannot be written to: it is slower, and as right.
    return undefined;
  }
}

/** The names that a text imports from the kit, sorted; `undefined` where they cannot be told from its words alone. */
export function importedNames(text: string): readonly string[] | undefined {
  const imports = [...text.matchAll(/^import\s+(?:type\s+)?\{([^}]*)\}\s*from\s*["']eventlings["']/gm)];
  // Any other mention may be an import of everything, or an addition to the module.
  if (imports.length !== text.match(/["'`]eventlings["'`]/g)?.length) return undefined;
  const names = imports.flatMap(([, list = ""]) => list.split(",")).map((entry) => entry.trim());
  const plain = names.map((entry) => /^(?:type\s+)?(\w+)(?:\s+as\s+\w+)?$/.exec(entry)?.[1]);
  return names.some((entry, at) => entry !== "" && plain[at] === undefined)
    ? undefined
    : [...new Set(plain.filter((name) => name !== undefined))].sort();
}

const NAME = /^(?:abstract )?(?:interface|type|const|let|class|function|enum) (\w+)/;

/** The module, with these of its exports; `undefined` where it does not export one of them. */
export function declare(kit: string, names: readonly string[]): string | undefined {
  const exported = new Set(
    [...kit.matchAll(/^export (?:type )?\{([^}]*)\};/gm)].flatMap(([, list = ""]) =>
      list.split(",").map((entry) => entry.replace(/\btype\b/, "").trim()),
    ),
  );
  if (names.some((name) => !exported.has(name))) return undefined;
  const declarations = new Map<string, string>();
  const body = kit.slice(kit.indexOf("{\n") + 2, kit.lastIndexOf("}"));
  for (const part of body.split(/^(?=(?:abstract |interface |type |const |let |class |function |enum |export ))/m)) {
    const name = NAME.exec(part)?.[1];
    if (name !== undefined) declarations.set(name, (declarations.get(name) ?? "") + part);
  }
  const needed = new Map<string, string>();
  const visit = (name: string): void => {
    const declaration = declarations.get(name);
    if (declaration === undefined || needed.has(name)) return;
    needed.set(name, declaration);
    for (const [word] of declaration.matchAll(/\w+/g)) visit(word);
  };
  names.forEach(visit);
  return `declare module "eventlings" {\n${[...needed.values()].join("")}export { ${names.join(", ")} };\n}\n`;
}
