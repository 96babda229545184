import { z } from "zod";
import { inviteMemberInput, memberRoleInput } from "@/server/identity/input";
import { operation } from "../../../operation";
import { after, limit, named, onePage, pageAnswer, time } from "../../../parts";

const member = named(
  "Member",
  z.object({
    id: z.string(),
    userId: z.string(),
    email: z.string(),
    name: z.string().nullable(),
    role: memberRoleInput,
    createdAt: time,
  }),
);
const invitation = named(
  "Invitation",
  z.object({
    id: z.string(),
    email: z.string(),
    role: memberRoleInput,
    invitedBy: z.string(),
    createdAt: time,
    expiresAt: time,
  }),
);

const about = { tag: "People", action: "team.change" } as const;
const reading = { tag: "People", action: "team.read" } as const;

export const listMembers = operation({
  ...reading,
  like: ["identity.team"],
  method: "get",
  path: "/customers/{id}/members",
  summary: "A customer's members, by address",
  query: z.strictObject({ after, limit }),
  answer: named("Members", pageAnswer("members", member)),
  says: onePage,
});
export const getMember = operation({
  ...reading,
  like: ["identity.team"],
  method: "get",
  path: "/customers/{id}/members/{member}",
  summary: "One member",
  answer: member,
  says: "The member.",
});
export const changeMember = operation({
  ...about,
  method: "patch",
  path: "/customers/{id}/members/{member}",
  summary: "Give a member another role",
  like: ["identity.changeMember"],
  body: named("MemberChange", z.strictObject({ role: memberRoleInput })),
  answer: member,
  says: "The member.",
});
export const removeMember = operation({
  ...about,
  method: "delete",
  path: "/customers/{id}/members/{member}",
  summary: "Remove a member",
  like: ["identity.removeMember"],
  answer: null,
  says: "The member has no access any more.",
});
export const listInvitations = operation({
  ...reading,
  like: ["identity.team"],
  method: "get",
  path: "/customers/{id}/invitations",
  summary: "Invitations that nobody accepted or revoked, newest first",
  query: z.strictObject({ after, limit }),
  answer: named("Invitations", pageAnswer("invitations", invitation)),
  says: onePage,
});
export const getInvitation = operation({
  ...reading,
  like: ["identity.team"],
  method: "get",
  path: "/customers/{id}/invitations/{invitation}",
  summary: "One open invitation",
  answer: invitation,
  says: "The invitation.",
});
export const inviteMember = operation({
  ...about,
  method: "post",
  path: "/customers/{id}/invitations",
  summary: "Invite a person by mail; an open invitation of the address is replaced",
  like: ["identity.inviteMember"],
  body: named("NewInvitation", inviteMemberInput.strict()),
  answer: invitation,
  says: "The invitation.",
  made: true,
});
export const revokeInvitation = operation({
  ...about,
  method: "delete",
  path: "/customers/{id}/invitations/{invitation}",
  summary: "Revoke an invitation",
  like: ["identity.revokeInvitation"],
  answer: null,
  says: "It can no longer be accepted.",
});
