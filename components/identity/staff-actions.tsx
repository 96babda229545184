"use client";
import { useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
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
  const remove = useWrite(trpc.identity.changeStaff.mutationOptions(), {
    done: `${member.name ?? member.email} is no longer staff.`,
  });
  const [removing, setRemoving] = useState(false);
  const end = useWrite(trpc.identity.endSessions.mutationOptions(), {
    done: "All sessions of this person have ended.",
  });
  const name = member.name ?? member.email;
  if (refusal !== undefined) return null;
  return (
    <>
      <Menu
        label={`Actions for ${name}`}
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
            onAction: () => setRemoving(true),
          },
        ]}
      />
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title={`Remove ${name} from staff`}
        confirm="Remove from staff"
        destructive
        onConfirm={() => remove.confirm({ userId, role: null })}
      >
        {name} loses access to the console at once. Memberships of companies, and what they did in the audit log, stay.
      </ConfirmDialog>
    </>
  );
}
