import fc from "fast-check";
import * as exercise from "#exercise/27-privacy/1-pii-vault";
import { rulesFor, type Check } from "#spec";
import { REDACTED, type FieldsEvent, type PersonalFields, type PiiVault, type SealedValue } from "eventlings";
import { adaGivesGrace, adaRegisters, KeysAtHand, PERSONAL, randomAtHand } from "./people.ts";
import { plaintextIn } from "./plaintext.ts";
import { bytesOf, cutTag, flipped, isBase64, sealedIn, withField } from "./sealed.ts";

const rule = rulesFor("privacy/pii-vault", exercise);

/** As it comes back from a store: what cannot be written as JSON is lost. */
const stored = (event: FieldsEvent): FieldsEvent => JSON.parse(JSON.stringify(event)) as FieldsEvent;

const personalFields = (event: FieldsEvent): readonly string[] =>
  Object.keys(PERSONAL[event.type] ?? {}).filter((field) => Object.hasOwn(event.data, field));

function ports(personal: PersonalFields = PERSONAL) {
  return { keys: new KeysAtHand(), random: randomAtHand(), personal };
}

/** A sealed field of a sealed event; fails where there is none. */
function sealedField(check: Check, event: FieldsEvent, field: string): SealedValue {
  const sealed = sealedIn(event, field);
  const otherwise = sealed && (["nonce", "text", "tag"] as const).find((part) => !isBase64(sealed[part]));
  if (otherwise !== undefined)
    check.fail(
      `The ${otherwise} of the sealed "${field}" is not in base64, with its letters + and / and its padding. Whoever reads it with a strict decoder cannot open it.`,
      { received: sealed },
    );
  if (sealed !== undefined) return sealed;
  return check.fail(
    `The event was sealed, and its personal field "${field}" holds no SealedValue: an object with the texts nonce, text and tag.`,
    { received: event.data[field] },
  );
}

const isTampered = (error: unknown): boolean =>
  error instanceof Error && Reflect.get(error, "code") === "VALUE_TAMPERED";

/** Runs a call, and says how often it threw the dice that are not secret. */
async function countingDice<T>(call: () => Promise<T>): Promise<{ readonly value: T; readonly throws: number }> {
  const dice = Math.random;
  let throws = 0;
  Math.random = () => {
    throws += 1;
    return dice();
  };
  try {
    const value = await call();
    return { value, throws };
  } finally {
    Math.random = dice;
  }
}

const values = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.string(), { maxLength: 2 }),
  fc.record({ street: fc.string({ unit: "grapheme" }), number: fc.nat() }),
);
const gifts = fc.record({
  id: fc.uuid(),
  fields: fc.record({ giverName: values, receiverName: values, receiverAddress: values }, { requiredKeys: [] }),
  receiver: fc.constantFrom("c-17", "c-23"),
});

rule("opens-what-it-sealed", async ({ exercise, fresh, check, step, forAll }) => {
  const shared = ports();
  const vault = exercise.createPiiVault(shared);
  const restarted = (await fresh()).createPiiVault(shared);
  for (const event of [adaRegisters(), adaGivesGrace()]) {
    step(`seal ${event.type}, write it as JSON, and open it in a process that has just started`);
    // Kept apart: whether seal changes what it is given is the business of another rule.
    const original = stored(event);
    const sealed = stored(await vault.seal(event));
    const { event: opened, redacted } = await check.succeeds(
      () => restarted.open(sealed),
      `${event.type} was sealed by one process, and another one with the same key vault could not open it.`,
    );
    check.equal(stored(opened), original, `${event.type} was opened, and is not what it was before it was sealed.`);
    check.equal(redacted, [], `All keys are there, and of ${event.type} fields are said to be redacted.`);
  }
  step(
    "open an event of Ada's where she has no key yet; then another process seals one of hers, and the first opens it",
  );
  const late = ports();
  const reader = exercise.createPiiVault(late);
  // What comes of this one is nobody's business here: there is no key, and none was deleted.
  await reader.open(stored(await vault.seal(adaRegisters("evt-0")))).catch(() => undefined);
  const first = stored(await (await fresh()).createPiiVault(late).seal(adaRegisters()));
  const { event: read } = await check.succeeds(
    () => reader.open(first),
    "A process had asked for Ada's key before there was one. Then an event of hers was sealed by another process, and the first one could not open it.",
  );
  check.equal(
    stored(read).data,
    stored(adaRegisters()).data,
    "A process had asked for Ada's key before there was one. Then an event of hers was sealed by another process, and the first one did not ask again: it has kept “no key” as the answer.",
  );
  step("seal and open an event with random values, some of its personal fields missing");
  await forAll(
    gifts,
    async ({ id, fields, receiver }) => {
      const event = { id, type: "GiftOrdered", data: { total: 1, giverId: "c-17", receiverId: receiver, ...fields } };
      const original = stored(event);
      const { event: opened } = await restarted.open(stored(await vault.seal(event)));
      check.equal(
        stored(opened).data,
        original.data,
        "A sealed event was opened, and its data is not what it was: a value differs, or a field has come or gone.",
      );
    },
    { runs: 500 },
  );
});

rule("hides-what-is-personal", async ({ exercise, check, step }) => {
  const vault = exercise.createPiiVault(ports());
  const secrets = [
    "Ada Lovelace",
    "ada@example.org",
    "+44 20 7946 0958",
    "Grace Hopper",
    "12 Harbour Street, Arlington",
    "Harbour",
  ];
  const alike: SealedValue[] = [];
  for (const event of [adaRegisters(), adaGivesGrace(), adaGivesGrace("evt-3")]) {
    step(`seal ${event.type} ${event.id}, and look for what is personal`);
    const original = stored(event);
    const sealed = await vault.seal(event);
    const found = plaintextIn(sealed, secrets);
    if (found !== undefined)
      check.fail(`The event was sealed, and "${found.text}" can still be found in it, ${found.how}.`, {
        received: sealed,
      });
    for (const field of personalFields(event)) {
      const value = sealedField(check, sealed, field);
      if (original.data[field] === "Ada Lovelace") alike.push(value);
    }
  }
  step("compare the three places where Ada's name was sealed");
  for (const [at, one] of alike.entries())
    for (const other of alike.slice(at + 1))
      // With one nonce for both they are bound to be alike; there is a rule of its own about that.
      check.that(
        one.nonce === other.nonce || one.text !== other.text,
        "Ada's name was sealed in several events, and came out as the same text. Whoever sees the events knows which of them are about one name, and can try names until one matches.",
        { received: [one, other] },
      );
});

rule("rest-stays-readable", async ({ exercise, check, step }) => {
  const shared = ports();
  const vault = exercise.createPiiVault(shared);
  const without = (event: FieldsEvent): unknown => {
    const { data, ...rest } = stored(event);
    return {
      ...rest,
      data: Object.fromEntries(Object.entries(data).filter(([field]) => !personalFields(event).includes(field))),
    };
  };
  const sealedEvents: FieldsEvent[] = [];
  for (const event of [adaRegisters(), adaGivesGrace()]) {
    step(`seal ${event.type}`);
    const before = structuredClone(event);
    const sealed = await vault.seal(event);
    check.equal(event, before, "seal changed the event that it was given. Its caller goes on working with it.");
    check.equal(
      without(sealed),
      without(event),
      "What is not personal should be in the sealed event as it was: id, type, metadata and all other fields.",
    );
    sealedEvents.push(stored(sealed));
  }
  step("seal and open an event of a type with nothing personal, which has a field called name");
  const article: FieldsEvent = {
    id: "evt-7",
    type: "ArticleListed",
    data: { sku: "mug", name: "Mug", customerId: "x" },
  };
  const listed = await vault.seal(article);
  check.equal(stored(listed), article, "ArticleListed is not listed as personal, and sealing changed it.");
  check.equal(
    stored((await vault.open(listed)).event),
    article,
    "ArticleListed is not listed as personal, and opening changed it.",
  );
  step("delete both keys, and open the events again");
  await shared.keys.delete("c-17");
  await shared.keys.delete("c-23");
  const reader = exercise.createPiiVault(shared);
  for (const sealed of sealedEvents) {
    const before = structuredClone(sealed);
    const { event } = await reader.open(sealed);
    check.equal(
      without(event),
      without(sealed),
      "The keys are gone. What is not personal should be readable as before, and is not.",
    );
    check.equal(sealed, before, "open changed the event that it was given. It may be somebody's copy of the log.");
  }
});

/** Opens an event, and says what is in its personal fields. */
async function openedFields(check: Check, vault: PiiVault, sealed: FieldsEvent): Promise<Record<string, unknown>> {
  const { event } = await check.succeeds(
    () => vault.open(sealed),
    `${sealed.type} is about somebody whose key is gone, and open failed. For whoever reads the log, no key is a normal answer.`,
  );
  return Object.fromEntries(personalFields(sealed).map((field) => [field, event.data[field]]));
}

rule("key-per-person", async ({ exercise, check, step }) => {
  for (const { gone, who, expected } of [
    {
      gone: "c-17",
      who: "Ada",
      expected: [
        { name: REDACTED, contact: REDACTED },
        { giverName: REDACTED, receiverName: "Grace Hopper", receiverAddress: "12 Harbour Street, Arlington" },
      ],
    },
    {
      gone: "c-23",
      who: "Grace",
      expected: [
        { name: "Ada Lovelace", contact: { mail: "ada@example.org", phones: ["+44 20 7946 0958"] } },
        { giverName: "Ada Lovelace", receiverName: REDACTED, receiverAddress: REDACTED },
      ],
    },
  ]) {
    const shared = ports();
    const vault = exercise.createPiiVault(shared);
    step(`seal that Ada (c-17) registers, and that she sends Grace (c-23) a gift; delete ${who}'s key`);
    const sealed = [stored(await vault.seal(adaRegisters())), stored(await vault.seal(adaGivesGrace()))];
    await shared.keys.delete(gone);
    for (const [at, event] of sealed.entries())
      check.equal(
        await openedFields(check, exercise.createPiiVault(shared), event),
        expected[at],
        `The key of ${who} was deleted, and ${event.type} was opened. What is about ${who} should be redacted, and nothing else.`,
      );
  }
  step("open the gift with a key vault that has other keys for the same people");
  const sealed = stored(await exercise.createPiiVault(ports()).seal(adaGivesGrace()));
  const elsewhere = { ...ports(), keys: new KeysAtHand("another vault") };
  for (const person of ["c-17", "c-23"]) await elsewhere.keys.obtain(person);
  // To refuse it is right, and another rule's business. Here it must only be unreadable.
  const { event: read } = await exercise
    .createPiiVault(elsewhere)
    .open(sealed)
    .catch(() => ({ event: sealed }));
  const plain = personalFields(sealed).filter((field) => read.data[field] === adaGivesGrace().data[field]);
  check.equal(
    plain,
    [],
    "A gift was sealed with one key vault and could be read with another one, which has other keys for the same people. So its values are not sealed under the vault's keys, and to delete those takes nothing away.",
  );
});

rule("no-key-is-an-answer", async ({ exercise, check, step }) => {
  const shared = ports();
  const vault = exercise.createPiiVault(shared);
  step("seal that Ada (c-17) sends Grace (c-23) a gift, and delete Grace's key");
  const sealed = stored(await vault.seal(adaGivesGrace()));
  await shared.keys.delete("c-23");
  const reader = exercise.createPiiVault(shared);
  await openedFields(check, reader, sealed);
  check.equal(
    [...(await reader.open(sealed)).redacted].toSorted(),
    ["receiverAddress", "receiverName"],
    "Grace's key is gone. The opened event should say which of its fields are redacted.",
  );
  step("open it with a key vault that never had a key of either");
  const elsewhere = exercise.createPiiVault(ports());
  check.equal(
    await openedFields(check, elsewhere, sealed),
    { giverName: REDACTED, receiverName: REDACTED, receiverAddress: REDACTED },
    "The key vault has none of the keys. All personal fields should be redacted.",
  );
  step("let the key vault fail, and open the event and seal another one");
  const outage = new Error("The key vault does not answer.");
  shared.keys.outage = outage;
  await check.fails(
    () => exercise.createPiiVault(shared).open(sealed),
    (error) => error === outage,
    "The key vault did not answer, and open did not reject with its error. That is an outage, and says nothing about a key: who takes it for “forgotten” writes “removed” over everybody's names.",
  );
  await check.fails(
    () => exercise.createPiiVault(shared).seal(adaRegisters()),
    (error) => error === outage,
    "The key vault did not answer, and seal did not reject with its error.",
  );
});

rule("deleted-means-now", async ({ exercise, check, step }) => {
  const shared = ports();
  const vault = exercise.createPiiVault(shared);
  step("seal and open an event of Ada's, and delete her key in the key vault");
  const sealed = stored(await vault.seal(adaRegisters()));
  await vault.open(sealed);
  await shared.keys.delete("c-17");
  check.equal(
    await openedFields(check, vault, sealed),
    { name: REDACTED, contact: REDACTED },
    "Ada's key was deleted, and a vault that had used it before still opened her event: it has kept a copy of the key, or of her data.",
  );
  step("seal another event of Ada's");
  await check.fails(
    () => vault.seal(adaGivesGrace()),
    (error) => error instanceof Error && Reflect.get(error, "code") === "PERSON_FORGOTTEN",
    "Ada's key was deleted, and a new event of hers was sealed all the same. The key vault says PersonForgotten, and so should seal.",
  );
});

rule("fresh-nonce", async ({ exercise, fresh, check, step }) => {
  const shared = ports();
  const seen = new Map<string, string>();
  for (const process of ["one process", "a process that has just started"]) {
    const vault = (process === "one process" ? exercise : await fresh()).createPiiVault(shared);
    for (const event of [adaRegisters(), adaGivesGrace(), adaGivesGrace(), adaGivesGrace("evt-3")]) {
      step(`seal ${event.type} ${event.id} in ${process}`);
      const { value: sealed, throws } = await countingDice(() => vault.seal(event));
      check.equal(
        throws,
        0,
        "seal called Math.random(). Whoever has seen some of its numbers can compute the next ones, and no nonce that is made of them is sure to be new.",
      );
      for (const field of personalFields(event)) {
        const { nonce } = sealedField(check, sealed, field);
        check.equal(
          bytesOf(nonce).length,
          12,
          `The nonce of "${field}" has another length than the 12 bytes that a SealedValue has.`,
        );
        const where = `"${field}" of ${event.id}, sealed in ${process}`;
        const before = seen.get(nonce);
        if (before !== undefined)
          check.fail(
            before === where
              ? `An event was sealed twice, as on a retry, and "${field}" got the same nonce both times. What is sealed the second time can be something else.`
              : "Two encryptions have the same nonce. Under one key, that gives away how the two values differ, and lets a stranger make values that pass.",
            { received: [before, where] },
          );
        seen.set(nonce, where);
      }
    }
  }
  step("compare the bytes of all nonces");
  const nonces = [...seen.keys()].map(bytesOf);
  for (let at = 0; at < 12; at += 1) {
    const different = new Set(nonces.map((nonce) => nonce[at])).size;
    // Of 22 random bytes, 21 are different on average. Of 22 hexadecimal digits, 12 are.
    check.that(
      different >= 14,
      `Byte ${String(at + 1)} of the nonces had ${String(different)} different values in ${String(nonces.length)} encryptions: it is not random. With padding, a counter or letters in some of its bytes, a nonce comes again much sooner, or after a restart.`,
      { received: nonces.map((nonce) => Buffer.from(nonce).toString("hex")) },
    );
  }
});

rule("moved-is-refused", async ({ exercise, check, step }) => {
  const vault = exercise.createPiiVault(ports());
  step("seal two gifts from Ada to Grace");
  const one = stored(await vault.seal(adaGivesGrace("evt-2")));
  const other = stored(
    await vault.seal(withField(adaGivesGrace("evt-3"), "receiverAddress", "1 Elsewhere Road, Arlington")),
  );
  step("put the address of the one into the other");
  await check.fails(
    () => vault.open(withField(other, "receiverAddress", one.data["receiverAddress"])),
    isTampered,
    "The sealed address of one event was put into another event about the same people, and open did not refuse it with a ValueTampered. A parcel goes to a place to which it was never sent.",
  );
  step("put Grace's sealed address where her sealed name was");
  await check.fails(
    () => vault.open(withField(one, "receiverName", one.data["receiverAddress"])),
    isTampered,
    "The sealed address of an event was put into another field of the same event, and open did not refuse it with a ValueTampered.",
  );
  step("say that the gift comes from Grace and goes to Ada");
  await check.fails(
    () => vault.open(withField(withField(one, "giverId", "c-23"), "receiverId", "c-17")),
    isTampered,
    "The ids of giver and receiver were swapped, so that each value is said to be about somebody else. open did not refuse that with a ValueTampered.",
  );
});

rule("tampered-is-refused", async ({ exercise, check, step, forAll }) => {
  const vault = exercise.createPiiVault(ports());
  const sealed = stored(await vault.seal(adaGivesGrace()));
  const field = "receiverAddress";
  const value = sealedField(check, sealed, field);
  const refuses = async (instead: unknown, happened: string): Promise<void> => {
    await check.fails(() => vault.open(withField(sealed, field, instead)), isTampered, happened);
  };
  check.equal(bytesOf(value.tag).length, 16, "The tag has another length than the 16 bytes that a SealedValue has.");
  step("turn one bit over in a sealed value, and open its event");
  await forAll(fc.record({ part: fc.constantFrom("text", "tag", "nonce"), at: fc.nat({ max: 400 }) }), ({ part, at }) =>
    refuses(
      flipped(value, part as keyof SealedValue, at),
      `One bit of the ${part} was turned over, and open did not refuse the event with a ValueTampered.`,
    ),
  );
  for (const length of [15, 12, 8, 4, 0]) {
    step(`cut the tag to ${String(length)} bytes`);
    await refuses(
      cutTag(value, length),
      `The tag was cut to ${String(length)} bytes, and open did not refuse that with a ValueTampered. A short tag can be guessed: for one of 4 bytes, a few thousand million tries are enough.`,
    );
  }
  step("put something else in place of the sealed value");
  for (const instead of [
    "1 Elsewhere Road",
    REDACTED,
    null,
    17,
    {},
    { ...value, tag: undefined },
    { address: "1 Elsewhere Road" },
  ])
    await refuses(
      instead,
      "Somebody put a value that was never sealed in place of a sealed one, and open did not refuse it with a ValueTampered.",
    );
});
