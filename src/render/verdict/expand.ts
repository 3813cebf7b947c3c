/** A piece of a printed value: text, or something in brackets with its items. */
type Node = string | { readonly open: string; readonly close: string; readonly items: readonly Item[] };
type Item = readonly Node[];

const CLOSING: Readonly<Record<string, string>> = { "{": "}", "[": "]" };

/**
 * A printed value in one line. Frames of a stack that an error brought along are left out: they
 * point into the judge.
 */
export function flatten(printed: string): string {
  return printed
    .split("\n")
    .filter((line) => !/^\s+at .+(:\d+:\d+\)?|\(<anonymous>\)|native\))\s*[\])},]*$/.test(line))
    .map((line, index) => (index === 0 ? line.trimEnd() : line.trim()))
    .join(" ");
}

/**
 * A printed value spread over lines, one item a line wherever brackets hold brackets or do not fit.
 * Two values that are alike are spread alike, so that their lines can be compared.
 */
export function expand(printed: string, columns: number): readonly string[] {
  return render(parse(flatten(printed)), 0, columns).split("\n");
}

function parse(text: string): Item {
  let at = 0;
  /** Reads up to a closing bracket or the end: what is cut off in the middle closes by itself. */
  const items = (close: string | undefined): Item[] => {
    const found: Item[] = [];
    let item: Node[] = [];
    let plain = "";
    const endText = (): void => {
      if (plain.trim() !== "") item.push(plain.trimStart());
      plain = "";
    };
    const endItem = (): void => {
      // The last item ends with the line, the others with their comma: both must read alike.
      plain = plain.trimEnd();
      endText();
      if (item.length > 0) found.push(item);
      item = [];
    };
    while (at < text.length) {
      const character = text.charAt(at);
      at += 1;
      const closing = CLOSING[character];
      if (character === close) break;
      if (closing !== undefined) {
        endText();
        item.push({ open: character, close: closing, items: items(closing) });
      } else if (character === "," && close !== undefined) endItem();
      else if (/['"`]/.test(character) && /(^|[\s[({:,>])$/.test(plain)) plain += readString(character);
      else plain += character;
    }
    endItem();
    return found;
  };
  const readString = (quote: string): string => {
    const start = at - 1;
    while (at < text.length && text.charAt(at) !== quote) at += text.charAt(at) === "\\" ? 2 : 1;
    at += 1;
    return text.slice(start, at);
  };
  return items(undefined).flat();
}

function render(item: Item, indent: number, columns: number): string {
  return item
    .map((node) => {
      if (typeof node === "string") return node;
      const flat = flat1(node);
      if (!holdsBrackets(node) && indent + flat.length <= columns) return flat;
      const inner = " ".repeat(indent + 2);
      const lines = node.items.map((each) => `${inner}${render(each, indent + 2, columns)},`);
      return [node.open, ...lines, " ".repeat(indent) + node.close].join("\n");
    })
    .join("");
}

const holdsBrackets = (node: Exclude<Node, string>): boolean =>
  node.items.some((item) => item.some((part) => typeof part !== "string" && part.items.length > 0));

function flat1(node: Exclude<Node, string>): string {
  if (node.items.length === 0) return node.open + node.close;
  const inside = node.items
    .map((item) =>
      item
        .map((part) => (typeof part === "string" ? part : flat1(part)))
        .join("")
        .trim(),
    )
    .join(", ");
  return `${node.open} ${inside} ${node.close}`;
}
