import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { formatCounted } from "@/components/ui/format";
import { LinkButton } from "@/components/ui/link-button";
import { Rows } from "@/components/ui/rows";
import type { MoneyOverview } from "@/server/reads/money-overview";

type Needs = MoneyOverview["needs"];

const kinds: { of: keyof Needs; one: string; many: string; detail: string; href: string; act: string }[] = [
  {
    ...{ of: "behind", one: "customer waits for a statement", many: "customers wait for their statements" },
    ...{ detail: "A month has ended and is not closed.", href: "/admin/statements", act: "Issue" },
  },
  {
    ...{ of: "overdue", one: "statement is overdue", many: "statements are overdue" },
    ...{
      detail: "It was not paid by the day on which it is due.",
      href: "/admin/statements?state=overdue",
      act: "See",
    },
  },
  {
    ...{ of: "bankEntries", one: "bank entry waits", many: "bank entries wait" },
    ...{ detail: "Nothing is paid by it before it is confirmed.", href: "/admin/statements/bank", act: "Decide" },
  },
  {
    ...{ of: "adjustments", one: "adjustment is proposed", many: "adjustments are proposed" },
    ...{ detail: "Corrected use was billed too much.", href: "/admin/billing-events", act: "Decide" },
  },
  {
    ...{ of: "creditLimits", one: "credit limit is requested", many: "credit limits are requested" },
    ...{ detail: "Overflow machines wait where credit ends.", href: "/admin/customers", act: "Decide" },
  },
  {
    ...{ of: "mails", one: "mail about a statement failed", many: "mails about statements failed" },
    ...{
      detail: "The company may not know that it is to pay.",
      href: "/admin/notices?kind=mail&state=failing",
      act: "See",
    },
  },
];

/** What waits for finance, with where it is done. */
export function NeedsFinance({ needs }: { needs: Needs }) {
  const open = kinds.filter(({ of }) => needs[of].n > 0);
  return (
    <Card
      title="Needs finance"
      badge={
        <Badge pill shape={open.length === 0 ? "dot" : "triangle"} tone={open.length === 0 ? "fine" : "near"}>
          {open.length}
        </Badge>
      }
      flush
    >
      {open.length === 0 ? <p className="px-4 pb-4 text-ink-2">Nothing waits.</p> : null}
      <Rows
        items={open.map(({ of, one, many, detail, href, act }) => ({
          id: of,
          title: `${formatCounted(needs[of])} ${needs[of].n === 1 ? one : many}`,
          detail,
          action: (
            <LinkButton href={href} size="small">
              {act}
            </LinkButton>
          ),
        }))}
      />
    </Card>
  );
}
