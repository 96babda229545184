import type { CloudMachineState } from "./states";

/** A decimal amount an hour, with its currency. */
export type HourlyPrice = { amount: string; currency: string };

/** A virtual machine type of a cloud with an image that runs on it, and how many more of it fit. */
export type CloudFlavor = {
  flavor: string;
  image: string;
  vcpu: number;
  memoryBytes: bigint;
  storageBytes: bigint;
  /** null: the cloud names no price. */
  price: HourlyPrice | null;
  capacity: number;
};

export type CloudMachine = {
  id: string;
  name: string;
  /** The customer's host-cloud account. */
  account: string;
  flavor: string;
  state: CloudMachineState;
  tags: Record<string, string>;
};

/** Use as a host cloud counted it. */
export type CloudUsage = {
  id: string;
  instanceId: string | null;
  account: string;
  meter: string;
  quantity: string;
  startedAt: Date | null;
  endedAt: Date;
};

/** One reading of a cloud's use. `next` is where the following reading begins; `more` asks to read on at once. */
type UsageReading = { records: CloudUsage[]; next: string; more: boolean };

/** What a machine is made from. User data holds only what docs/rules.md 8.6 allows. */
type MachineOrder = {
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

/** What may be asked of a cloud, by capability. Every call may be repeated: the second has the first one's outcome. */
export type CloudCalls = {
  inventory: { inventory(): Promise<CloudFlavor[]> };
  /** `cursor` is the `next` of the last reading and means something to the driver alone; null: the first reading. */
  usage: { usageSince(cursor: string | null): Promise<UsageReading> };
  machines: {
    /** One machine for one key, however often it is asked for. */
    ensureMachine(order: MachineOrder): Promise<CloudMachine>;
    machine(id: string): Promise<CloudMachine | null>;
    /** Every machine that has the tag and is not deleted, however many pages the cloud answers in. */
    listTagged(name: string, value: string): Promise<CloudMachine[]>;
    /** A machine that is gone already is no error. */
    deleteMachine(id: string): Promise<void>;
  };
  /** A storage account with a quota (a machine's granted allocation); made once, the same answer again. */
  storage: { ensureStorage(account: string, quotaBytes: bigint): Promise<StorageAccount> };
  /** The same notice again gives the receipt of the first. */
  notices: { notify(notice: CloudNotice): Promise<{ receipt: string }> };
};
/** A capability that is a set of calls. */
export type CallCapability = keyof CloudCalls;

/** What a driver can do at its cloud. `prices` adds no call: each flavor of its inventory has a price. */
const capabilities = ["inventory", "prices", "usage", "machines", "storage", "notices"] as const;
export type Capability = (typeof capabilities)[number];

/** An open connection to one host cloud: the calls of `C` are there, any other may be missing. */
export type CloudDriver<C extends Capability = never> = {
  /** @throws CloudError */
  testConnection(): Promise<{ name: string; region: string }>;
} & Partial<CloudCalls> &
  Pick<CloudCalls, C & CallCapability>;

/** A cloud did not do what it was asked. `retry` is whether asking again may help. */
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
