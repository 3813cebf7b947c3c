import * as exercise from "#exercise/02-event-anatomy/2-encode";
import { isNotImplemented, rulesFor, same, show, type RuleContext } from "#spec";
import type { NewEvent } from "eventlings";
import { anyEvent, TRICKY_TEXTS } from "./any-event.ts";
import { identical } from "./identical.ts";

const rule = rulesFor("event-anatomy/encode", exercise);
type Context = RuleContext<typeof exercise>;

const eventWith = (data: unknown): NewEvent => ({ id: "evt-1", type: "OrderPlaced", data });

/** Runs `action` and says how it ended. What a stub throws goes on its way: it is no answer. */
function attempt<T>(action: () => T): { readonly value: T } | { readonly error: unknown } {
  try {
    return { value: action() };
  } catch (error) {
    if (isNotImplemented(error)) throw error;
    return { error };
  }
}

/** Sends a copy of an event there and back: one that is changed on the way is a matter of another rule. */
const thereAndBack = ({ exercise }: Pick<Context, "exercise">, event: NewEvent): NewEvent =>
  exercise.decode(exercise.encode(structuredClone(event)));

/** Fails unless `data` comes back as it was. */
function keeps({ exercise, check }: Pick<Context, "exercise" | "check">, data: unknown, happened: string): void {
  const end = attempt(() => thereAndBack({ exercise }, eventWith(data)).data);
  if ("error" in end) return check.fail(happened, { expected: data, received: end.error });
  check.that(identical(end.value, data), happened, { expected: data, received: end.value });
}

const isMalformed = (error: unknown): boolean =>
  error instanceof Error && Reflect.get(error, "code") === "MALFORMED_EVENT";

rule("dates-come-back", ({ exercise, check, step }) => {
  const date = new Date("2026-01-15T09:00:00.250Z");
  step("send a Date there and back: in data, nested in an array, and in metadata");
  keeps({ exercise, check }, { placedAt: date }, "A Date in data did not come back as the same Date.");
  keeps(
    { exercise, check },
    { stops: [{ city: "Leeds", times: [date, date] }] },
    "A Date inside an array inside data did not come back as the same Date.",
  );
  keeps({ exercise, check }, date, "Data that is nothing but a Date did not come back as the same Date.");
  const back = thereAndBack({ exercise }, { ...eventWith({}), metadata: { occurredAt: date } });
  check.that(identical(back.metadata, { occurredAt: date }), "A Date in metadata did not come back as the same Date.", {
    expected: { occurredAt: date },
    received: back.metadata,
  });
  step("send one of before 1970, and the last that there is");
  keeps(
    { exercise, check },
    [new Date("1815-12-10T00:00:00.000Z"), new Date(8.64e15)],
    "A Date far from today did not come back as the same Date.",
  );
});

rule("bigints-come-back", ({ exercise, check, step }) => {
  step("send 9007199254740993n there and back, which a number cannot hold");
  keeps({ exercise, check }, { points: 9007199254740993n }, "A bigint did not come back as the same bigint.");
  step('send the bigint 1n beside the number 1 and the text "1"');
  keeps(
    { exercise, check },
    [1n, 1, "1", 0n, -1n, -(2n ** 70n)],
    "Bigints, numbers and digits in text were mistaken for one another.",
  );
});

rule("undefined-comes-back", ({ exercise, check, step }) => {
  step("send a field that is undefined beside one that is null");
  keeps(
    { exercise, check },
    { coupon: undefined, note: null },
    "A field that was undefined came back as something else, or did not come back at all.",
  );
  step("send an array with undefined and null in it");
  keeps(
    { exercise, check },
    { sizes: ["S", undefined, null] },
    "An undefined in an array came back as something else.",
  );
  step("send an event whose data is undefined: it is there, and has nothing to say");
  keeps({ exercise, check }, undefined, "An event whose data was undefined did not come back with the data undefined.");
});

rule("odd-numbers-come-back", ({ exercise, check, step }) => {
  step("send NaN and the infinities there and back");
  keeps(
    { exercise, check },
    { rating: NaN, limits: [-Infinity, Infinity, 0.5] },
    "A number that JSON has no word for came back as something else.",
  );
});

rule("valid-json", ({ exercise, check, step }) => {
  const isJson = (text: string): void => {
    check.that(typeof text === "string", "encode did not return a string.", { received: text });
    const read = attempt((): unknown => JSON.parse(text));
    if ("error" in read)
      check.fail("What encode wrote is not valid JSON, so no other tool can store, index or print it.", {
        received: text,
      });
  };
  step("encode an event that holds a Date, undefined and NaN");
  const placedAt = new Date("2026-01-15T09:00:00.000Z");
  isJson(exercise.encode(eventWith({ placedAt, note: undefined, rating: NaN, stops: [{ at: placedAt }] })));
  step("encode an event that holds a bigint");
  const written = attempt(() => exercise.encode(eventWith({ points: 12n })));
  // Where that throws, another rule says so.
  if ("value" in written) isJson(written.value);
});

rule("text-stays-text", ({ exercise, check, step }) => {
  step("send texts that look like dates, numbers and other things, under the names that such things have");
  const names = ["createdAt", "placedAt", "date", "time", "timestamp", "birthday", "amount", "total", "note"];
  for (const name of names) {
    for (const text of TRICKY_TEXTS) {
      keeps({ exercise, check }, { [name]: text }, "A text came back as something that it only looks like.");
    }
  }
  keeps({ exercise, check }, [...TRICKY_TEXTS], "A text in an array came back as something that it only looks like.");
  step("send numbers under the names that dates have");
  keeps(
    { exercise, check },
    { createdAt: 1768467600000, date: 15, timestamp: 0 },
    "A number came back as something else because of the name of its field.",
  );
});

rule("look-alikes-survive", ({ exercise, check, step }) => {
  step("send data that looks like the tags that encoders use");
  const tags = [
    { $date: "2026-01-15T09:00:00.000Z" }, { $bigint: "12" }, { $undefined: true }, { $: "date", value: "x" },
    { __type: "Date", value: "2026-01-15T09:00:00.000Z" }, { type: "bigint", value: "12" }, { $type: "undefined" },
    { json: { a: "12" }, meta: { values: { a: ["bigint"] } } }, ["date", "2026-01-15T09:00:00.000Z"],
  ]; // prettier-ignore
  for (const data of tags)
    keeps({ exercise, check }, { data }, "Data that looks like a tag came back as something else.");
  step("encode an event, take what came out as the data of the next event, and send that there and back, three times");
  let data: unknown = {
    placedAt: new Date("2026-01-15T09:00:00.000Z"),
    points: [12n, undefined, NaN, "$", { $: { $: 1n } }],
  };
  for (let round = 1; round <= 3; round += 1) {
    data = JSON.parse(exercise.encode(eventWith(structuredClone(data))));
    keeps(
      { exercise, check },
      data,
      "An event whose data looks like your own way of writing came back changed: decode took data for its own notation.",
    );
  }
});

rule("unknown-survives", ({ exercise, check, step }) => {
  const survives = (event: NewEvent, happened: string): void => {
    const end = attempt(() => thereAndBack({ exercise }, event));
    if ("error" in end) return check.fail(happened, { expected: event, received: end.error });
    check.equal(end.value, event, happened);
  };
  const stranger: NewEvent = {
    id: "evt-7",
    type: "DroneLanded",
    data: { roof: 3 },
    metadata: { correlationId: "req-1" },
  };
  step("send an event of a type that nobody here has heard of");
  survives(stranger, "An event of an unknown type did not come back as it was.");
  step("send an event with its place in a store, and with a field from the future");
  const recorded = { ...stranger, streamId: "drone-1", streamPosition: 7, signature: "3q2+7w==" };
  survives(recorded, "Fields of the event besides id, type, data and metadata did not come back.");
});

rule("proto-is-only-a-key", ({ exercise, check, step }) => {
  const hostile: unknown = JSON.parse(
    '{"__proto__": {"isAdmin": true}, "constructor": {"prototype": {"isAdmin": true}}, "toString": "x"}',
  );
  const isSafe = (data: unknown, happened: string): void => {
    check.that(Reflect.get({}, "isAdmin") === undefined, "Decoding one event changed every object in the process.");
    check.that(typeof data !== "object" || data === null || Reflect.get(data, "isAdmin") === undefined, happened);
  };
  step('encode data with a key "sneaky", write "__proto__" in its place, and decode that');
  const text = exercise.encode(eventWith({ sneaky: { isAdmin: true }, items: [{ sneaky: { isAdmin: true } }] }));
  const end = attempt(() => exercise.decode(text.replaceAll("sneaky", "__proto__")));
  // To refuse such a text is as good as to read it safely.
  if ("error" in end) {
    check.that(isMalformed(end.error), "decode met a key __proto__, and threw something else than a MalformedEvent.", {
      received: end.error,
    });
  } else {
    const { data } = end.value as NewEvent<string, { items?: unknown[] }>;
    const happened = "A text from outside chose the prototype of an object in the decoded data: isAdmin is true there.";
    isSafe(data, happened);
    isSafe(data.items?.[0], happened);
  }
  step('send data with a key "__proto__" of its own there and back');
  const received = thereAndBack({ exercise }, eventWith(hostile)).data;
  isSafe(
    received,
    "The decoded data has a field isAdmin that is nowhere in it: its key __proto__ became its prototype.",
  );
  check.that(identical(received, hostile), 'Data with a key "__proto__" did not come back as it was.', {
    expected: hostile,
    received,
  });
});

/** Fails unless decode throws a MalformedEvent for this text. */
function refuses({ exercise, check }: Pick<Context, "exercise" | "check">, text: string, what: string): void {
  const end = attempt(() => exercise.decode(text));
  if ("value" in end)
    return check.fail(`decode was given ${what}, and handed something out as an event.`, { received: end.value });
  check.that(isMalformed(end.error), `decode was given ${what}, and threw something else than a MalformedEvent.`, {
    received: end.error,
  });
}

rule("garbage-is-refused", ({ exercise, check, step }) => {
  step("decode texts that are not JSON");
  refuses({ exercise, check }, "", "an empty text");
  refuses({ exercise, check }, "OrderPlaced", "the text OrderPlaced, which is not JSON");
  refuses({ exercise, check }, "<event/>", "a text that is not JSON");
  step("decode every beginning of a whole event, as a connection that breaks leaves it");
  const whole = exercise.encode(eventWith({ placedAt: new Date("2026-01-15T09:00:00.000Z"), points: 42n })).trim();
  for (let length = 1; length < whole.length; length += 1) {
    refuses({ exercise, check }, whole.slice(0, length), `the first ${String(length)} characters of an event`);
  }
});

rule("no-half-event", ({ exercise, check, step }) => {
  step("decode JSON that is no event");
  for (const text of ["null", "42", '"OrderPlaced"', "[]", "{}", "[null]", '{"id": "evt-1"}']) {
    refuses({ exercise, check }, text, `the JSON ${text}`);
  }
  const event = eventWith({ orderId: "order-1" });
  const whole = exercise.encode(event);
  for (const name of ["id", "type", "data"]) {
    step(`take the ${name} out of a whole event, and decode it`);
    const parsed = attempt((): unknown => JSON.parse(whole));
    const json = "value" in parsed ? parsed.value : undefined;
    // Written some other way, and there is nothing to take out.
    if (typeof json !== "object" || json === null || !Reflect.deleteProperty(json, name)) continue;
    const rest = JSON.stringify(json);
    // Where your notation uses that name for something else, the event may still be whole.
    const end = attempt(() => exercise.decode(rest));
    if ("value" in end && identical(end.value, event)) continue;
    refuses({ exercise, check }, rest, `an event without ${name}`);
  }
  for (const [name, value] of [
    ["id", 42],
    ["type", null],
  ] as const) {
    step(`encode an event with ${show(value)} as its ${name}, and decode it`);
    const end = attempt(() => exercise.encode({ ...eventWith({}), [name]: value } as unknown as NewEvent));
    if ("value" in end) refuses({ exercise, check }, end.value, `an event with ${show(value)} as its ${name}`);
  }
});

rule("damage-is-told", ({ exercise, check, scenario }) => {
  for (const [what, value, from, to] of [
    ["date", new Date("2026-01-15T09:00:00.000Z"), "2026-01-15T09:00:00.000Z", "last Tuesday"],
    ["bigint", 12345678987654321n, "12345678987654321", "123456789x87654321"],
    ["number", Infinity, "Infinity", "Infinitum"],
  ] as const) {
    scenario(`encode an event with a ${what}, write ${to} in place of ${from} in the text, and decode that`);
    const written = attempt(() => exercise.encode(eventWith({ value })));
    if ("error" in written) continue; // Another rule says so.
    const whole = exercise.decode(written.value);
    const end = attempt(() => exercise.decode(written.value.replaceAll(from, to)));
    if ("error" in end) {
      check.that(
        isMalformed(end.error),
        `decode met a damaged ${what}, and threw something else than a MalformedEvent.`,
        { received: end.error },
      );
      continue;
    }
    const { value: damaged } = end.value.data as { readonly value?: unknown };
    const isInvalid = damaged instanceof Date && Number.isNaN(damaged.getTime());
    check.that(
      // Where your notation writes it some other way, nothing was damaged.
      identical(end.value, whole),
      isInvalid
        ? "decode met a damaged date, and handed out an event with an Invalid Date in it."
        : `decode met a damaged ${what}, and handed out something else in its place. It should throw a MalformedEvent.`,
      { received: end.value },
    );
  }
});

/** What encode need not keep, but then must refuse, and what counts as kept. */
const STRANGERS: readonly (readonly [what: string, value: unknown, kept?: (received: unknown) => boolean])[] = [
  ["a Map", new Map([["mug", 2]])],
  ["a Set", new Set(["mug"])],
  ["a function", () => 42],
  ["a symbol", Symbol("mug")],
  ["a RegExp", /mug/g],
  ["bytes", new Uint8Array([1, 2, 3])],
  ["an Invalid Date", new Date(NaN)],
  ["a URL, which has a toJSON", new URL("https://shop.example/orders")],
  [
    "an object with a toJSON of its own",
    new (class Money {
      readonly cents = 1999;
      readonly toJSON = (): string => "€19.99";
    })(),
  ],
  ["a boxed number", Object(42)],
  ["a boxed string", Object("mug")],
  // Whether a hole is something or undefined, nobody agrees: both will do.
  ["an array with a hole in it", Object.assign<string[], object>([], { 0: "S", 2: "L", length: 3 })],
  ["an array with a key besides its positions", Object.assign(["S", "L"], { unit: "EU" })],
  [
    "a key that is a symbol",
    { [Symbol("size")]: "S", sku: "mug" },
    (received) =>
      typeof received === "object" && received !== null && Object.getOwnPropertySymbols(received).length === 1,
  ],
];

rule("keeps-or-refuses", ({ exercise, check, scenario }) => {
  keeps({ exercise, check }, { value: "mug" }, "An event with plain data did not come back as it was.");
  for (const [what, value, kept] of STRANGERS) {
    scenario(`encode an event that holds ${what}, and decode the text`);
    const written = attempt(() => exercise.encode(eventWith({ value })));
    if ("error" in written) continue; // Refused: the producer knows at once.
    const read = attempt(() => (exercise.decode(written.value).data as { readonly value?: unknown }).value);
    const received = "error" in read ? read.error : read.value;
    const isSame = "value" in read && same(received, value) && same(fieldsOf(received), fieldsOf(value));
    check.that(
      kept === undefined ? isSame : kept(received),
      `encode took an event that holds ${what}, and decode did not give it back: it is lost, and nobody was told.`,
      { expected: value, received },
    );
  }
});

/** The fields that an array has besides its positions. */
const fieldsOf = (value: unknown): unknown =>
  Array.isArray(value) ? Object.keys(value).filter((key) => !/^\d+$/.test(key)) : [];

rule("input-untouched", ({ exercise, check, step }) => {
  const make = () => ({
    ...eventWith({
      placedAt: new Date("2026-01-15T09:00:00.000Z"),
      coupon: undefined,
      points: [12n, undefined, { rating: NaN, note: undefined }],
    }),
    metadata: { correlationId: "req-1", $: "x", seenAt: new Date("2026-01-15T09:00:01.000Z") },
  });
  const event = make();
  step("encode an event, and look at it again");
  exercise.encode(event);
  check.that(identical(event, make()), "encode changed the event that it was given.", {
    expected: make(),
    received: event,
  });
});

rule("any-event-comes-back", async ({ exercise, check, step, forAll }) => {
  await forAll(
    anyEvent,
    (event) => {
      step("encode a random event, and decode the text");
      const end = attempt(() => thereAndBack({ exercise }, event));
      if ("error" in end) return check.fail("An event could not be sent there and back.", { received: end.error });
      check.that(identical(end.value, event), "An event did not come back as it was.", {
        expected: event,
        received: end.value,
      });
    },
    { runs: 300 },
  );
});
