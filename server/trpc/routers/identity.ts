import { z } from "zod";
import { recordAudit } from "../../audit/record-audit";
import { personNameInput } from "../../configuration/input";
import { customerById } from "../../configuration/queries";
import { inProvider, type Request } from "../../context";
import { addStaff, changeStaffRole, endSessions } from "../../identity/add-staff";
import { changeMemberRole, removeMember } from "../../identity/change-member";
import { type CurrentUser, memberActor, staffActor } from "../../identity/current-user";
import { addStaffInput, inviteMemberInput, memberRoleInput, staffRoleInput } from "../../identity/input";
import { inviteMember, revokeInvitation } from "../../identity/invite-member";
import { invitationsOf, membersOf, staffList } from "../../identity/queries";
import { setName } from "../../identity/set-name";
import { customerProcedure, publicProcedure, router, signedInProcedure, staffProcedure } from "../init";

const byId = z.object({ id: z.string().min(1).max(100) });

/** The person as themselves: as staff, or a member of their first company, or as nobody in particular. */
function ownRequest(ctx: { user: CurrentUser; now: Date; requestId: string }): Request {
  const { user, now, requestId } = ctx;
  const first = user.memberships[0];
  const actor = staffActor(user) ??
    (first && memberActor(user, first.customerId)) ?? { kind: "job" as const, id: user.id, label: user.email };
  return { actor, now, requestId };
}

/** People: who is signed in, a company's team, the provider's staff. */
export const identityRouter = router({
  /** Who is signed in, or null. */
  me: publicProcedure.query(({ ctx }) => ctx.user),

  /** What the person signed in may do with themselves, whatever their role. */
  setMyName: signedInProcedure
    .input(z.object({ name: personNameInput }))
    .mutation(({ ctx, input }) =>
      inProvider(ownRequest(ctx), (inner) => setName(inner, { userId: ctx.user.id, name: input.name })),
    ),
  endMySessions: signedInProcedure.mutation(({ ctx }) =>
    inProvider(ownRequest(ctx), (inner) => endSessions(inner, { userId: ctx.user.id })),
  ),

  team: customerProcedure("team.read").query(({ ctx }) =>
    ctx.run(async (inner) => ({
      members: await membersOf(inner, ctx.customerId),
      invitations: await invitationsOf(inner, ctx.customerId),
    })),
  ),
  inviteMember: customerProcedure("team.change")
    .input(inviteMemberInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => inviteMember(inner, { ...input, customerId: ctx.customerId }))),
  revokeInvitation: customerProcedure("team.change")
    .input(byId)
    .mutation(({ ctx, input }) =>
      ctx.run((inner) => revokeInvitation(inner, { ...input, customerId: ctx.customerId })),
    ),
  changeMember: customerProcedure("team.change")
    .input(byId.extend({ role: memberRoleInput }))
    .mutation(({ ctx, input }) =>
      ctx.run((inner) => changeMemberRole(inner, { ...input, customerId: ctx.customerId })),
    ),
  removeMember: customerProcedure("team.change")
    .input(byId)
    .mutation(({ ctx, input }) => ctx.run((inner) => removeMember(inner, { ...input, customerId: ctx.customerId }))),

  staff: staffProcedure("staff.read").query(({ ctx }) => ctx.run((inner) => staffList(inner))),
  addStaff: staffProcedure("staff.change")
    .input(addStaffInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => addStaff(inner, input))),
  changeStaff: staffProcedure("staff.change")
    .input(z.object({ userId: z.string().min(1).max(100), role: staffRoleInput.nullable() }))
    .mutation(({ ctx, input }) => ctx.run((inner) => changeStaffRole(inner, input))),
  endSessions: staffProcedure("staff.change")
    .input(z.object({ userId: z.string().min(1).max(100) }))
    .mutation(({ ctx, input }) => ctx.run((inner) => endSessions(inner, input))),

  /** Staff begin to look at the portal as a customer: written down, and read only from there. */
  viewAs: staffProcedure("customer.view")
    .input(z.object({ customerId: z.string().min(1).max(100) }))
    .mutation(({ ctx, input }) =>
      ctx.run(async (inner) => {
        const customer = await customerById(inner, input.customerId);
        await recordAudit(inner, {
          customerId: customer.id,
          action: "customer.viewed",
          subjectKind: "customer",
          subjectId: customer.id,
        });
        return { name: customer.name };
      }),
    ),
});
