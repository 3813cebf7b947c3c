import { NotImplemented, type MessageKind, type NameVerdict } from "eventlings";

/**
 * Checks the name of a message: is its form right for its kind, and is its verb one of the business?
 *
 * You will only be given names in PascalCase: letters only, each word a capital and one small letter
 * or more (`SmsSent`; never `SMSSent`, `smsSent` or `Sms2Sent`). The verbs are those of three lists of
 * the kit, and no others: `BUSINESS_VERBS`, `CRUD_VERBS`, `QUERY_VERBS` (open their definitions). How
 * a name reads, the first line that fits:
 *
 * 1. fewer than two words: nothing (a verb alone does not say what it is about);
 * 2. its last word is the past form of a business or CRUD verb: an event, whatever it begins with;
 * 3. its first word is a query verb: a query;
 * 4. its first word is the imperative of a business or CRUD verb: a command;
 * 5. otherwise: nothing.
 *
 * A name that reads as another kind than it should be, or as nothing, is "wrong". A right one is
 * "warned" where the verb it was read by is a CRUD verb (`verb` is that word, as the name has it),
 * and "ok" otherwise.
 */
export function lintMessageName(_kind: MessageKind, _name: string): NameVerdict {
  // TODO: what does the name read as, and by which of its words?
  // TODO: is that the kind it should be, and is it a verb that says something about the business?
  throw new NotImplemented("lintMessageName");
}
