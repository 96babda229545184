import { z } from "zod";
import { personNameInput } from "../../configuration/input";
import { inProvider } from "../../context";
import { addStaff, changeStaffRole, endSessions } from "../../identity/add-staff";
import { changeMemberRole, removeMember } from "../../identity/change-member";
import { ownRequest } from "../../identity/current-user";
import { addStaffInput, inviteMemberInput, memberRoleInput, staffRoleInput } from "../../identity/input";
import { inviteMember, revokeInvitation } from "../../identity/invite-member";
import { staffList, teamOf } from "../../identity/queries";
import { setName } from "../../identity/set-name";
import { viewAsCustomer } from "../../identity/view-as-customer";
import { customerProcedure, publicProcedure, router, signedInProcedure, staffProcedure } from "../init";

const byId = z.object({ id: z.string().min(1).max(100) });

/** People: who is signed in, a company's team, the provider's staff. */
export const identityRouter = router({
  /** Who is signed in, or null. */
  me: publicProcedure.query(({ ctx }) => ctx.user),

  /** The person's own name and sessions, whatever their role. */
  setMyName: signedInProcedure
    .input(z.object({ name: personNameInput }))
    .mutation(({ ctx, input }) =>
      inProvider(ownRequest(ctx.user, ctx), (inner) => setName(inner, { userId: ctx.user.id, name: input.name })),
    ),
  endMySessions: signedInProcedure.mutation(({ ctx }) =>
    inProvider(ownRequest(ctx.user, ctx), (inner) => endSessions(inner, { userId: ctx.user.id })),
  ),

  team: customerProcedure("team.read").query(({ ctx }) => ctx.run((inner) => teamOf(inner, ctx.customerId))),
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

  /** Staff start viewing the portal as a customer: recorded, and read only from then on. */
  viewAs: staffProcedure("customer.view")
    .input(z.object({ customerId: z.string().min(1).max(100) }))
    .mutation(({ ctx, input }) => ctx.run((inner) => viewAsCustomer(inner, input))),
});
