/** A value that an attribute may not have, and why not, to be said after "because". */
export type Wrong = readonly [value: unknown, because: string];

/** An envelope with nothing in it but what is required. */
export const minimal = {
  specversion: "1.0",
  id: "evt-1",
  source: "https://shop.example/orders",
  type: "com.example.shop.order.placed",
};

/** Every optional attribute, extensions of every kind, and data. */
export const full = {
  ...minimal,
  subject: "order-1",
  time: "2026-01-15T09:00:00Z",
  datacontenttype: "application/json",
  dataschema: "https://shop.example/schemas/order-placed/2",
  correlationid: "req-1",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  attempt: 2,
  replayed: false,
  data: { orderId: "order-1", items: [{ sku: "mug", quantity: 2 }] },
};

/** Valid envelopes that a validator which is too strict, or too clever, refuses. */
export const valid: readonly (readonly [what: string, envelope: unknown])[] = [
  ["with the required attributes and nothing else", minimal],
  ["with every optional attribute, extensions and data", full],
  ["whose optional attributes are null, which counts as absent", { ...minimal, subject: null, time: null, dataschema: null }],
  ["whose data is null, which is a payload like any other", { ...minimal, data: null }],
  ["whose data is a plain string", { ...minimal, datacontenttype: "text/xml", data: '<order id="1"/>' }],
  ["whose data is a text of two lines", { ...minimal, datacontenttype: "text/plain", data: "Leave it\nat the door" }],
  ["whose data holds characters that no attribute may hold", { ...minimal, data: { note: "a\tb\u0000\uffff", lines: ["\n"] } }],
  ["whose data holds fields that no attribute may have", { ...minimal, data: { order_id: 1.5, Type: [] } }],
  ["whose data is Base64", { ...minimal, datacontenttype: "image/png", data_base64: "iVBORw0KGgo=" }],
  ["whose type has no domain in front, which is only recommended", { ...minimal, type: "OrderPlaced" }],
  ["with a name of more than 20 letters, which is only discouraged", { ...minimal, comexampleshopwarehousezone: "b" }],
  ["with extensions called constructor and valueof", { ...minimal, constructor: "acme", valueof: "mug" }],
  ["whose id has letters of many scripts", { ...minimal, id: "zamówienie-№1-🛒" }],
  ["whose subject holds a joiner between emoji and a soft hyphen, which are no controls", { ...minimal, subject: "👩\u200d💻 sold\u00adout" }],
  ["whose id and subject are a blank, which is not empty", { ...minimal, id: " ", subject: " " }],
]; // prettier-ignore

export const noVersions: readonly Wrong[] = [
  ["0.3", "that is another version"],
  ["1.0.2", "the attribute names no patch"],
  ["1", "it is written 1.0"],
  ["2.0", "that is another version"],
  ["v1.0", "it is written 1.0"],
  ["", "it is written 1.0"],
  [1, "it is a string"],
];

export const sources = [
  "https://github.com/cloudevents", "mailto:orders@shop.example", "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66",
  "/shop/orders/123", "/sensors/tn-1234567/alerts", "1-555-123-4567", "orders", "?shop=1", "#orders",
  "https://shop.example/caf%C3%A9?q=a&b=1#top",
]; // prettier-ignore

export const noSources: readonly Wrong[] = [
  ["order service", "a URI has no blanks"],
  ["/orders\n", "a URI has no line breaks"],
  ["/orders/%zz", "zz is no hexadecimal number"],
  ["/orders/100%", "nothing follows the %"],
  ["/café", "é is not ASCII"],
  ["<orders>", "a URI has no < and no >"],
  ["/orders|eu", "a URI has no |"],
  ["C:\\orders", "a URI has no backslash"],
  ["/{tenant}", "a URI has no braces"],
  ["", "it is empty"],
  [7, "it is no string"],
];

export const schemas = [
  "https://shop.example/schemas/order/2", "urn:shop:order:2", "tag:shop.example,2026:order",
  "git+ssh://shop.example/schemas", "h2.v-1:order",
]; // prettier-ignore
export const noSchemas: readonly Wrong[] = [
  ["", "it is empty"],
  ["/schemas/order", "it has no scheme"],
  ["schemas/order", "it has no scheme"],
  ["order schema: 2", "it has blanks"],
  ["https://shop.example/a b", "it has a blank"],
  [":orders", "its scheme is empty"],
  ["1http://shop.example", "a scheme begins with a letter"],
  ["my_schema:order", "a scheme has no underscore"],
  [2, "it is no string"],
];

export const contentTypes = [
  "application/json", "text/xml", "application/vnd.shop.order+json", "application/json; charset=utf-8",
  'multipart/mixed; boundary="a b"', "image/svg+xml", "Text/HTML;charset=UTF-8",
]; // prettier-ignore
export const noContentTypes: readonly Wrong[] = [
  ["", "it is empty"],
  ["json", "it has no subtype"],
  ["application/", "its subtype is empty"],
  ["/json", "its type is empty"],
  ["application json", "there is no slash in it"],
  ["application/json/xml", "it has two slashes"],
  ["a b/c", "a type has no blanks"],
  [1, "it is no string"],
];

export const times = [
  "2026-01-15T09:00:00Z", "2026-01-15T09:00:00.5Z", "2026-01-15T09:00:00.123456789Z", "2026-01-15T14:30:00+05:30",
  "2026-01-15T09:00:00-00:00", "2024-02-29T00:00:00Z", "2000-02-29T12:00:00Z", "1990-12-31T23:59:60Z",
  "1990-12-31T15:59:60-08:00", "1815-12-10T00:00:00Z", "0001-01-01T00:00:00Z", "0000-02-29T00:00:00Z",
]; // prettier-ignore

export const noTimes: readonly Wrong[] = [
  ["2026", "it is only a year"],
  ["", "it is empty"],
  ["2026-01-15", "it is only a date"],
  ["2026-01-15T09:00Z", "it has no seconds"],
  ["2026-01-15T09:00:00", "it has neither Z nor an offset"],
  ["Tue, 1 Jan 2026 00:00:00 GMT", "that is the format of an e-mail"],
  ["1768467600000", "that is a number of milliseconds"],
  ["2026-02-30T00:00:00Z", "no February has 30 days"],
  ["2026-02-29T00:00:00Z", "2026 is no leap year"],
  ["1900-02-29T00:00:00Z", "1900 was no leap year"],
  ["0100-02-29T00:00:00Z", "the year 100 was no leap year"],
  ["2026-04-31T00:00:00Z", "April has 30 days"],
  ["2026-13-01T00:00:00Z", "there is no 13th month"],
  ["2026-00-10T00:00:00Z", "there is no month 0"],
  ["2026-01-00T00:00:00Z", "there is no day 0"],
  ["2026-01-15T24:00:00Z", "the last hour is 23"],
  ["2026-01-15T09:60:00Z", "the last minute is 59"],
  ["2026-01-15T09:00:61Z", "no minute has a second 61"],
  ["2026-01-15T09:00:00.Z", "no digit follows the point"],
  ["2026-01-15T09:00:00+0530", "the offset has no colon"],
  ["2026-01-15T09:00:00+05", "the offset has no minutes"],
  ["2026-01-15T09:00:00+24:00", "the largest offset is 23:59"],
  ["2026-01-15T09:00:00+05:60", "the last minute is 59"],
  ["2026-1-15T9:00:00Z", "month and hour have two digits"],
  ["+002026-01-15T09:00:00Z", "a year has four digits"],
  ["2026-01-15T09:00:00Z ", "a blank follows it"],
  ["20260115T090000Z", "it has no hyphens and colons"],
  ["2026-W03-4T09:00:00Z", "RFC 3339 knows no weeks"],
  [1768467600000, "it is no string"],
];

/** Strings that no attribute of type String may be, and what to call them. */
export const noTexts: readonly (readonly [what: string, value: unknown])[] = [
  ["an empty string", ""],
  ["the number 42", 42],
  ["true", true],
  ["an array", ["evt-1"]],
  ["a string with a line break in it", "evt\n1"],
  ["a string with the control character U+0085 in it", "evt\u00851"],
  ["a string with half of a surrogate pair in it", "evt\ud83d"],
  ["a string with the noncharacter U+FFFF in it", "evt\uffff"],
  ["a string with the noncharacter U+FDD0 in it", "evt\ufdd0"],
  ["a string with the noncharacter U+1FFFE in it", "evt\u{1fffe}"],
];

export const base64 = ["aGVsbG8=", "aGVsbG8h", "/+8=", "aA==", ""];
export const noBase64: readonly Wrong[] = [
  ["not base64!", "it has characters of other kinds"],
  ["aGVsbG8", "its padding is missing"],
  ["aGVsb", "its padding is missing"],
  ["a===", "one character is no byte"],
  ["_-8=", "that is the alphabet for URLs; this one has + and /"],
  ["-_-_", "that is the alphabet for URLs; this one has + and /"],
  ["aGVs\nbG8=", "there is a line break in it"],
  [42, "it is no string"],
  [{}, "it is no string"],
];

export const extensionNames = ["correlationid", "x", "7", "comexampleshopwarehousezone", "a1b2c3"];
export const noExtensionNames = [
  "correlationId", "correlation_id", "trace-parent", "com.example.zone", "Zone", "größe", "zone ", "__proto__", "SpecVersion",
  "zone\nb", "",
]; // prettier-ignore

export const extensionValues = ["b", "", "🛒", true, false, 0, -1, 2147483647, -2147483648, null];
export const noExtensionValues: readonly Wrong[] = [
  [1.5, "a number is an integer"],
  [2147483648, "the largest integer of 32 bits is 2147483647"],
  [-2147483649, "the smallest integer of 32 bits is -2147483648"],
  [2 ** 53, "an integer has 32 bits"],
  [{}, "a header holds no objects"],
  [{ zone: "b" }, "a header holds no objects"],
  [[], "a header holds no arrays"],
  [["b"], "a header holds no arrays"],
  ["a\tb", "no string may hold a tab"],
  ["\udead", "no string may hold half of a surrogate pair"],
];
