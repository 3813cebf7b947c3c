/** Finds out whether learner code changed what the language itself provides. */
export interface Intrinsics {
  /** Puts everything back, and names the first thing that had been changed, if any. */
  restore(): string | undefined;
}

interface Watched {
  readonly owner: object;
  readonly name: string;
  readonly keys: ReadonlySet<PropertyKey>;
}

interface DataProperty {
  readonly owner: object;
  readonly name: string;
  readonly key: PropertyKey;
  readonly descriptor: PropertyDescriptor;
}

// Taken before any learner code runs: from here on, nothing below trusts a global.
const { ownKeys, getOwnPropertyDescriptor, defineProperty, deleteProperty } = Reflect;
const { is } = Object;

const ROOTS = [
  "Object", "Function", "Array", "String", "Number", "Boolean", "Symbol", "BigInt", "Date", "RegExp", "Promise",
  "Map", "Set", "WeakMap", "WeakSet", "WeakRef", "Error", "TypeError", "RangeError", "SyntaxError", "AggregateError",
  "ArrayBuffer", "SharedArrayBuffer", "DataView", "Uint8Array", "Int32Array", "Float64Array", "BigInt64Array",
  "Proxy", "Intl", "JSON", "Math", "Reflect", "Atomics",
] as const; // prettier-ignore

/**
 * What is watched of the global object besides the language's own names. Not everything that is
 * there: on Node 24, to look at a name such as `FormData` loads the module behind it, which takes
 * memory and time and adds global symbols of its own.
 */
const GLOBAL_FUNCTIONS = [
  "setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval", "clearImmediate", "queueMicrotask",
  "structuredClone", "console",
] as const; // prettier-ignore

/** Node adds these itself, when something first uses `fetch` or what belongs to it. */
const isNodesOwn = (key: PropertyKey): boolean => typeof key === "symbol" && String(key).startsWith("Symbol(undici.");

/** Remembers every property of the language's own objects as it is now. */
export function takeIntrinsics(): Intrinsics {
  const watched: Watched[] = [];
  const properties: DataProperty[] = [];
  const watch = (owner: object, name: string): void => {
    const keys = ownKeys(owner);
    watched.push({ owner, name, keys: new Set(keys) });
    for (const key of keys) {
      const descriptor = getOwnPropertyDescriptor(owner, key);
      if (descriptor !== undefined) properties.push({ owner, name: nameOf(name, key), key, descriptor });
    }
  };
  const watchGlobals = (): void => {
    watched.push({ owner: globalThis, name: "globalThis", keys: new Set(ownKeys(globalThis)) });
    for (const key of [...ROOTS, ...GLOBAL_FUNCTIONS]) {
      const descriptor = getOwnPropertyDescriptor(globalThis, key);
      // Node defines some globals lazily: their accessor turns into a value when it is first read.
      if (descriptor === undefined || descriptor.get !== undefined) continue;
      properties.push({ owner: globalThis, name: nameOf("globalThis", key), key, descriptor });
    }
  };
  for (const root of ROOTS) {
    const value: unknown = Reflect.get(globalThis, root);
    if (value === undefined || value === null) continue;
    watch(value, root);
    const prototype: unknown = Reflect.get(value, "prototype");
    if (typeof prototype === "object" && prototype !== null) watch(prototype, `${root}.prototype`);
  }
  watch(Object.getPrototypeOf([][Symbol.iterator]()) as object, "the iterator of arrays");
  watchGlobals();

  return {
    restore() {
      let changed: string | undefined;
      for (let i = 0; i < properties.length; i += 1) {
        const property = properties[i] as DataProperty;
        if (isUntouched(property)) continue;
        changed ??= property.name;
        defineProperty(property.owner, property.key, property.descriptor);
      }
      for (let i = 0; i < watched.length; i += 1) {
        const { owner, name, keys } = watched[i] as Watched;
        const now = ownKeys(owner);
        if (now.length === keys.size) continue;
        for (let k = 0; k < now.length; k += 1) {
          const key = now[k] as PropertyKey;
          // What learner code could have changed of Set is back by now.
          if (keys.has(key) || isNodesOwn(key)) continue;
          changed ??= nameOf(name, key);
          deleteProperty(owner, key);
        }
      }
      return changed;
    },
  };
}

function isUntouched({ owner, key, descriptor }: DataProperty): boolean {
  const now = getOwnPropertyDescriptor(owner, key);
  return (
    now !== undefined && is(now.value, descriptor.value) && now.get === descriptor.get && now.set === descriptor.set
  );
}

const nameOf = (owner: string, key: PropertyKey): string =>
  typeof key === "symbol"
    ? `${owner}[${String(key)}]`
    : owner === "globalThis"
      ? `the global ${String(key)}`
      : `${owner}.${String(key)}`;
