import { database } from "@/db";
import type { Entitlement } from "@/db/schema/licensing";
import type { MachineState } from "../collection/states";
import type { CustomerState } from "../configuration/states";
import type { Request } from "../context";
import { notFound } from "../errors";
import { type Checked, licenseVerdict } from "./rules";
import { type CloudAccountState, type LicenseState, licenseSets } from "./states";

/** One row with everything the verdict is judged by; times in milliseconds since 1970. */
type Row = {
  customer_state: CustomerState;
  machine_state: MachineState;
  service: string;
  account_state: CloudAccountState | null;
  license_id: string | null;
  license_state: LicenseState;
  kind: "standard" | "overflow";
  features: string[];
  entitlements: Entitlement[];
  allocation_bytes: string | null;
  valid_from: number;
  valid_to: number;
  has_seat: boolean;
  document_id: string | null;
  document_expires_at: number;
  document_revoked_at: number | null;
  document_acknowledged_at: number | null;
};

const instantOf = (milliseconds: number) => new Date(milliseconds);

/**
 * The verdict on a machine's license in one statement, without a transaction of its own: programs ask it before each
 * thing they do. `customerId` null is the provider's, in the provider's role: the machine's own company is looked up.
 * The company is set first by the order of the joins (`offset 0` and the reference to `who.id` prevent the planner from
 * choosing another), so that every row below passes the policies of its role.
 * @throws not_found for a machine that is not known, or another company's.
 */
export async function checkEntitlement(
  { now }: Pick<Request, "now">,
  asks: { customerId: string | null; machineId: string; service?: string; feature?: string },
) {
  const { customerSql, providerSql, answered } = database();
  const [row] = await answered(
    () => (asks.customerId === null ? providerSql : customerSql)<Row[]>`
    select found.* from (
      select set_config('spillway.customer_id',
        coalesce(${asks.customerId}::text, (select m.customer_id from machines m where m.id = ${asks.machineId})), true) as id offset 0
    ) who cross join lateral (
      select c.state as customer_state, m.state as machine_state, s.slug as service, a.state as account_state,
        l.id as license_id, l.state as license_state, l.kind, l.features, l.entitlements, l.allocation_bytes::text,
        (extract(epoch from l.valid_from) * 1000)::float8 as valid_from,
        (extract(epoch from l.valid_to) * 1000)::float8 as valid_to,
        exists (select 1 from seats t where t.customer_id = m.customer_id and t.license_id = l.id
          and t.reserved_until is null) as has_seat,
        d.id as document_id,
        (extract(epoch from d.expires_at) * 1000)::float8 as document_expires_at,
        (extract(epoch from d.revoked_at) * 1000)::float8 as document_revoked_at,
        (extract(epoch from d.acknowledged_at) * 1000)::float8 as document_acknowledged_at
      from machines m
      join customers c on c.id = m.customer_id
      join services s on s.id = m.service_id
      left join lateral (
        select * from licenses l where l.customer_id = m.customer_id and l.machine_id = m.id
        order by (l.state = any(${[...licenseSets.current]})) desc, l.created_at desc, l.id desc limit 1
      ) l on true
      left join cloud_accounts a on a.customer_id = m.customer_id and a.id = l.cloud_account_id
      left join lateral (
        select * from license_documents d where d.customer_id = m.customer_id and d.license_id = l.id
        order by d.seq desc limit 1
      ) d on true
      where m.customer_id = who.id and m.id = ${asks.machineId} offset 0
    ) found`,
  );
  if (!row) throw notFound("machine", asks.machineId);
  const license = row.license_id === null ? null : licenseOf(row, row.license_id);
  const verdict = licenseVerdict({
    now,
    customerState: row.customer_state,
    accountState: row.account_state ?? "open",
    machineState: row.machine_state,
    license: license && { ...license, validFrom: instantOf(row.valid_from) },
    hasSeat: row.has_seat,
    document: row.document_id === null ? null : documentOf(row),
    serviceMatches: asks.service === undefined || asks.service === row.service,
    keyMatches: true,
    featureGranted: asks.feature === undefined || (license?.features.includes(asks.feature) ?? false),
  });
  return { ...verdict, service: row.service, license };
}

const licenseOf = (row: Row, id: string) => ({
  id,
  state: row.license_state,
  kind: row.kind,
  features: row.features,
  entitlements: row.entitlements,
  allocationBytes: row.allocation_bytes,
  validTo: instantOf(row.valid_to),
});

const documentOf = (row: Row): NonNullable<Checked["document"]> => ({
  expiresAt: instantOf(row.document_expires_at),
  revokedAt: row.document_revoked_at === null ? null : instantOf(row.document_revoked_at),
  acknowledgedAt: row.document_acknowledged_at === null ? null : instantOf(row.document_acknowledged_at),
});
