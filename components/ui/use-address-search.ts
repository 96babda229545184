"use client";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";

/** The search begins once typing has paused for this long. */
const pauseMs = 250;

/**
 * A field of a list whose text is in the address: it puts `name` there once typing pauses. `others` are the other
 * filters; the cursor is left out, since a new search starts at the first page.
 */
export function useAddressSearch({
  name,
  path,
  defaultValue,
  others,
}: {
  name: string;
  /** The list's page. */
  path: string;
  defaultValue: string;
  others: Record<string, string>;
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
  const type = (typed: string) => {
    setText(typed);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => search(typed), pauseMs);
  };
  return { text, searching, search, type };
}
