import { z } from "zod";
import { emailInput, personNameInput } from "../configuration/input";
import { apiScopes } from "./scopes";

export const memberRoleInput = z.enum(["owner", "billing", "technical"], "Choose owner, billing or technical.");
export const staffRoleInput = z.enum(["owner", "operator", "finance", "support"], "Choose a role.");
const apiScopeInput = z.enum(apiScopes, `Choose from the scopes ${apiScopes.join(", ")}.`);

export const requestSignInInput = z.object({ email: emailInput });
export const inviteMemberInput = z.object({ email: emailInput, role: memberRoleInput });
export const addStaffInput = z.object({ email: emailInput, name: personNameInput.optional(), role: staffRoleInput });
export const firstOwnerInput = z.object({ token: z.string().min(1), email: emailInput, name: personNameInput });

/** Forms of sign-in as they are posted. What the field's own schema refuses comes back with its sentence. */
const posted = z.string().max(1000);
export const signInForm = z.strictObject({ email: posted, next: posted.optional() });
export const firstOwnerForm = z.strictObject({ token: posted, email: posted, name: posted });
export const ownCustomerInput = z.strictObject({ customerId: z.string().min(1).max(100) });

/** How long an API key may be valid, in days. */
export const keyLives = ["30", "90", "365", "never"] as const;
export const createApiKeyInput = z.object({
  label: z
    .string()
    .trim()
    .min(1, "Enter what the key is for.")
    .max(100, "At most 100 characters.")
    .refine((text) => !/\p{Cc}/u.test(text), "Use one line."),
  scopes: z.array(apiScopeInput, "Choose at least one scope.").min(1, "Choose at least one scope."),
  /** Days until it expires; without it, it has no end. */
  validDays: z.enum(keyLives, "Choose how long the key is valid.").optional(),
});
