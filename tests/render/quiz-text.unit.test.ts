import { describe, expect, test } from "vitest";
import { renderText } from "../../src/render/quiz/text.ts";

const plain = { color: false, columns: 60 };

describe("a question's text", () => {
  test("shows emphasis without its asterisks", () => {
    expect(renderText("It is *soon*, and **not** at `once`.", plain)).toEqual(["It is soon, and not at `once`."]);
  });

  test("leaves other asterisks alone", () => {
    expect(renderText("2 * 3 * 4, `a*b*c` and order.*", plain)).toEqual(["2 * 3 * 4, `a*b*c` and order.*"]);
  });

  test("makes control characters harmless", () => {
    expect(renderText("red \u001b[31mtext", plain).join("")).not.toContain("\u001b");
  });
});
