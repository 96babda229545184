import { database } from "@/db";
import type { CustomerState } from "../configuration/states";
import { DomainError } from "../errors";
import { type LicenseState, licenseSets } from "../licensing/states";
import type { MachineStanding } from "./machine-standing";
import type { MachineState } from "./states";

type Time = Date | string | null;
type Row = {
  customer_id: string;
  public_key_pem: string | null;
  state: MachineState;
  enrolled_at: Time;
  retired_at: Time;
  customer_state: CustomerState;
  license_state: LicenseState | null;
  valid_to: Time;
  ended_at: Time;
  withdrawn_at: Time;
};

/**
 * Whose machine this is, its key and how it stands, before any customer is known. One statement, prepared, without a
 * transaction: this stands before every heartbeat and every reading.
 * @throws unauthenticated
 */
export async function resolveMachine(
  machineId: string,
): Promise<{ customerId: string; publicKeyPem: string; standing: MachineStanding }> {
  const { providerSql, answered } = database();
  // The current license, else the newest: there is never more than one current.
  const [row] = await answered(
    () => providerSql<Row[]>`
      select m.customer_id, m.public_key_pem, m.state, m.enrolled_at, m.retired_at, c.state as customer_state,
             l.state as license_state, l.valid_to, l.ended_at,
             (select max(d.revoked_at) from license_documents d
               where d.customer_id = l.customer_id and d.license_id = l.id) as withdrawn_at
        from machines m
        join customers c on c.id = m.customer_id
        left join licenses l on l.customer_id = m.customer_id and l.machine_id = m.id
       where m.id = ${machineId}
       order by l.state::text = any(${[...licenseSets.current]}) desc nulls last, l.created_at desc, l.id desc
       limit 1`,
  );
  if (!row?.public_key_pem)
    throw new DomainError("unauthenticated", "This machine is not known here. Install it anew with a new link.");
  const { license_state: state, valid_to: validTo } = row;
  const license = state !== null && validTo !== null;
  return {
    customerId: row.customer_id,
    publicKeyPem: row.public_key_pem,
    standing: {
      state: row.state,
      enrolledAt: timeOf(row.enrolled_at),
      retiredAt: timeOf(row.retired_at),
      customerState: row.customer_state,
      license: license
        ? { state, validTo: new Date(validTo), endedAt: timeOf(row.ended_at), withdrawnAt: timeOf(row.withdrawn_at) }
        : null,
    },
  };
}

const timeOf = (time: Time): Date | null => (time === null ? null : new Date(time));
