"use client";

import { useEffect, useRef, useState } from "react";
import { absoluteTime } from "../../lib/client/format-time.ts";

const GAP = 6;
const EDGE = 8;

type Tip = { readonly text: string; readonly anchor: DOMRect };

/** What an element wants to say: its `data-tip`, or its `datetime` written out in the zone of `data-tip-time`. */
function tipText(element: HTMLElement): string | undefined {
  const zone = element.dataset["tipTime"];
  if (zone === undefined) return element.dataset["tip"];
  const at = Date.parse(element.getAttribute("datetime") ?? "");
  return Number.isNaN(at) ? undefined : absoluteTime(at, zone === "" ? undefined : zone);
}

function findTip(target: EventTarget | null): Tip | null {
  if (!(target instanceof Element)) return null;
  const element = target.closest<HTMLElement>("[data-tip], [data-tip-time]");
  const text = element === null ? undefined : tipText(element);
  return element && text ? { text, anchor: element.getBoundingClientRect() } : null;
}

/** Above the anchor, below it where there is no room, and never off the screen. */
function place(box: HTMLElement, anchor: DOMRect): void {
  const { width, height } = box.getBoundingClientRect();
  const left = anchor.left + anchor.width / 2 - width / 2;
  const above = anchor.top - height - GAP;
  box.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
  box.style.top = `${above < EDGE ? anchor.bottom + GAP : above}px`;
}

/** One tooltip for the whole page: thousands of bars and times carry an attribute instead of a component each. */
export function TipLayer() {
  const [tip, setTip] = useState<Tip | null>(null);
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const abort = new AbortController();
    const listen = (type: string, handler: (event: Event) => void) =>
      document.addEventListener(type, handler, { signal: abort.signal, capture: true });
    listen("pointerover", (event) => setTip(findTip(event.target)));
    listen("focusin", (event) => {
      const visible = event.target instanceof Element && event.target.matches(":focus-visible");
      setTip(visible ? findTip(event.target) : null);
    });
    for (const type of ["pointerdown", "focusout", "scroll", "keydown"]) {
      listen(type, () => setTip(null));
    }
    return () => abort.abort();
  }, []);

  useEffect(() => {
    if (tip && box.current) place(box.current, tip.anchor);
  }, [tip]);

  if (tip === null) return null;
  return (
    <div
      ref={box}
      role="tooltip"
      className="pointer-events-none fixed top-0 left-0 z-60 w-max max-w-72 whitespace-pre-line rounded-md bg-primary px-2 py-1 text-on-primary text-xs"
    >
      {tip.text}
    </div>
  );
}
