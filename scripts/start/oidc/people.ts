/** Somebody to sign in as. The groups make them what they are, through `OIDC_ROLE_MAP`. */
export type Person = Readonly<{
  id: string;
  name: string;
  email: string;
  group: string;
  /** What they may do, for the page on which they are chosen. */
  may: string;
}>;

export const PEOPLE: readonly Person[] = [
  {
    id: "ada",
    name: "Ada Administrator",
    email: "ada@people.test",
    group: "administrators",
    may: "everything, in every project",
  },
  {
    id: "otto",
    name: "Otto Operator",
    email: "otto@people.test",
    group: "operators",
    may: "looks at everything in the project default, runs, cancels and pauses",
  },
  {
    id: "vera",
    name: "Vera Viewer",
    email: "vera@people.test",
    group: "viewers",
    may: "looks at everything in the project default",
  },
  {
    id: "grace",
    name: "Grace Guest",
    email: "grace@people.test",
    group: "guests",
    may: "what any new user may: works in the project default",
  },
];

/** What the groups make of people, as `OIDC_ROLE_MAP` takes it. */
export const ROLE_MAP = "administrators=admin,operators=operator,viewers=viewer";
