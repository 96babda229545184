/** A virtual machine type of a cloud with an image that runs on it, and how many still fit. */
export type CloudFlavor = {
  flavor: string;
  image: string;
  vcpu: number;
  memoryBytes: bigint;
  storageBytes: bigint;
  /** Decimal string in `currency`. */
  pricePerHour: string;
  currency: string;
  capacity: number;
};

export type CloudMachine = {
  id: string;
  name: string;
  account: string;
  flavor: string;
  state: "running" | "stopped" | "deleted";
  tags: Record<string, string>;
};

/** Use as a host cloud counted it; `account` is the customer's host-cloud account there. */
export type CloudUsage = {
  id: string;
  instanceId: string | null;
  account: string;
  meter: string;
  quantity: string;
  startedAt: Date | null;
  endedAt: Date;
};

/** What a machine is made from. User data holds only what docs/rules.md 8.6 allows. */
export type MachineOrder = {
  /** Idempotence key: the billing event's id. */
  key: string;
  name: string;
  account: string;
  flavor: string;
  image: string;
  tags: Record<string, string>;
  userData: string;
};

/**
 * A notice to a host cloud. These are all the fields there are: neither limit nor excess leaves (docs/rules.md 5.9).
 */
export type CloudNotice = {
  id: string;
  billingEvent: string;
  account: string;
  resource: string;
  inExcess: boolean;
  secondMachine?: string;
};

export type StorageAccount = { url: string; user: string; password: string };

/** One host cloud. Every call may be repeated: the outcome of the second is that of the first. */
export interface CloudDriver {
  testConnection(): Promise<{ name: string; region: string }>;
  inventory(): Promise<CloudFlavor[]>;
  /** Use since an instant, `next` is where the following reading begins; `more` asks to read on at once. */
  usageSince(since: Date): Promise<{ records: CloudUsage[]; next: Date; more: boolean }>;
  ensureMachine(order: MachineOrder): Promise<CloudMachine>;
  machine(id: string): Promise<CloudMachine | null>;
  listTagged(name: string, value: string): Promise<CloudMachine[]>;
  deleteMachine(id: string): Promise<void>;
  notify(notice: CloudNotice): Promise<{ receipt: string }>;
  /** A storage account with a quota (a machine's granted allocation); made once, the same answer again. */
  ensureStorage(account: string, quotaBytes: bigint): Promise<StorageAccount>;
}

/** A cloud did not do what it was asked. `retry` says whether asking again may help. */
export class CloudError extends Error {
  override readonly name = "CloudError";
  constructor(
    message: string,
    readonly status: number | null,
    readonly code: "no_capacity" | "refused" | "unreachable" | "failed",
  ) {
    super(message);
  }
  get retry(): boolean {
    return this.code === "unreachable" || this.code === "failed";
  }
}
