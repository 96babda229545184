import { type Actor, inProvider, jobRequest, newRequest, type Request } from "@/server/context";
import { userByEmail } from "@/server/identity/queries";
import { companies, type StoryCompany, staff } from "./companies";

/** A member of the staff who acts at some time. */
export const asStaff = (role: "owner" | "operator" | "finance" | "support", at: Date): Promise<Request> =>
  as(staff.find((person) => person.role === role)?.email ?? "", at, (id, label) => ({
    kind: "staff",
    id,
    label,
    role,
  }));

/** The owner of one of the companies, who acts at some time. */
export const asOwner = (identifier: string, customerId: string, at: Date): Promise<Request> =>
  as(companyOf(identifier).owner.email, at, (id, label) => ({
    kind: "customer",
    id,
    label,
    role: "owner",
    customerId,
  }));

function companyOf(identifier: string): StoryCompany {
  const company = companies.find((other) => other.identifier === identifier);
  if (!company) throw new Error(`The story has no company ${identifier}.`);
  return company;
}

async function as(email: string, at: Date, actor: (id: string, label: string) => Actor): Promise<Request> {
  const person = await inProvider(jobRequest("story", at), (ctx) => userByEmail(ctx, email));
  if (!person) throw new Error(`${email} is not known yet.`);
  return newRequest(actor(person.id, person.name ? `${person.name} <${email}>` : email), at);
}
