/** Names of the language's library that a learner's file hardly ever needs, and that make up half of it. */
const RARE =
  /^(Intl|Atomics|DataView\w*|Big(?:Int|Uint)64Array\w*|(?:Float|Int|Uint)\d+(?:Clamped)?Array\w*|\w*Decorator\w*)$/;
/** What text and bytes are turned into: not rare. */
const COMMON = /^Uint8Array(?!\w*Clamped)\w*$/;

const NAME = /^(?:declare )?(?:interface|type|var|function|class|namespace|const) (\w+)/;

/**
 * The library without what is rare: its declarations, and each member that mentions one of them. What is
 * left says nothing else than the whole does, so a file that is right against it is right; a file that is
 * wrong may only need what is not here.
 *
 * @throws an error that names what is still mentioned, where a member is longer than its line
 */
export function leanLibrary(text) {
  const blocks = text.split(/^(?=(?:declare |interface |type ))/m);
  const isRare = (name) => RARE.test(name) && !COMMON.test(name);
  const left = blocks.filter((block) => !isRare(NAME.exec(block)?.[1] ?? ""));
  const mentionsRare = (line) => (line.match(/\w+/g) ?? []).some(isRare);
  const lean = left
    .join("")
    .split("\n")
    // A member ends on its line; a declaration that begins there does not.
    .filter((line) => !(/^\s+.*;\s*$/.test(line) && mentionsRare(line)))
    .join("\n");
  const still = lean.split("\n").find(mentionsRare);
  if (still !== undefined) throw new Error(`The lean library still mentions what it left out: ${still.trim()}`);
  return lean;
}
