/**
 * Failures of the file system that a test cannot bring about for real: root may write everywhere,
 * and no disk is ever full. Used with `vi.mock("node:fs", …)`.
 */
export const failures = new Map<string, { readonly code: string; readonly path: string }>();

/** At most so many bytes are taken by a `writeSync`, where it is a number. */
export const shortWrites: { value: number | undefined } = { value: undefined };

type Call = (...values: never[]) => unknown;

/** The module with the calls named in `failures` failing for paths that contain the given text. */
export function failing<Module extends object>(actual: Module): Module {
  return new Proxy(actual, {
    get(target, name) {
      const real: unknown = Reflect.get(target, name);
      if (typeof real !== "function" || typeof name !== "string") return real;
      return (...values: never[]): unknown => {
        const failure = failures.get(name);
        if (failure !== undefined && String(values[0]).replaceAll("\\", "/").includes(failure.path))
          throw Object.assign(new Error(`${failure.code}: made up`), { code: failure.code, path: String(values[0]) });
        if (name === "writeSync" && shortWrites.value !== undefined)
          return (real as (...all: unknown[]) => unknown)(values[0], values[1], 0, shortWrites.value);
        return (real as Call)(...values);
      };
    },
  });
}
