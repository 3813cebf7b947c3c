import { createRequire } from "node:module";

// The clients are installed on demand, so the project's type check must do without their types: what is
// used of them is written down here.

/** What is used of `pg`. */
export interface PgClient {
  query(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ readonly rows: readonly unknown[]; readonly rowCount: number | null }>;
}

export interface PgPooled extends PgClient {
  release(destroy?: boolean): void;
}

export interface PgPool extends PgClient {
  connect(): Promise<PgPooled>;
  on(event: "error", listener: (error: Error) => void): void;
  end(): Promise<void>;
}

export interface Pg {
  readonly Pool: new (options: object) => PgPool;
}

/** What is used of `amqplib`. */
export interface AmqpMessage {
  readonly content: Buffer;
  readonly fields: { readonly redelivered: boolean };
  readonly properties: { readonly messageId?: unknown; readonly headers?: Readonly<Record<string, unknown>> };
}

export interface AmqpChannel {
  assertQueue(queue: string, options: object): Promise<unknown>;
  checkQueue(queue: string): Promise<unknown>;
  deleteQueue(queue: string): Promise<unknown>;
  prefetch(count: number): Promise<unknown>;
  consume(queue: string, handler: (message: AmqpMessage | null) => void): Promise<{ readonly consumerTag: string }>;
  cancel(consumerTag: string): Promise<unknown>;
  sendToQueue(queue: string, content: Buffer, options: object): boolean;
  waitForConfirms(): Promise<void>;
  ack(message: AmqpMessage): void;
  nack(message: AmqpMessage, allUpTo: boolean, requeue: boolean): void;
}

export interface AmqpConnection {
  createConfirmChannel(): Promise<AmqpChannel>;
  close(): Promise<void>;
}

export interface Amqp {
  connect(url: string): Promise<AmqpConnection>;
}

const require = createRequire(import.meta.url);

export const loadPg = (): Pg => require("pg") as Pg;

export const loadAmqp = (): Amqp => require("amqplib") as Amqp;

/** What the script has found, by the name of its variable. */
export function found(variable: string): string {
  const value = process.env[variable];
  if (value !== undefined) return value;
  throw new Error(
    `${variable} is not set: these tests are started by \`npm run test:services\`, which looks for services.`,
  );
}
