"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Menu } from "@/components/ui/menu";

const roles = ["owner", "operator", "finance", "support"] as const;

/** The menu of a member of staff, for owners. */
export function StaffActions({
  member,
  refusal,
}: {
  member: { userId: string; email: string; name: string | null; role: (typeof roles)[number] };
  refusal?: string;
}) {
  const trpc = useTRPC();
  const { userId } = member;
  const change = useWrite(trpc.identity.changeStaff.mutationOptions(), { done: "Role changed." });
  const end = useWrite(trpc.identity.endSessions.mutationOptions(), {
    done: "All sessions of this person have ended.",
  });
  if (refusal !== undefined) return null;
  return (
    <Menu
      label={`Actions for ${member.name ?? member.email}`}
      items={[
        ...roles
          .filter((role) => role !== member.role)
          .map((role) => ({
            id: role,
            label: `Make ${role}`,
            onAction: () => change.write({ userId, role }),
          })),
        {
          id: "end",
          label: "End all sessions",
          icon: "logout" as const,
          divided: true,
          onAction: () => end.write({ userId }),
        },
        {
          id: "remove",
          label: "Remove from staff",
          icon: "trash" as const,
          danger: true,
          onAction: () => change.write({ userId, role: null }),
        },
      ]}
    />
  );
}
