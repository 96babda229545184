"use client";
import { IconButton } from "@/components/ui/icon-button";
import { useFrame } from "./frame-state";

/** Folds the navigation to its icons, and back. */
export function RailToggle() {
  const { rail, toggleRail } = useFrame();
  return (
    <IconButton
      icon="panel"
      label={rail ? "Unfold the navigation" : "Fold the navigation"}
      aria-pressed={rail}
      onClick={toggleRail}
      className="max-lg:hidden"
    />
  );
}
