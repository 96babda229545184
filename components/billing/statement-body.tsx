import type { Address } from "@/components/list/address";
import type { StatementPage } from "@/server/money/statement-view";
import type { CloudLook } from "@/server/reads/standings";
import { StatementDunning } from "./statement-dunning";
import { StatementFacts, StatementParties, StatementSettlements } from "./statement-facts";
import { StatementTable } from "./statement-table";
import { TaxBreakdown } from "./tax-breakdown";

/** A statement on its page: what it comes to, who bills whom, its lines, and what settled it. */
export function StatementBody({
  address,
  statement,
  clouds,
  now,
  here,
}: {
  address: Address;
  statement: StatementPage;
  clouds: CloudLook[];
  now: Date;
  /** The address of its page. */
  here: string;
}) {
  return (
    <>
      <StatementFacts statement={statement} now={now} />
      <StatementDunning statement={statement} now={now} />
      <StatementParties statement={statement} here={here} />
      <div className="mb-4 min-w-0">
        <StatementTable
          address={address}
          period={statement.content}
          standings={[]}
          clouds={clouds}
          now={now}
          csvHref={`${here}/export`}
        />
      </div>
      <TaxBreakdown content={statement.content} className="mb-4" />
      <StatementSettlements statement={statement} />
    </>
  );
}
