/** What a program's key may be given to do; the permission table says which actions a scope covers. */
export const apiScopes = [
  "usage:write",
  "usage:read",
  "provisioning:write",
  "provisioning:read",
  "billing:read",
  "billing:write",
  "access:read",
  "access:write",
] as const;
