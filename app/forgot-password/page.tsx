import { Door } from "../../components/auth/door.tsx";
import { LinkForm } from "../../components/auth/link-form.tsx";
import { ask } from "./actions.ts";

export const metadata = { title: "Forgotten password" };

export default function ForgotPasswordPage() {
  return (
    <Door
      title="Forgot your password?"
      below="Say your address, and a link to set a new one comes by e-mail."
    >
      <LinkForm
        action={ask}
        token={null}
        fields={["email"]}
        deed="Send the link"
        done="If there is an account with this address, a mail is on its way. Its link works for 30 minutes."
      />
    </Door>
  );
}
