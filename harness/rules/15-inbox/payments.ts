import type * as exercise from "#exercise/15-inbox/3-charge-once";
import type { Broken, Me, World } from "#spec";
import {
  RemoteError,
  type GatewayAnswer,
  type GatewayRequest,
  type Ids,
  type Payment,
  type PaymentGateway,
  type PaymentResult,
  type PaymentTables,
} from "eventlings";

export type Exercise = typeof exercise;

export const HOUR = 3_600_000;
/** How long the gateway remembers a key. */
export const KEYS_LAST = 24 * HOUR;
/** Long enough for every try of a scene, however far apart. */
export const A_MONTH = 30 * KEYS_LAST;

export const payment = (paymentId = "pay-1", amount = 1999): Payment => ({
  paymentId,
  amount: { amount, currency: "EUR" },
});

interface Charge {
  readonly chargeId: string;
  readonly reference: string;
  readonly amount: Payment["amount"];
}

/** The payment service's table, and a gateway whose card is good unless `declines` says so. */
export function openTill(world: World<Exercise>, declines: () => boolean = () => false) {
  const database = world.database<PaymentTables>("database", { tables: { charges: { key: "paymentId" } } });
  const charges: Charge[] = [];
  const keys: (string | undefined)[] = [];
  // One for each life: a second one would count from the start again.
  const idsOf = new Map<Me<Exercise>, Ids>();
  const gateway = world.service<GatewayRequest, GatewayAnswer>("gateway", {
    remembersKeysFor: KEYS_LAST,
    handle(request) {
      if (request.ask === "find") {
        const charge = charges.find(({ reference }) => reference === request.reference);
        if (charge === undefined) return { outcome: "no-such-charge" };
        return { outcome: "charged", chargeId: charge.chargeId, amount: charge.amount };
      }
      if (declines()) throw new RemoteError("REFUSED", "The card is declined.");
      const charge = {
        chargeId: `ch-${String(charges.length + 1)}`,
        reference: request.reference,
        amount: request.amount,
      };
      charges.push(charge);
      return { outcome: "charged", chargeId: charge.chargeId, amount: charge.amount };
    },
  });
  return {
    charges,
    /** The key of every charge that was asked for, whether or not the call arrived. */
    keys,
    /** Asks the learner's code once. */
    ask(me: Me<Exercise>, asked: Payment): Promise<PaymentResult> {
      let ids = idsOf.get(me);
      if (ids === undefined) idsOf.set(me, (ids = world.ids.for(me)));
      const port = gateway.for(me);
      const watched: PaymentGateway = {
        call(request, options) {
          if (request.ask === "charge") keys.push(options?.idempotencyKey);
          return port.call(request, options);
        },
      };
      return me.exercise.chargeOnce({ database: database.for(me), gateway: watched, ids }, asked);
    },
  };
}

export type Till = ReturnType<typeof openTill>;

/** What came of one call. */
export type Answer = PaymentResult | { readonly status: "rejected"; readonly error: unknown };

/** Asks once and gives what came of it. What a stub throws goes on to the judge. */
export async function answerOf(call: Promise<PaymentResult>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, "code") === "NOT_IMPLEMENTED") throw error;
    return { status: "rejected", error };
  }
}

/** Asks until there is an answer, as a queue that delivers again does: `wait` milliseconds after each failure. */
export async function askUntilAnswered(
  world: World<Exercise>,
  me: Me<Exercise>,
  till: Till,
  asked: Payment,
  wait = 1_000,
): Promise<PaymentResult> {
  for (let left = 4; ; left -= 1) {
    const answer = await answerOf(till.ask(me, asked));
    if (answer.status !== "rejected") return answer;
    if (left === 0) throw answer.error;
    await world.clock.for(me).sleep(wait);
  }
}

/** Exactly one charge of this payment, and the answers say so; `undefined` where it is like that. */
export function chargedOnce(till: Till, asked: Payment, answers: readonly Answer[], story: string): Broken | undefined {
  const { charges } = till;
  if (charges.length !== 1) {
    const what = charges.length === 0 ? "was never charged" : `was charged ${String(charges.length)} times`;
    return { happened: `${story} The customer's card ${what}.`, received: charges };
  }
  const [charge] = charges;
  const expected = { status: "charged", chargeId: charge?.chargeId };
  const wrong = answers.find((answer) => answer.status !== "charged" || answer.chargeId !== expected.chargeId);
  if (charge?.reference !== asked.paymentId || charge.amount.amount !== asked.amount.amount)
    return {
      happened: `${story} The gateway was asked for another charge than this payment.`,
      expected: asked,
      received: charge,
    };
  if (wrong === undefined) return undefined;
  return {
    happened: `${story} The gateway has the charge, and the answer says something else.`,
    expected,
    received: wrong,
  };
}
