import type { OwnVerdictCode } from "@/server/licensing/rules";

/** Each check as a statement that is true where it passes; in the order of the verdict's table. */
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
  DOCUMENT_EXPIRED: "The document has not expired",
  NOT_ACKNOWLEDGED: "Entitlements acknowledged",
  HEARTBEAT_DEAD: "The machine sends heartbeats",
};

const untilItEnds =
  "No further document is issued. The machine works under its document until that expires; entitlement checks of programs are refused at once.";
const stops =
  "The application stops at the machine's next heartbeat; entitlement checks of programs are refused at once.";
const waits = "The machine is refused until this is resolved.";

/** The consequence of a verdict for the machine, and the remedy. */
export const verdictWords: Record<OwnVerdictCode, { now: string; todo: string }> = {
  VALID: {
    now: "The machine works under its document. A heartbeat renews it when less than half of its validity is left.",
    todo: "Nothing.",
  },
  CUSTOMER_CLOSED: { now: untilItEnds, todo: "Nothing: a closed customer's machines should be uninstalled." },
  CUSTOMER_SUSPENDED: { now: untilItEnds, todo: "Resolve the cause with the customer, then lift the suspension." },
  ACCOUNT_CLOSED: { now: untilItEnds, todo: "Nothing: a closed cloud account has no valid license." },
  ACCOUNT_SUSPENDED: { now: untilItEnds, todo: "Resolve why the cloud account is suspended." },
  REVOKED: {
    now: stops,
    todo: "Nothing: a revoked license can't be brought back. A new link sets the machine up again.",
  },
  RELEASED: { now: "The seat is free and the machine uninstalls at its next heartbeat.", todo: "Nothing." },
  SUSPENDED: { now: `${stops} Seat and data stay.`, todo: "Resume it when its cause is resolved." },
  EXPIRED: {
    now: "No document is issued any more.",
    todo: "Set the machine up again with a new link if it is still used.",
  },
  NOT_YET_VALID: { now: waits, todo: "Nothing: it becomes valid automatically." },
  PENDING: {
    now: "A seat is reserved for 30 min; after that enrolment takes a free one. No document was issued.",
    todo: "Run the installer on the machine until it ends.",
  },
  MACHINE_RETIRED: {
    now: "The machine uninstalls at its next heartbeat.",
    todo: "Release the seat if the license still holds it.",
  },
  QUARANTINED: {
    now: "Both machines that use the key are refused.",
    todo: "Decide on the machine's page which one stays.",
  },
  NO_SEAT: { now: waits, todo: "Release another seat, or give the customer a larger plan." },
  NO_DOCUMENT: { now: waits, todo: "The next heartbeat brings one. Issue again brings it sooner." },
  DOCUMENT_REVOKED: { now: waits, todo: "The next heartbeat brings a new document." },
  DOCUMENT_EXPIRED: {
    now: "The machine sent no heartbeat while its document was due for renewal, and stops working.",
    todo: "Bring the machine back online: its heartbeat renews the document.",
  },
  NOT_ACKNOWLEDGED: {
    now: "The document waits for the machine's signature; entitlement checks of programs are refused until then.",
    todo: "Wait for its next heartbeat. If none arrives, check the machine.",
  },
  HEARTBEAT_DEAD: {
    now: "The machine works under its document until that expires; entitlement checks of programs are refused.",
    todo: "Find out why the machine is silent.",
  },
};
