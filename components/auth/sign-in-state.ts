/** What a refused form gives back, so that nothing but the password is typed twice. */
export type SignInState = {
  readonly email: string;
  readonly name: string;
  /** Why it was refused; null before the first attempt. */
  readonly message: string | null;
};

export const UNTRIED: SignInState = { email: "", name: "", message: null };
