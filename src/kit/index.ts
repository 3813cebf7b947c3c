export type { EventMetadata, NewEvent, Recorded, RecordedEvent } from "./event.ts";
export type {
  AppendResult,
  EventHandler,
  EventStore,
  ReadOptions,
  StreamSlice,
  Subscription,
  SubscriptionEnd,
} from "./event-store.ts";
export { UniqueViolation, type EventTable, type PlacedEvent } from "./event-table.ts";
export type { ConditionalAppend, ExpectedVersion, StreamState } from "./expected-version.ts";
export { CommandRefused, ConcurrencyError, NotImplemented } from "./errors.ts";
export type { CatchUp, CatchUpEnd, CatchUpOptions, CatchUpSubscription, EventLog, Listening } from "./catch-up.ts";
export type { Clock, Ids } from "./ports.ts";
export type { Cause, CreatedEvent, EventContext, EventFactory, EventOrigin } from "./event-factory.ts";
export { MalformedEvent, type EnvelopeProblem } from "./wire.ts";
export { UnknownPosition, type Fold } from "./fold.ts";
export type { Decider, DomainEvent } from "./decider.ts";
export { SpecificationFailed, type GivenStep, type Specification, type WhenStep } from "./specification.ts";
export { BUSINESS_VERBS, CRUD_VERBS, QUERY_VERBS, type MessageKind, type NameVerdict, type Verb } from "./naming.ts";
export {
  DuplicateHandler,
  NoHandler,
  type Command,
  type CommandHandler,
  type KeyValueReader,
  type KeyValueStore,
  type MessageBus,
  type PublishReport,
  type Query,
  type QueryHandler,
  type Subscriber,
  type SubscriberFailure,
} from "./bus.ts";
export type {
  IntegrationEvent,
  MinorUnits,
  OrderCancelledData,
  OrderDomainEvent,
  OrderIntegrationEvent,
  OrderPlacedData,
} from "./public-order.ts";
export type { Timeline, TimelineEntry, TimelineLane } from "./timeline.ts";
export type { RandomSource, RunningTimer, Timers } from "./timers.ts";
export {
  DATABASE_ERRORS,
  DatabaseError,
  type Changes,
  type Comparison,
  type Database,
  type Isolation,
  type OpenTransaction,
  type Row,
  type SelectOptions,
  type Statements,
  type Transaction,
  type TransactionIds,
  type Where,
} from "./database.ts";
export { BrokerError, type Delivery, type QueueChannel, type QueueConsumer, type QueueMessage } from "./queue.ts";
export type { LogBroker, LogConsumer, LogRecord, NewRecord, PartitionOffset } from "./log-broker.ts";
export { RemoteError, type RemoteService } from "./remote-service.ts";
export type { KeyValueClient, SetOptions } from "./key-value.ts";
export type { ConsumerTables, Effect, InboxRow, MessageHandler } from "./inbox.ts";
export {
  WindowFull,
  type DedupWindow,
  type MessageIdentity,
  type RedeliveryPolicy,
  type SteadyClock,
  type WindowPorts,
} from "./dedup-window.ts";
export {
  PaymentChanged,
  type ChargeRow,
  type GatewayAnswer,
  type GatewayRequest,
  type Payment,
  type PaymentGateway,
  type PaymentResult,
  type PaymentTables,
} from "./payments.ts";
export {
  OutOfStock,
  type CheckoutOrder,
  type CheckoutPorts,
  type CheckoutTables,
  type CountedRow,
  type LeaseRow,
  type OutboxRelay,
  type OutboxRow,
  type OutboxWorker,
  type PurgeableRow,
  type PurgePorts,
  type RelayPorts,
  type RelayTables,
  type WorkerPorts,
} from "./outbox.ts";
export type { HighWaterMark, HighWaterTables, NumberedEvent } from "./numbered-log.ts";
export type { LoggedEvent, Poll, PollerTables, SafePoller } from "./safe-poller.ts";
export type { EventStoreClient } from "./event-store-client.ts";
export {
  orderFold,
  orderIdOf,
  orderStream,
  type NewOrderEvent,
  type OrderCommand,
  type OrderEvent,
  type OrderLine,
  type OrderState,
} from "./order.ts";
export type { Aggregate, DataOf, OrderAggregate } from "./aggregate.ts";
export {
  BreakerOpen,
  CallTimeout,
  type BreakerOptions,
  type BreakerPorts,
  type CircuitBreaker,
} from "./circuit-breaker.ts";
export type { AdaptiveLimit, AdaptiveLimitOptions, AdaptiveLimitPorts, CallOutcome, Place } from "./adaptive-limit.ts";
export {
  DeadlineExceeded,
  DoNotRetry,
  type RetryBudget,
  type RetryBudgetOptions,
  type RetryBudgetPorts,
} from "./retry-budget.ts";
export {
  InvalidCommand,
  type CommandPorts,
  type OrderAnswer,
  type OrderCommands,
  type OrderQueries,
  type OrderRequest,
  type QueryPorts,
  type WaitFor,
} from "./cqrs.ts";
export type {
  LineRow,
  OrderListRow,
  OrderMessage,
  OrderRow,
  OrderService,
  OrderServicePorts,
  OrderServiceTables,
  PublicLine,
  ShopLine,
  ShopOrder,
} from "./order-service.ts";
export {
  MissingEvents,
  type LoadedStream,
  type SchemaSnapshotRow,
  type SchemaSnapshots,
  type SchemaSnapshotsPorts,
  type SchemaSnapshotTables,
  type Snapshot,
  type SnapshotPolicy,
  type SnapshotPolicyPorts,
  type SnapshotRepository,
  type SnapshotRepositoryPorts,
  type SnapshotRow,
  type SnapshotSchema,
  type SnapshotStore,
  type SnapshotTables,
} from "./snapshots.ts";
export {
  nextPeriod,
  periodFold,
  periodStream,
  type BookkeepingPorts,
  type Bookkeeper,
  type NewPeriodEvent,
  type PeriodArchive,
  type PeriodBalance,
  type PeriodEvent,
  type PeriodState,
  type RecordedPeriodEvent,
} from "./periods.ts";
export { asEvents, historyOf } from "./history.ts";
export type { OrderRepository, OrderRepositoryPorts } from "./repository.ts";
export type { CommandHandlerPorts, CommandOutcome, HandleOptions, StreamCommandHandler } from "./command-handling.ts";
export type { CommandEndpoint, CommandEndpointPorts, CommandRequest, CommandResponse } from "./conditional-request.ts";
export type {
  DeadlineCommand,
  DeadlineMessage,
  DeadlinePorts,
  DeadlineRow,
  DeadlineTables,
  OrderProcessCommand,
  OrderProcessMessage,
  OrderProcessState,
  PaymentDeadlines,
  ProcessDecider,
  ProcessInboxRow,
  ProcessMessageHandler,
  ProcessPorts,
  ProcessRow,
  ProcessTables,
  TimerRow,
} from "./process.ts";
export type {
  CompensationEnd,
  CompensationPorts,
  Fulfilment,
  FulfilmentPorts,
  FulfilmentRequest,
  LockableOrderRow,
  SagaAlert,
  SagaRow,
  SagaStepName,
  SagaStepRow,
  SagaTables,
  UndoAnswer,
  UndoRequest,
} from "./saga.ts";
export {
  EventGap,
  type CheckpointRow,
  type DailyRevenueRow,
  type OrderViewRow,
  type Projection,
} from "./projection.ts";
export type {
  ProjectionProgress,
  ProjectionRunner,
  ReadModelTables,
  RunnerPorts,
  SalesRow,
} from "./projection-runner.ts";
export type {
  BlueGreen,
  BlueGreenPorts,
  CustomerRow,
  DocumentRow,
  DocumentView,
  LiveRow,
  ParallelRebuild,
  ParallelRebuildPorts,
  PartitionedTables,
  PartitionRow,
  Reaction,
  Rebuild,
  RebuildPorts,
  ShopHandler,
  Slot,
  SlotRow,
  SlottedTables,
  SlottedView,
  TakingsRow,
} from "./rebuild.ts";
export type { OrderPorts, OrderRefusal, OrderRules } from "./order-rules.ts";
export type { ClassicAggregate, DeciderAggregate, OpenClassic, Raised } from "./decider-aggregate.ts";
export { QueueFull, type BoundedConsumer, type BoundedConsumerPorts } from "./flow-control.ts";
export type { PermitRequest, TokenBucket, TokenBucketOptions, TokenBucketPorts } from "./token-bucket.ts";
export type { PulledRecord, PullConsumer, PullConsumerPorts, PullSource, Watermarks } from "./pull-consumer.ts";
export type {
  AvailableRow,
  DeclaredReaction,
  FanIn,
  FlowDeclaration,
  FlowEvent,
  FlowFindings,
  FlowHandler,
  FlowInboxRow,
  FlowOutboxRow,
  FlowRecords,
  HeardRow,
  HeardTables,
  ReactorPorts,
  StockOrderRow,
  StockTables,
  TraceNode,
} from "./choreography.ts";
export {
  PersonForgotten,
  REDACTED,
  ValueTampered,
  type FieldsEvent,
  type ForgetPorts,
  type Forgetting,
  type Gift,
  type GiftMessageRow,
  type GiftSnapshotRow,
  type GiftStatisticsRow,
  type GiftTables,
  type KeyVault,
  type OpenedEvent,
  type PersonalFields,
  type PersonRow,
  type PiiVault,
  type PiiVaultPorts,
  type RandomBytes,
  type SealedValue,
} from "./privacy.ts";
export type {
  NewTenantEvent,
  Session,
  TenantCheckpointRow,
  TenantEvent,
  TenantFailure,
  TenantHandler,
  TenantLog,
  TenantReadOptions,
  TenantRouter,
  TenantRouterPorts,
  TenantTables,
} from "./tenancy.ts";
export {
  Shed,
  type Arrival,
  type Importance,
  type LoadShedder,
  type ShedMarks,
  type ShedderPorts,
} from "./load-shedding.ts";
export type {
  ClientRates,
  HttpRequest,
  HttpResponse,
  Middleware,
  OverloadOptions,
  OverloadPorts,
  ResponseEvent,
} from "./overload.ts";
