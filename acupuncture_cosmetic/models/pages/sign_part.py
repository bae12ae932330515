from ...engine import wording
from ..foundation.form_errors import FormErrors
from ..foundation.signature import checked_signature, typed_signature
from . import form_values
from .part import Part

FIELDS = {
    "declared": 1,
    "name": form_values.NAME,
    "sign_as": 5,
    "guardian_relation": form_values.NAME,
    "witness_name": form_values.NAME,
}


class SignPart(Part):
    """The last page: a look at everything, and the one signature under it."""

    template = "forms_sign"
    merges = False

    def title(self, _step):
        """Return the heading."""
        return self.env._("Check and sign")

    def lengths(self, _step):
        """Return the fields beside the drawn signature."""
        return FIELDS

    def values(self, _step):
        """Return the answers and decisions, for a last look."""
        bundle = self.bundle
        screens = bundle.history._screens() if bundle.asks_for_history else ()
        return {
            "summary": [
                (screen, bundle.screens.title(screen), bundle.screens.lines(screen))
                for screen in screens
            ],
            "agreed": bundle.consents.agreed(),
            "withheld": bundle.withheld,
            "guardian": bundle.signs_for_minor,
        }

    def known(self, _step):
        """Return the client's name, where the client signs."""
        return {} if self.bundle.signs_for_minor else {"name": self.bundle.client.name}

    def save(self, step, typed):
        """Take in nothing: signing has a door of its own, see ``sign``."""

    def places(self, errors):
        """Return what is wrong with a signature, by the places of the page."""
        return {
            name if name in FIELDS else "signature": text
            for name, text in errors.items()
        }

    # ------------------------------------------------------------------
    # Signing
    # ------------------------------------------------------------------

    def sign(self, sent, evidence):
        """Submit the history and sign the consents: everything or nothing.

        :param sent: the fields of the last page; ``signature`` holds the drawn one,
            with ``sign_as`` typed the name is the signature
        :param evidence: dict of ip and user_agent; the rest is known of link and visit
        :return: the consents
        :raises FormErrors: something is open, or there is no signature
        """
        bundle = self.bundle
        typed = bundle.checked(FIELDS, sent)
        name = typed.get("name", "")
        self._refuse_unready(name, typed)
        picture = sent.get("signature")
        if typed.get("sign_as") == "typed":
            picture = typed_signature(name)
        signature = checked_signature(self.env, picture)
        documents = bundle.consents.signed_documents()
        # First, and at once: of two requests the second one waits here, then finds
        # the link done.
        self.link._complete_now()
        self._sign_history(name, signature)
        consents = self.env["acupuncture.consent"]
        if documents:
            signer = self._signer(name, signature, typed) | evidence
            consents = consents._sign(bundle.client, bundle.company, documents, signer)
        bundle.unsent.remove()
        return consents

    def _sign_history(self, name, signature):
        bundle = self.bundle
        if bundle.draft:
            bundle.draft.declared = True
            bundle.draft._submit(name, signature, how=self.link._how(bundle.visit))
        elif bundle.head and not bundle.signs_for_minor:
            bundle.head._sign_submitted(name, signature)

    def _refuse_unready(self, name, typed):
        errors = {}
        if self.bundle.current != "sign":
            errors["form"] = self.env._("Something is still open. Please go on there.")
        if not wording.name(name):
            errors["name"] = self.env._("Please write your name.")
        if not typed.get("declared"):
            errors["declared"] = self.env._(
                "Please confirm that your answers are complete and true."
            )
        if self.bundle.signs_for_minor:
            errors |= self._guardian_errors(name, typed)
        if errors:
            raise FormErrors(errors)

    def _guardian_errors(self, name, typed):
        errors = {}
        if name.casefold() == (self.bundle.client.name or "").casefold():
            errors["name"] = self.env._(
                "A parent or guardian signs for clients under 18: please write your "
                "own name, not the client's."
            )
        if not typed.get("guardian_relation"):
            errors["guardian_relation"] = self.env._(
                "Please say how you are related to the client, e.g. mother."
            )
        return errors

    def _signer(self, name, signature, typed):
        guardian = self.bundle.signs_for_minor
        return {
            "name": name.strip(),
            "role": "guardian" if guardian else "client",
            "relation": typed.get("guardian_relation") if guardian else False,
            "witness": typed.get("witness_name") or False,
            "signature": signature,
            "lang": self.env.lang,
            "how": self.link._how(self.bundle.visit),
        }
