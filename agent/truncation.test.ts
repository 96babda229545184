import { describe, expect, it, vi } from "vitest";
import { SHELLS, sources, TestMachine } from "./testing/machine";
import { TestPortal } from "./testing/portal";

// Real processes in real shells: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

/** The last bytes one by one, where the call stands; the rest at even distances that meet every part. */
function cuts(length: number): number[] {
  const tail = Array.from({ length: 24 }, (_, n) => length - 2 - n);
  return [...Array.from({ length: 40 }, (_, n) => Math.floor((n * length) / 40)), ...tail];
}

describe.each(Object.keys(SHELLS))("a truncated script in %s", (shell) => {
  it.each(["collector", "installer"] as const)(
    "does nothing: %s",
    async (kind) => {
      const portal = await new TestPortal(sources, "cloud-backup").open();
      const machine = new TestMachine(shell);
      const text = portal[kind]();
      expect(text.endsWith('{ main "$@"; }\n')).toBe(true);
      for (const cut of cuts(Buffer.byteLength(text))) {
        // By standard input, as "curl | sh" would hand over half a download.
        await machine.run([], {}, Buffer.from(text).subarray(0, cut).toString());
        expect(machine.written(), `cut at byte ${cut}`).toEqual([]);
      }
      expect(portal.seen).toEqual([]);
      await machine.remove();
      await portal.close();
    },
    120_000,
  );
});
