/** The current time. Your code asks a clock instead of calling `new Date()`, so that a test owns time. */
export interface Clock {
  now(): Date;
}

/** Fresh identifiers, unique for the life of the system. */
export interface Ids {
  next(): string;
}
