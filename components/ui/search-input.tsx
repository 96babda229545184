"use client";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useRef, useState, useTransition } from "react";
import { cx } from "./cx";
import { Icon } from "./icon";
import { inputClass } from "./input-class";

/** The search begins once typing has paused for this long. */
const pauseMs = 250;

/**
 * The search of a list, which begins while one types: it puts `name` into the URL. Without script it is a form by GET.
 * `others` are the other filters, sent along; the cursor is left out, since a new search starts at the first page.
 */
export function SearchInput({
  name = "q",
  label,
  path,
  defaultValue = "",
  placeholder,
  others = {},
  className,
}: {
  name?: string;
  label: string;
  /** The list's page. */
  path: string;
  defaultValue?: string;
  placeholder?: string;
  others?: Record<string, string>;
  className?: string;
}) {
  const router = useRouter();
  const [text, setText] = useState(defaultValue);
  const [searching, startSearch] = useTransition();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const sent = useRef(defaultValue);
  // Another search in the address than the one sent: a link or the browser's Back led here.
  useEffect(() => {
    if (defaultValue === sent.current) return;
    sent.current = defaultValue;
    setText(defaultValue);
  }, [defaultValue]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const search = (wanted: string) => {
    clearTimeout(timer.current);
    sent.current = wanted.trim();
    const query = new URLSearchParams({ ...others, ...(wanted.trim() && { [name]: wanted.trim() }) });
    startSearch(() => router.replace((query.size > 0 ? `${path}?${query}` : path) as Route, { scroll: false }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    search(text);
  };
  return (
    <form method="get" action={path} className={cx("relative w-62 max-sm:w-full", className)} onSubmit={submit}>
      {Object.entries(others).map(([key, value]) => (
        <input key={key} type="hidden" name={key} value={value} />
      ))}
      <Icon
        name="search"
        size={14}
        className="pointer-events-none absolute top-2 left-2.25 text-ink-3 max-sm:top-3.75"
      />
      <input
        type="search"
        name={name}
        aria-label={label}
        aria-busy={searching || undefined}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => search(target.value), pauseMs);
        }}
        placeholder={placeholder ?? label}
        className={cx(inputClass, "h-7.5 pl-7.5 text-xs")}
      />
    </form>
  );
}
