import { randomBytes } from "node:crypto";

/** Every kind of id with its prefix. */
const prefixes = {
  customer: "cust",
  user: "user",
  membership: "memb",
  invitation: "invt",
  apiKey: "key",
  contact: "cont",
  creditLimitRequest: "clrq",
  serviceConfiguration: "scfg",
  machine: "mach",
  machineReport: "rept",
  cloudAccount: "cacc",
  machineFeatures: "mfea",
  license: "lic",
  licenseDocument: "ldoc",
  seat: "seat",
  link: "link",
  linkUse: "luse",
  installer: "inst",
  installationStep: "step",
  cloud: "cld",
  hostCloudAccount: "hcac",
  storageRepository: "repo",
  cloudExchange: "exch",
  usageBatch: "btch",
  usageAuthority: "auth",
  usageReservation: "ures",
  usageCorrection: "corr",
  usageImport: "impt",
  usageImportRow: "irow",
  usageUpload: "upld",
  unassignedUsage: "unas",
  subscription: "subs",
  subscriptionVersion: "sver",
  discount: "disc",
  subscriptionParameter: "spar",
  limitTerms: "term",
  referenceShare: "rshr",
  standing: "stnd",
  billingEvent: "evt",
  ledgerAccount: "lacc",
  ledgerEntry: "lent",
  ledgerPosting: "lpos",
  charge: "chrg",
  adjustment: "adjm",
  statement: "stmt",
  statementLine: "line",
  statementFee: "fee",
  payment: "pay",
  taxRate: "trat",
  settlement: "setl",
  dunningStep: "dunn",
  bankFile: "bfil",
  bankEntry: "bent",
  overflow: "ovf",
  overflowStep: "ostp",
  reservation: "resv",
  notice: "ntc",
  audit: "aud",
  cronRun: "cron",
  worker: "wrk",
  webProcess: "web",
  probe: "prob",
  request: "req",
  vendor: "vend",
  service: "svc",
  plan: "plan",
  planVersion: "pver",
} as const;

export type IdKind = keyof typeof prefixes;

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's base 32, lower case
let lastMs = 0;
let lastRandom = 0n;

/**
 * A prefixed id that sorts by time: prefix, 48 bits of milliseconds, 80 random bits, in Crockford's base 32.
 * Within one process and millisecond ids rise, so that a list by id is a list by time.
 */
export function newId(kind: IdKind, at: Date): string {
  const ms = at.getTime();
  if (ms === lastMs) lastRandom += 1n;
  else {
    lastMs = ms;
    lastRandom = BigInt(`0x${randomBytes(10).toString("hex")}`) >> 1n; // room to count up
  }
  return `${prefixes[kind]}_${base32(BigInt(ms), 10)}${base32(lastRandom, 16)}`;
}

/** The lowest id of this kind that could be made at this time: what is smaller is older. */
export function firstIdAt(kind: IdKind, at: Date): string {
  return `${prefixes[kind]}_${base32(BigInt(at.getTime()), 10)}${"0".repeat(16)}`;
}

function base32(value: bigint, length: number): string {
  let text = "";
  for (let rest = value, n = 0; n < length; n++, rest >>= 5n) text = alphabet[Number(rest & 31n)] + text;
  return text;
}
