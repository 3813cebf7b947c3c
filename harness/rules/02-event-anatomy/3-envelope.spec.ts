import * as exercise from "#exercise/02-event-anatomy/3-envelope";
import { rulesFor, show, type RuleContext } from "#spec";
import fc from "fast-check";
import * as known from "./envelopes.ts";
import { identical } from "./identical.ts";

const rule = rulesFor("event-anatomy/envelope", exercise);
type Judge = Pick<RuleContext<typeof exercise>, "exercise" | "check">;

/** Names of the attributes that the validator finds fault with, each once, sorted. */
const faults = ({ exercise }: Judge, envelope: unknown): readonly string[] =>
  [...new Set(exercise.validateEnvelope(envelope).map(({ attribute }) => attribute))].sort();

/** An envelope that is right but for these attributes. They may also be called `__proto__`. */
const envelopeWith = (...attributes: readonly (readonly [string, unknown])[]): unknown =>
  Object.fromEntries([...Object.entries(known.minimal), ...attributes]);

function accepts(judge: Judge, envelope: unknown, what: string): void {
  const problems = judge.exercise.validateEnvelope(envelope);
  judge.check.that(problems.length === 0, `A valid envelope was refused: one ${what}.`, {
    expected: [],
    received: problems,
  });
}

function rejects(judge: Judge, envelope: unknown, attribute: string, what: string, because?: string): void {
  const found = faults(judge, envelope);
  const why = because === undefined ? "" : ` It is invalid because ${because}.`;
  judge.check.that(found.length > 0, `An invalid envelope was accepted: one ${what}.${why}`);
  judge.check.equal(found, [attribute], `For an envelope ${what}, other attributes were named than the one at fault.`);
}

/** One attribute, values that it may have, and values that it may not. */
function decides(judge: Judge, name: string, right: readonly unknown[], wrong: readonly known.Wrong[]): void {
  for (const [value, because] of wrong)
    rejects(judge, envelopeWith([name, value]), name, `with the ${name} ${show(value)}`, because);
  for (const value of right) accepts(judge, envelopeWith([name, value]), `with the ${name} ${show(value)}`);
}

rule("accepts-what-is-valid", ({ exercise, check, step }) => {
  step("validate envelopes that are all valid, from the smallest to one with everything in it");
  for (const [what, envelope] of known.valid) {
    const given = structuredClone(envelope);
    accepts({ exercise, check }, given, what);
    check.that(identical(given, envelope), `Validating changed the envelope: one ${what}.`, {
      expected: envelope,
      received: given,
    });
  }
});

rule("required-is-required", ({ exercise, check, step }) => {
  step("validate envelopes without one of the required attributes, and such where it is null");
  for (const name of ["id", "source", "specversion", "type"]) {
    const { [name]: _left, ...rest } = known.full as Record<string, unknown>;
    rejects({ exercise, check }, rest, name, `without ${name}`);
    rejects({ exercise, check }, { ...rest, [name]: null }, name, `whose ${name} is null`);
  }
  step("validate envelopes of other versions of the specification");
  decides({ exercise, check }, "specversion", ["1.0"], known.noVersions);
});

rule("text-is-text", ({ exercise, check, step }) => {
  for (const name of ["id", "type", "subject"]) {
    step(`validate envelopes whose ${name} is no text, or holds what no text may hold`);
    for (const [what, value] of known.noTexts) {
      rejects({ exercise, check }, envelopeWith([name, value]), name, `whose ${name} is ${what}`);
    }
  }
});

rule("source-is-a-reference", ({ exercise, check, step }) => {
  step("validate envelopes with absolute and relative sources, and with sources that no URI may be");
  decides({ exercise, check }, "source", known.sources, known.noSources);
});

rule("schema-is-absolute", ({ exercise, check, step }) => {
  step("validate envelopes with absolute and relative data schemas");
  decides({ exercise, check }, "dataschema", known.schemas, known.noSchemas);
});

rule("content-type-is-a-media-type", ({ exercise, check, step }) => {
  step("validate envelopes with media types, and with what is none");
  decides({ exercise, check }, "datacontenttype", known.contentTypes, known.noContentTypes);
});

const two = (value: number): string => String(value).padStart(2, "0");
const upTo = (max: number) => fc.integer({ min: 0, max }).map(two);
/** A date and time with digits in all the right places, that may or may not exist. */
const timeParts = fc.record({
  year: fc.integer({ min: 1900, max: 2100 }),
  month: fc.integer({ min: 0, max: 14 }),
  day: fc.oneof(fc.integer({ min: 0, max: 33 }), fc.integer({ min: 28, max: 31 })),
  time: fc.tuple(upTo(23), upTo(59), upTo(59)),
  fraction: fc.constantFrom("", ".5", ".000", ".123456789012"),
  zone: fc.oneof(fc.constant("Z"), fc.tuple(fc.constantFrom("+", "-"), upTo(23), upTo(59))),
});

rule("time-is-a-timestamp", async ({ exercise, check, step, forAll }) => {
  step("validate envelopes with times, and with what other formats call a time");
  decides({ exercise, check }, "time", known.times, known.noTimes);
  await forAll(timeParts, ({ year, month, day, time, fraction, zone }) => {
    const offset = typeof zone === "string" ? zone : `${zone[0]}${zone[1]}:${zone[2]}`;
    const text = `${String(year)}-${two(month)}-${two(day)}T${time.join(":")}${fraction}${offset}`;
    const exists = month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
    step(`validate an envelope with the time ${text}, a day that ${exists ? "exists" : "does not exist"}`);
    const envelope = envelopeWith(["time", text]);
    if (exists) accepts({ exercise, check }, envelope, `with the time ${text}`);
    else rejects({ exercise, check }, envelope, "time", `with the time ${text}`, "that day does not exist");
  });
});

rule("one-payload", ({ exercise, check, step }) => {
  step("validate envelopes that have both data and data_base64");
  for (const data of [{ orderId: "order-1" }, "aGVsbG8=", null]) {
    const found = faults({ exercise, check }, envelopeWith(["data", data], ["data_base64", "aGVsbG8="]));
    check.that(found.length > 0, `An envelope with data_base64 and with the data ${show(data)} was accepted.`);
    check.that(
      found.every((name) => name === "data" || name === "data_base64"),
      "For an envelope with data and data_base64, other attributes were named.",
      { expected: "data or data_base64, or both", received: found },
    );
  }
  step("validate envelopes whose data_base64 is, and is not, Base64");
  decides({ exercise, check }, "data_base64", known.base64, known.noBase64);
});

rule("extension-names-travel", ({ exercise, check, step }) => {
  step("validate envelopes with extensions of all kinds of names, whose values are all in order");
  for (const name of known.noExtensionNames) {
    for (const value of ["b", 2, true]) {
      const what = `with the extension ${show(name)}, which is ${show(value)}`;
      rejects(
        { exercise, check },
        envelopeWith([name, value]),
        name,
        what,
        "a name has only a-z and 0-9, and one at least",
      );
    }
  }
  for (const name of known.extensionNames) {
    accepts({ exercise, check }, envelopeWith([name, "b"]), `with the extension ${show(name)}`);
  }
});

rule("extension-values-are-simple", ({ exercise, check, step }) => {
  // The second one begins like an attribute that may hold anything.
  for (const name of ["warehousezone", "datacenter"]) {
    step(`validate envelopes whose extension ${name} has all kinds of values`);
    decides({ exercise, check }, name, known.extensionValues, known.noExtensionValues);
  }
});

rule("names-every-fault", async ({ exercise, check, step, scenario, forAll }) => {
  const broken = {
    id: "",
    source: null,
    specversion: "0.3",
    type: "",
    subject: 42,
    time: "yesterday",
    datacontenttype: 7,
  };
  await forAll(fc.subarray(Object.keys(broken)), (names) => {
    const envelope = {
      ...known.full,
      ...Object.fromEntries(Object.entries(broken).filter(([key]) => names.includes(key))),
    };
    step(`validate an envelope in which these are wrong: ${names.join(", ") || "none"}`);
    const problems = exercise.validateEnvelope(envelope);
    check.equal(
      problems.map(({ attribute }) => attribute).toSorted(),
      names.toSorted(),
      "The attributes that were named are not the ones at fault, each of them once.",
    );
    const silent = problems.filter(({ message }) => typeof message !== "string" || message.trim() === "");
    check.equal(silent, [], "A problem has no message that says what is wrong.");
  });
  scenario("validate an envelope whose id is empty, then a valid one, and look at the first one's problems again");
  const problems = exercise.validateEnvelope({ ...known.full, id: "" });
  const before = structuredClone(problems);
  exercise.validateEnvelope(known.full);
  check.equal(
    problems,
    before,
    "Validating one envelope changed the problems of the one before: every call needs a list of its own.",
  );
});

rule("refuses-what-is-no-envelope", ({ exercise, check, step }) => {
  for (const value of [null, undefined, 42, "OrderPlaced", true, [], [known.minimal]]) {
    step(`validate ${show(value)}`);
    check.equal(
      faults({ exercise, check }, value),
      [""],
      `${show(value)} is no envelope. That is one problem of the whole, whose attribute is "".`,
    );
  }
  step("validate {}, which is an envelope without anything in it");
  check.that(faults({ exercise, check }, {}).length > 0, "{} was accepted as an envelope.");
});
