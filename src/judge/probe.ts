import type { CompiledModule, SourcePlace } from "./protocol.ts";

/** A module that reports where it is: every loop and every function calls `__at` with its number. */
export interface ProbedModule {
  readonly module: CompiledModule;
  /** Place, in the compiled code, of the loop or function with that number. */
  place(index: number): SourcePlace | undefined;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly loc?: { readonly start: { readonly line: number; readonly column: number } } | null;
}

const LOOPS = new Set(["WhileStatement", "DoWhileStatement", "ForStatement", "ForInStatement", "ForOfStatement"]);
const FUNCTIONS = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);

/**
 * Puts a call of `__at` into every loop and function of a compiled module, without moving a line.
 *
 * Only a module that hung is probed, in a second run: a debugger's pause does not reliably get
 * through to a loop that the compiler has optimised (tried on Node 20 to 26), and an ordinary run
 * should not pay for the calls.
 */
export async function probe(module: CompiledModule): Promise<ProbedModule> {
  const { parse } = await import("acorn");
  const tree = parse(module.code, { ecmaVersion: 2023, sourceType: "script", locations: true }) as unknown as Node;
  const places: Node[] = [];
  const inserts: { readonly at: number; readonly text: string }[] = [];
  visit(tree, (node) => {
    const body = bodyOf(node);
    if (body === undefined) return;
    const call = `__at(${String(places.length)});`;
    places.push(node);
    if (body.type === "BlockStatement") inserts.push({ at: body.start + 1, text: call });
    else {
      inserts.push({ at: body.start, text: `{${call}` }, { at: body.end, text: "}" });
    }
  });
  return {
    module: { ...module, code: insertAll(module.code, inserts) },
    place(index) {
      const start = places[index]?.loc?.start;
      return start && { file: module.file, line: start.line, column: start.column + 1 };
    },
  };
}

/** The statement that runs again and again, or once a call; nothing for every other node. */
function bodyOf(node: Node): Node | undefined {
  const body: unknown = Reflect.get(node, "body");
  if (!isNode(body)) return undefined;
  if (LOOPS.has(node.type)) return body;
  return FUNCTIONS.has(node.type) && body.type === "BlockStatement" ? body : undefined;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof Reflect.get(value, "type") === "string";

function visit(node: Node, onNode: (node: Node) => void): void {
  onNode(node);
  for (const value of Object.values(node) as unknown[]) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (isNode(child)) visit(child, onNode);
    }
  }
}

function insertAll(code: string, inserts: readonly { readonly at: number; readonly text: string }[]): string {
  let result = "";
  let from = 0;
  // A stable sort keeps an outer node's text before an inner one's at the same place.
  for (const { at, text } of inserts.toSorted((a, b) => a.at - b.at)) {
    result += code.slice(from, at) + text;
    from = at;
  }
  return result + code.slice(from);
}
