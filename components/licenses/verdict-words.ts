import type { OwnVerdictCode } from "@/server/licensing/rules";

/** What each check asks, as it reads where it holds; in the order of the verdict's table. */
export const checkWords: Record<Exclude<OwnVerdictCode, "VALID">, string> = {
  CUSTOMER_CLOSED: "Customer is not closed",
  CUSTOMER_SUSPENDED: "Customer is active",
  ACCOUNT_CLOSED: "Cloud account is not closed",
  ACCOUNT_SUSPENDED: "Cloud account is open",
  REVOKED: "Not revoked",
  RELEASED: "Not released",
  SUSPENDED: "Not suspended",
  EXPIRED: "Not expired",
  NOT_YET_VALID: "Valid already",
  PENDING: "The machine has enrolled",
  MACHINE_RETIRED: "The machine is not retired",
  QUARANTINED: "No clone of the key",
  NO_SEAT: "Holds a seat, or needs none",
  NO_DOCUMENT: "A document was issued",
  DOCUMENT_REVOKED: "The document is not revoked",
  DOCUMENT_EXPIRED: "Within the document's life",
  NOT_ACKNOWLEDGED: "Entitlements acknowledged",
  HEARTBEAT_DEAD: "The machine is heard",
};

const untilItEnds =
  "No further document is issued. The machine works under the one it has until that ends; programs that ask are refused at once.";
const stops = "The application stops with the machine's next heartbeat; programs that ask are refused at once.";
const waits = "The machine is refused until this is settled.";

/** What a verdict means for the machine now, and what sets it right. */
export const verdictWords: Record<OwnVerdictCode, { now: string; act: string }> = {
  VALID: {
    now: "The machine works under its document. A heartbeat renews it when less than half its life is left.",
    act: "Nothing.",
  },
  CUSTOMER_CLOSED: { now: untilItEnds, act: "Nothing: a closed customer's machines are to be uninstalled." },
  CUSTOMER_SUSPENDED: { now: untilItEnds, act: "Settle with the customer, then lift the suspension." },
  ACCOUNT_CLOSED: { now: untilItEnds, act: "Nothing: a closed cloud account licenses nothing." },
  ACCOUNT_SUSPENDED: { now: untilItEnds, act: "Settle why the cloud account is suspended." },
  REVOKED: {
    now: stops,
    act: "Nothing: a revoked license can't be brought back. A new link sets the machine up again.",
  },
  RELEASED: { now: "The seat is free and the machine is told to uninstall.", act: "Nothing." },
  SUSPENDED: { now: `${stops} Seat and data stay.`, act: "Resume it when its reason is settled." },
  EXPIRED: {
    now: "No document is issued any more.",
    act: "Set the machine up again with a new link if it is to go on.",
  },
  NOT_YET_VALID: { now: waits, act: "Nothing: it becomes valid by itself." },
  PENDING: {
    now: "A seat is kept for 30 min; lapsed, enrolment takes a free one. No document was issued.",
    act: "Run the installer on the machine to its end.",
  },
  MACHINE_RETIRED: { now: "The machine is told to uninstall.", act: "Release the seat if the license still holds it." },
  QUARANTINED: {
    now: "Both machines that use the key are refused.",
    act: "Choose which one stays, on the machine's page.",
  },
  NO_SEAT: { now: waits, act: "Release another seat, or give the customer a larger plan." },
  NO_DOCUMENT: { now: waits, act: "The next heartbeat brings one. Issue again brings it before." },
  DOCUMENT_REVOKED: { now: waits, act: "The next heartbeat brings a new document." },
  DOCUMENT_EXPIRED: {
    now: "The machine was not heard while its document was to be renewed, and stops working under it.",
    act: "Bring the machine back on line: its heartbeat renews the document.",
  },
  NOT_ACKNOWLEDGED: {
    now: "The document waits for the machine's signature; programs that ask are refused until then.",
    act: "Wait for its next heartbeat. If none comes, look at the machine.",
  },
  HEARTBEAT_DEAD: {
    now: "The machine works under its document until that ends; programs that ask are refused.",
    act: "Find out why the machine is silent.",
  },
};
