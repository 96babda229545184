"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Menu } from "@/components/ui/menu";

const roles = ["owner", "operator", "finance", "support"] as const;

/** What an owner may do with a member of staff. */
export function StaffActs({
  member,
  refusal,
}: {
  member: { userId: string; email: string; name: string | null; role: (typeof roles)[number] };
  refusal?: string;
}) {
  const trpc = useTRPC();
  const { userId } = member;
  const change = useWrite(trpc.identity.changeStaff.mutationOptions(), { done: "Changed." });
  const end = useWrite(trpc.identity.endSessions.mutationOptions(), {
    done: "Every session of this person has ended.",
  });
  return (
    <Menu
      label={`Actions for ${member.name ?? member.email}`}
      items={[
        ...roles.map((role) => ({
          id: role,
          label: `Make ${role}`,
          on: member.role === role,
          disabledReason: refusal,
          onAction: () => change.write({ userId, role }),
        })),
        {
          id: "end",
          label: "End all sessions",
          icon: "logout" as const,
          divided: true,
          disabledReason: refusal,
          onAction: () => end.write({ userId }),
        },
        {
          id: "remove",
          label: "Take off the staff",
          icon: "trash" as const,
          danger: true,
          disabledReason: refusal,
          onAction: () => change.write({ userId, role: null }),
        },
      ]}
    />
  );
}
