import { styleText } from "node:util";

/** How text may look: every render function gets it, none asks the terminal. */
export interface Look {
  /** May colour be used? No meaning is ever carried by colour alone. */
  readonly color: boolean;
  /** Columns that a line may fill. */
  readonly columns: number;
}

type Format = Parameters<typeof styleText>[0];

/** The text in a style, or as it is where there is no colour. */
export function paint(look: Look, format: Format, text: string): string {
  // The caller has decided about colour already: the stream must not decide again.
  return look.color ? styleText(format, text, { validateStream: false }) : text;
}
