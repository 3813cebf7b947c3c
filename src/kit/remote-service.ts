/** A service of someone else: it fails, it is slow, and it does what it was asked without saying so. */
export interface RemoteService<Request = unknown, Response = unknown> {
  /**
   * Asks the service. With an idempotency key, the same request again does nothing more and gets the
   * same answer.
   *
   * @throws RemoteError `TIMEOUT`: nobody knows whether it took place.
   * @throws RemoteError `KEY_REUSED`: the key was sent with another request before.
   * @throws RemoteError `REFUSED`: it did not take place, and will not.
   */
  call(request: Request, options?: { readonly idempotencyKey?: string }): Promise<Response>;
}

/** A call to another service that failed. */
export class RemoteError extends Error {
  readonly code: "TIMEOUT" | "KEY_REUSED" | "REFUSED";

  constructor(code: RemoteError["code"], message: string) {
    super(message);
    this.name = "RemoteError";
    this.code = code;
  }
}
