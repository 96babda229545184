import type { ListAction } from "@/components/list/list-action";
import { type CustomerState, customerChanges } from "@/server/configuration/states";

/** What can be done to a customer in its state, apart from its information; `refusal` where this person may not. */
export function customerActions(
  customer: { id: string; name: string; state: CustomerState },
  refusal: string | undefined,
): ListAction[] {
  const { id, name, state } = customer;
  const call = (change: keyof typeof customerChanges) => ({
    mutation: "customers.changeState" as const,
    input: { customerId: id, change },
  });
  const all: (ListAction & { id: keyof typeof customerChanges })[] = [
    {
      id: "suspend",
      label: "Suspend…",
      icon: "pause",
      title: `Suspend ${name}`,
      body: "Its people and programs can look and change nothing. What its machines send is stored and not counted; use that its programs send is still billed. It can be resumed.",
      confirm: "Suspend",
      destructive: true,
      asksReason: "company",
      disabledReason: refusal,
      done: `${name} is suspended.`,
      call: call("suspend"),
    },
    {
      id: "resume",
      label: "Resume…",
      icon: "play",
      title: `Resume ${name}`,
      body: "Its people and programs can change things again, and the use of its machines counts from now on.",
      confirm: "Resume",
      asksReason: "company",
      disabledReason: refusal,
      done: `${name} is active again.`,
      call: call("resume"),
    },
    {
      id: "close",
      label: "Close…",
      icon: "ban",
      title: `Close ${name}`,
      body: "Its people can look and change nothing, and no use of it is taken any more. Statements and the audit log stay. This can't be undone.",
      confirm: "Close company",
      destructive: true,
      divided: true,
      typed: name,
      asksReason: "company",
      disabledReason: refusal,
      done: `${name} is closed.`,
      call: call("close"),
    },
  ];
  return all.filter((action) => customerChanges[action.id].from.some((from) => from === state));
}
