/** How a text could be written down by somebody who did not mean to hide it. */
const WRITTEN: readonly { readonly how: string; readonly write: (text: string) => readonly string[] }[] = [
  { how: "in plain text", write: (text) => [text, JSON.stringify(text).slice(1, -1)] },
  { how: "in base64", write: base64s },
  { how: "in hexadecimal", write: (text) => [Buffer.from(text).toString("hex")] },
  { how: "as in a URL", write: (text) => [encodeURIComponent(text)] },
];

/** Base64 of a text, wherever in a longer text it begins: without the characters that depend on its neighbours. */
function base64s(text: string): readonly string[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]).toString("base64");
    const whole = encoded.replace(/=+$/, "");
    const from = before === 0 ? 0 : before + 1;
    return whole.slice(from, encoded.length === whole.length ? undefined : -1);
  });
}

/** Says how one of these texts is written somewhere in this value, or nothing. */
export function plaintextIn(value: unknown, texts: readonly string[]): { text: string; how: string } | undefined {
  const all = JSON.stringify(value, (_key, part: unknown) => (part instanceof Uint8Array ? [...part] : part)) ?? "";
  const lower = all.toLowerCase();
  for (const text of texts)
    for (const { how, write } of WRITTEN)
      for (const written of write(text))
        if (how === "in base64" ? all.includes(written) : lower.includes(written.toLowerCase())) return { text, how };
  return undefined;
}
