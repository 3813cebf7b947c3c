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
  ["whose data holds fields that no attribute may have", { ...minimal, data: { order_id: 1.5, Type: [] } }],
  ["whose data is Base64", { ...minimal, datacontenttype: "image/png", data_base64: "iVBORw0KGgo=" }],
  ["whose type has no domain in front, which is only recommended", { ...minimal, type: "OrderPlaced" }],
  ["with a name of more than 20 letters, which is only discouraged", { ...minimal, comexampleshopwarehousezone: "b" }],
  ["with extensions called constructor and valueof", { ...minimal, constructor: "acme", valueof: "mug" }],
  ["whose id has letters of many scripts", { ...minimal, id: "zamówienie-№1-🛒" }],
]; // prettier-ignore

export const sources = [
  "https://github.com/cloudevents", "mailto:orders@shop.example", "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66",
  "/shop/orders/123", "/sensors/tn-1234567/alerts", "1-555-123-4567", "orders", "?shop=1", "#orders",
  "https://shop.example/caf%C3%A9?q=a&b=1#top",
]; // prettier-ignore

export const noSources = [
  "order service", "/orders\n", "/orders/%zz", "/orders/100%", "/café", "<orders>", "/orders|eu", "C:\\orders", "/{tenant}",
]; // prettier-ignore

export const schemas = ["https://shop.example/schemas/order/2", "urn:shop:order:2", "tag:shop.example,2026:order"];
export const noSchemas = [
  "",
  "/schemas/order",
  "schemas/order",
  "order schema: 2",
  "https://shop.example/a b",
  ":orders",
];

export const contentTypes = [
  "application/json", "text/xml", "application/vnd.shop.order+json", "application/json; charset=utf-8",
  'multipart/mixed; boundary="a b"', "image/svg+xml", "Text/HTML;charset=UTF-8",
]; // prettier-ignore
export const noContentTypes = [
  "",
  "json",
  "application/",
  "/json",
  "application json",
  "application/json/xml",
  "a b/c",
];

export const times = [
  "2026-01-15T09:00:00Z", "2026-01-15T09:00:00.5Z", "2026-01-15T09:00:00.123456789Z", "2026-01-15T14:30:00+05:30",
  "2026-01-15T09:00:00-00:00", "2024-02-29T00:00:00Z", "2000-02-29T12:00:00Z", "1990-12-31T23:59:60Z",
  "1990-12-31T15:59:60-08:00", "1815-12-10T00:00:00Z",
]; // prettier-ignore

export const noTimes = [
  "2026", "", "2026-01-15", "2026-01-15T09:00Z", "2026-01-15T09:00:00", "Tue, 1 Jan 2026 00:00:00 GMT", "1768467600000",
  "2026-02-30T00:00:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-13-01T00:00:00Z",
  "2026-00-10T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-15T24:00:00Z", "2026-01-15T09:60:00Z", "2026-01-15T09:00:61Z",
  "2026-01-15T09:00:00.Z", "2026-01-15T09:00:00+0530", "2026-01-15T09:00:00+05", "2026-01-15T09:00:00+24:00",
  "2026-01-15T09:00:00+05:60", "2026-1-15T9:00:00Z", "+002026-01-15T09:00:00Z", "2026-01-15T09:00:00Z ", "20260115T090000Z",
  "2026-W03-4T09:00:00Z",
]; // prettier-ignore

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
];

export const extensionNames = ["correlationid", "x", "7", "comexampleshopwarehousezone", "a1b2c3"];
export const noExtensionNames = [
  "correlationId", "correlation_id", "trace-parent", "com.example.zone", "Zone", "größe", "zone ", "__proto__", "SpecVersion",
]; // prettier-ignore

export const extensionValues = ["b", "", "🛒", true, false, 0, -1, 2147483647, -2147483648];
export const noExtensionValues = [
  1.5,
  2147483648,
  -2147483649,
  2 ** 53,
  {},
  { zone: "b" },
  [],
  ["b"],
  "a\tb",
  "\udead",
];
