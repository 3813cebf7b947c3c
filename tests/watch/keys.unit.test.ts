import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { openKeyboard, parseKeys, typeInto } from "../../src/cli/keys.ts";

test("printable characters are keys as they are", () => {
  expect(parseKeys("hq?4é")).toEqual(["h", "q", "?", "4", "é"]);
});

test("control characters and sequences have names", () => {
  expect(parseKeys("\u0003\r\u001b[A\u001b[B\u001bOA\u007f \u001a")).toEqual([
    "ctrl-c",
    "enter",
    "up",
    "down",
    "up",
    "backspace",
    "space",
    "ctrl-z",
  ]);
});

test("escape alone is a key, and a sequence that nobody knows is none", () => {
  expect(parseKeys("\u001b")).toEqual(["escape"]);
  expect(parseKeys("\u001b[200~\u001b[1;5Cx\u0001")).toEqual(["x"]);
});

test("a line grows by characters and shrinks by backspace; names of keys are no text", () => {
  expect(typeInto("stor", "e")).toBe("store");
  expect(typeInto("store", "backspace")).toBe("stor");
  expect(typeInto("a", "space")).toBe("a ");
  expect(typeInto("a", "enter")).toBe("a");
});

/** The part of a terminal that a keyboard uses. */
class FakeTerminal extends EventEmitter {
  raw = false;
  flowing = false;
  setRawMode(raw: boolean): this {
    this.raw = raw;
    return this;
  }
  pause(): this {
    this.flowing = false;
    return this;
  }
  resume(): this {
    this.flowing = true;
    return this;
  }
}

test("a keyboard gives the terminal back while it pauses and when it is closed", () => {
  const terminal = new FakeTerminal();
  const keys: string[] = [];
  const keyboard = openKeyboard(terminal as unknown as NodeJS.ReadStream, (key) => keys.push(key));
  expect([terminal.raw, terminal.flowing]).toEqual([true, true]);
  terminal.emit("data", Buffer.from("ab"));
  keyboard.pause();
  expect([terminal.raw, terminal.flowing]).toEqual([false, false]);
  terminal.emit("data", Buffer.from("c"));
  keyboard.resume();
  terminal.emit("data", Buffer.from("d"));
  keyboard.close();
  expect([terminal.raw, terminal.flowing]).toEqual([false, false]);
  expect(keys).toEqual(["a", "b", "d"]);
});
