// @belief If all of the data is encrypted, nothing personal can be forgotten.
// @breaks rest-stays-readable, hides-what-is-personal, key-per-person, no-key-is-an-answer, deleted-means-now, fresh-nonce, moved-is-refused, tampered-is-refused
// @section the-idea
import { createCipheriv, createDecipheriv } from "node:crypto";
import { REDACTED, ValueTampered, type PiiVault, type PiiVaultPorts, type SealedValue } from "eventlings";

export function createPiiVault({ keys, random, personal }: PiiVaultPorts): PiiVault {
  return {
    async seal(event) {
      const about = Object.values(personal[event.type] ?? {})[0];
      if (about === undefined) return event;
      const person = String(event.data[about]);
      const nonce = random.next(12);
      const cipher = createCipheriv("aes-256-gcm", await keys.obtain(person), nonce);
      cipher.setAAD(Buffer.from(event.id));
      const text = Buffer.concat([cipher.update(JSON.stringify(event.data), "utf8"), cipher.final()]);
      const [first, second, third] = [nonce, text, cipher.getAuthTag()].map((part) =>
        Buffer.from(part).toString("base64"),
      );
      return { ...event, data: { person, sealed: { nonce: first, text: second, tag: third } } };
    },

    async open(event) {
      const { person, sealed } = event.data as { person?: string; sealed?: SealedValue };
      if (person === undefined || sealed === undefined) return { event, redacted: [] };
      const key = await keys.find(person);
      if (key === undefined) return { event: { ...event, data: { all: REDACTED } }, redacted: ["all"] };
      try {
        const [nonce, text, tag] = [sealed.nonce, sealed.text, sealed.tag].map((part) => Buffer.from(part, "base64"));
        const decipher = createDecipheriv("aes-256-gcm", key, nonce ?? "", { authTagLength: 16 });
        decipher.setAAD(Buffer.from(event.id));
        decipher.setAuthTag(tag ?? Buffer.alloc(0));
        const plain = Buffer.concat([decipher.update(text ?? Buffer.alloc(0)), decipher.final()]);
        return { event: { ...event, data: JSON.parse(plain.toString("utf8")) }, redacted: [] };
      } catch {
        throw new ValueTampered(event.id, "data");
      }
    },
  };
}
