"use client";
import { type ReactNode, useRef } from "react";
import type { Post } from "./submit-post";

/** A press this soon after another is the same one. Later ones count: the page may have been stopped meanwhile. */
const sameMs = 5_000;

/** A form that the browser itself posts, once however often it is pressed. Works without script. */
export function PostForm({
  action,
  fields = {},
  className,
  children,
}: Post & { className?: string; children: ReactNode }) {
  const sentAt = useRef(Number.NEGATIVE_INFINITY);
  return (
    <form
      method="post"
      action={action}
      noValidate
      className={className}
      onSubmit={(event) => {
        if (event.timeStamp - sentAt.current < sameMs) event.preventDefault();
        else sentAt.current = event.timeStamp;
      }}
    >
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
    </form>
  );
}
