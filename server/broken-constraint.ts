/** The constraint that a statement broke, through drizzle's wrapping; undefined for any other error. */
export function brokenConstraint(error: unknown): string | undefined {
  const { constraint_name: name, cause } = error as { constraint_name?: string; cause?: unknown };
  return name ?? (cause ? brokenConstraint(cause) : undefined);
}
