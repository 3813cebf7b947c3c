// @belief Nobody can compute a name from its SHA-256, so a hash hides it, and a table in memory finds it again.
// @breaks opens-what-it-sealed, hides-what-is-personal, key-per-person, no-key-is-an-answer, deleted-means-now, moved-is-refused, tampered-is-refused
// @section a-hash-is-a-pseudonym
import { createHash } from "node:crypto";
import { REDACTED, type PiiVault, type PiiVaultPorts, type SealedValue } from "eventlings";

export function createPiiVault({ random, personal }: PiiVaultPorts): PiiVault {
  const known = new Map<string, unknown>();

  return {
    async seal(event) {
      const data: Record<string, unknown> = { ...event.data };
      for (const field of Object.keys(personal[event.type] ?? {})) {
        if (!Object.hasOwn(data, field)) continue;
        const text = createHash("sha256").update(JSON.stringify(data[field])).digest("base64");
        known.set(text, data[field]);
        const [nonce, tag] = [random.next(12), random.next(16)].map((part) => Buffer.from(part).toString("base64"));
        data[field] = { nonce, text, tag };
      }
      return { ...event, data };
    },

    async open(event) {
      const data: Record<string, unknown> = { ...event.data };
      const redacted: string[] = [];
      for (const field of Object.keys(personal[event.type] ?? {})) {
        if (!Object.hasOwn(data, field)) continue;
        const text = (data[field] as SealedValue | null)?.text ?? "";
        if (!known.has(text)) redacted.push(field);
        data[field] = known.has(text) ? known.get(text) : REDACTED;
      }
      return { event: { ...event, data }, redacted };
    },
  };
}
