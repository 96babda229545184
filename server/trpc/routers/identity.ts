import { z } from "zod";
import { recordAudit } from "../../audit/record-audit";
import { customerById } from "../../configuration/queries";
import { addStaff, changeStaffRole, endSessions } from "../../identity/add-staff";
import { changeMemberRole, removeMember } from "../../identity/change-member";
import { addStaffInput, inviteMemberInput, memberRoleInput, staffRoleInput } from "../../identity/input";
import { inviteMember, revokeInvitation } from "../../identity/invite-member";
import { invitationsOf, membersOf, staffList } from "../../identity/queries";
import { customerProcedure, publicProcedure, router, staffProcedure } from "../init";

const byId = z.object({ id: z.string().min(1).max(100) });

/** People: who is signed in, a company's team, the provider's staff. */
export const identityRouter = router({
  /** Who is signed in, or null. */
  me: publicProcedure.query(({ ctx }) => ctx.user),

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
