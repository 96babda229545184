"use client";
import { useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Menu } from "@/components/ui/menu";

type Role = "owner" | "billing" | "technical";
const roles: Role[] = ["owner", "billing", "technical"];

/** A member's menu: another role, or removal from the team. */
export function MemberActions({
  member,
  customerId,
  refusal,
}: {
  member: { id: string; email: string; name: string | null; role: Role };
  customerId?: string;
  refusal?: string;
}) {
  const [removing, setRemoving] = useState(false);
  const trpc = useTRPC();
  const whose = customerId ? { customerId } : {};
  const change = useWrite(trpc.identity.changeMember.mutationOptions(), { done: "Role changed." });
  const remove = useWrite(trpc.identity.removeMember.mutationOptions(), { done: "Member removed." });
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
              onAction: () => change.write({ ...whose, id: member.id, role }),
            })),
          {
            id: "remove",
            label: "Remove from team",
            icon: "trash" as const,
            danger: true,
            divided: true,
            onAction: () => setRemoving(true),
          },
        ]}
      />
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title={`Remove ${name}`}
        confirm="Remove member"
        destructive
        onConfirm={() => remove.confirm({ ...whose, id: member.id })}
      >
        {name} loses access to this company at once. Their actions stay in the audit log.
      </ConfirmDialog>
    </>
  );
}

/** An invitation's menu: sent again it replaces the one before, with a new end. A closed company's is only revoked. */
export function InvitationActions({
  invitation: { id, email, role },
  customerId,
  closed = false,
  refusal,
}: {
  invitation: { id: string; email: string; role: Role };
  customerId?: string;
  closed?: boolean;
  refusal?: string;
}) {
  const trpc = useTRPC();
  const whose = customerId ? { customerId } : {};
  const again = useWrite(trpc.identity.inviteMember.mutationOptions(), { done: "Invitation sent again." });
  const revoke = useWrite(trpc.identity.revokeInvitation.mutationOptions(), { done: "Invitation revoked." });
  if (refusal !== undefined) return null;
  return (
    <Menu
      label={`Actions for ${email}`}
      items={[
        ...(closed
          ? []
          : [
              {
                id: "again",
                label: "Send again",
                icon: "mail" as const,
                onAction: () => again.write({ ...whose, email, role }),
              },
            ]),
        {
          id: "revoke",
          label: "Revoke invitation",
          icon: "ban",
          danger: true,
          divided: !closed,
          onAction: () => revoke.write({ ...whose, id }),
        },
      ]}
    />
  );
}
