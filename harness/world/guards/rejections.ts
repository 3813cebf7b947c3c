/** Rejections that nobody handled, while schedules are being tried. */
export interface RejectionWatch {
  /** The first one since the last call. */
  take(): { readonly error: unknown } | undefined;
  stop(): void;
}

/** Takes the place of everyone who listens for lost rejections, so that each is told of its schedule. */
export function watchRejections(): RejectionWatch {
  const others = process.listeners("unhandledRejection");
  let first: { readonly error: unknown } | undefined;
  const listener = (error: unknown): void => {
    first ??= { error };
  };
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", listener);
  return {
    take() {
      const seen = first;
      first = undefined;
      return seen;
    },
    stop() {
      process.off("unhandledRejection", listener);
      for (const other of others) process.on("unhandledRejection", other);
    },
  };
}
