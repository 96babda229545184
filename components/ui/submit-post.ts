/** A form of a page that is posted without being shown: an entry of a menu or of the palette. */
export type Post = { action: string; fields?: Record<string, string> };

/** Posts it as a form of the page would: the browser goes on to what is answered. */
export function submitPost({ action, fields = {} }: Post): void {
  const form = Object.assign(document.createElement("form"), { method: "post", action, hidden: true });
  for (const [name, value] of Object.entries(fields))
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  document.body.append(form);
  form.submit();
}
