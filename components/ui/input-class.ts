/** The look of every control one types into or chooses from. */
export const inputClass =
  "h-8 w-full min-w-0 rounded-sm border border-control-line bg-surface px-2.5 text-sm text-ink placeholder:text-ink-3 aria-invalid:border-over aria-invalid:shadow-[0_0_0_1px_var(--color-over)] disabled:border-line-strong disabled:bg-sunken disabled:text-ink-disabled [&:is(input,textarea):read-only]:bg-sunken max-sm:h-11 max-sm:text-md";
