"use client";

import type { PoliciesInput } from "../../../lib/contracts/policies.ts";
import type { Policies } from "../../../lib/domain/policies.ts";
import { BACKOFFS, MISFIRE_POLICIES } from "../../../lib/domain/policies.ts";
import { numberFromText } from "../../params/field-value.ts";
import { Input } from "../../ui/input.tsx";
import { PointerField } from "../../ui/pointer-field.tsx";
import { Select } from "../../ui/select.tsx";

/** The choices there are for now; `queue` and `cancel` kinds come with their engine. */
const OVERLAPS = ["skip", "allow"] as const;

const WORDS: { readonly [value: string]: string } = {
  "overlap skip": "Skip the new run",
  "overlap allow": "Start it anyway",
  "overlap queue_one": "Keep one waiting",
  "overlap queue_all": "Keep all waiting",
  "overlap cancel_previous": "Cancel the earlier run",
  "misfire skip": "Run none of them",
  "misfire latest": "Run the latest one",
  "misfire all": "Run all of them",
  "backoff fixed": "The same each time",
  "backoff exponential": "Doubling each time",
};

type Props = {
  readonly policies: PoliciesInput;
  /** What holds where the job says nothing. */
  readonly defaults: Policies;
  readonly onChange: (policies: PoliciesInput) => void;
};

/** How runs are treated, in plain words. What is left empty follows the template and the defaults. */
export function PoliciesSection({ policies, defaults, onChange }: Props) {
  const set = (change: { readonly [K in keyof PoliciesInput]?: PoliciesInput[K] | undefined }) =>
    onChange(prune({ ...policies, ...change }));
  const retry = policies.retry ?? {};
  const misfire = policies.misfire ?? {};
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <ChoicePolicy
        pointer="/policies/overlap"
        label="While an earlier run is active"
        prefix="overlap"
        values={OVERLAPS}
        usual={defaults.overlap}
        value={policies.overlap}
        hint="A slot that is skipped still gets its row in the ledger."
        onChange={(overlap) => set({ overlap: OVERLAPS.find((each) => each === overlap) })}
      />
      <ChoicePolicy
        pointer="/policies/misfire/policy"
        label="Slots that passed during an outage"
        prefix="misfire"
        values={MISFIRE_POLICIES.filter((policy) => policy !== "all")}
        usual={defaults.misfire.policy}
        value={misfire.policy}
        hint="When nothing was there to plan them. The others are recorded as missed."
        onChange={(policy) =>
          set({
            misfire: { ...misfire, policy: MISFIRE_POLICIES.find((each) => each === policy) },
          })
        }
      />
      <NumberPolicy
        pointer="/policies/timeoutSeconds"
        label="Time limit of an attempt, in seconds"
        usual={defaults.timeoutSeconds}
        value={policies.timeoutSeconds}
        hint="After it the attempt is ended and counts as failed."
        onChange={(timeoutSeconds) => set({ timeoutSeconds })}
      />
      <NumberPolicy
        pointer="/policies/retry/maxAttempts"
        label="Attempts"
        usual={defaults.retry.maxAttempts}
        value={retry.maxAttempts}
        hint="Counting the first. 1 means no retry."
        onChange={(maxAttempts) => set({ retry: { ...retry, maxAttempts } })}
      />
      <NumberPolicy
        pointer="/policies/retry/delaySeconds"
        label="Wait before a retry, in seconds"
        usual={defaults.retry.delaySeconds}
        value={retry.delaySeconds}
        hint="Spread a little, so that many retries do not come at once."
        onChange={(delaySeconds) => set({ retry: { ...retry, delaySeconds } })}
      />
      <ChoicePolicy
        pointer="/policies/retry/backoff"
        label="Later waits"
        prefix="backoff"
        values={BACKOFFS}
        usual={defaults.retry.backoff}
        value={retry.backoff}
        onChange={(backoff) =>
          set({ retry: { ...retry, backoff: BACKOFFS.find((each) => each === backoff) } })
        }
      />
    </div>
  );
}

type Members = { readonly [name: string]: unknown };

/** Without what is not set, so that the body says only what was said. */
function prune(policies: Members): PoliciesInput {
  const kept = Object.entries(policies)
    .map(([name, value]) => [name, isMembers(value) ? prune(value) : value] as const)
    .filter(([, value]) => value !== undefined && !(isMembers(value) && isEmpty(value)));
  return Object.fromEntries(kept);
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null;
}

function isEmpty(members: Members): boolean {
  return Object.keys(members).length === 0;
}

type NumberProps = {
  readonly pointer: string;
  readonly label: string;
  readonly hint: string;
  readonly usual: number | null;
  readonly value: number | null | undefined;
  readonly onChange: (value: number | undefined) => void;
};

function NumberPolicy({ pointer, label, hint, usual, value, onChange }: NumberProps) {
  const change = (text: string) => {
    const number = numberFromText(text);
    if (number === undefined || typeof number === "number") onChange(number);
  };
  return (
    <PointerField pointer={pointer} label={label} required hint={hint}>
      {(wiring) => (
        <Input
          {...wiring}
          type="number"
          min={0}
          step="any"
          placeholder={usual === null ? "no limit" : String(usual)}
          value={value ?? ""}
          onChange={(event) => change(event.target.value)}
        />
      )}
    </PointerField>
  );
}

type ChoiceProps = {
  readonly pointer: string;
  readonly label: string;
  readonly hint?: string;
  readonly prefix: string;
  readonly values: readonly string[];
  readonly usual: string;
  readonly value: string | null | undefined;
  readonly onChange: (value: string | undefined) => void;
};

function ChoicePolicy(props: ChoiceProps) {
  const { pointer, label, hint, prefix, values, usual, value, onChange } = props;
  const words = (choice: string) => WORDS[`${prefix} ${choice}`] ?? choice;
  const extra = value && !values.includes(value) ? [value] : [];
  return (
    <PointerField pointer={pointer} label={label} required hint={hint}>
      {(wiring) => (
        <Select
          {...wiring}
          value={value ?? ""}
          onChange={(event) => onChange(event.target.value || undefined)}
        >
          <option value="">Default: {words(usual).toLowerCase()}</option>
          {[...values, ...extra].map((choice) => (
            <option key={choice} value={choice}>
              {words(choice)}
            </option>
          ))}
        </Select>
      )}
    </PointerField>
  );
}
