from odoo import models

from ...engine import wording
from ..foundation.form_errors import FormErrors
from ..foundation.signature import checked_signature, typed_signature
from .form_link_save import SIGN_FIELDS


class FormLink(models.Model):
    """The one signature under history and consents."""

    _inherit = "acupuncture.form.link"

    def _sign(self, bundle, sent, evidence):
        """Submit the history and sign the consents: everything or nothing.

        :param sent: the fields of the last page; ``signature`` holds the drawn one,
            with ``sign_as`` typed the name is the signature
        :param evidence: dict of ip and user_agent; the rest is known of link and visit
        :raises FormErrors: something is open, or there is no signature
        """
        typed = self._checked(SIGN_FIELDS, sent)
        name = typed.get("name", "")
        self._refuse_unready(bundle, name, typed)
        picture = sent.get("signature")
        if typed.get("sign_as") == "typed":
            picture = typed_signature(name)
        signature = checked_signature(self.env, picture)
        self._refuse_renewed_texts(bundle)
        # First, and at once: of two requests the second one waits here, then finds
        # the link done.
        self._complete_now()
        documents = self._signed_documents(bundle)
        if bundle.draft:
            bundle.draft.declared = True
            bundle.draft._submit(name, signature, how=self._how(bundle.visit))
        elif bundle.head and self.purpose != "guardian":
            bundle.head._sign_submitted(name, signature)
        signer = self._signer(name, signature, typed) | evidence
        signer["how"] = self._how(bundle.visit)
        consents = self.env["acupuncture.consent"]
        if documents:
            consents = consents._sign(
                self.client_id, self.company_id, documents, signer
            )
        bundle.row._lock()
        bundle.row.unlink()
        return consents

    def _complete_now(self):
        self._sealed_write({"completed_at": self.env.cr.now()})
        self.flush_recordset()

    def _refuse_unready(self, bundle, name, typed):
        errors = {}
        if bundle.current != "sign":
            errors["form"] = self.env._("Something is still open. Please go on there.")
        if not wording.name(name):
            errors["name"] = self.env._("Please write your name.")
        if not typed.get("declared"):
            errors["declared"] = self.env._(
                "Please confirm that your answers are complete and true."
            )
        if self.purpose == "guardian":
            errors |= self._guardian_errors(name, typed)
        if errors:
            raise FormErrors(errors)

    def _guardian_errors(self, name, typed):
        errors = {}
        if name.casefold() == (self.client_id.name or "").casefold():
            errors["name"] = self.env._(
                "A parent or guardian signs for clients under 18: please write your "
                "own name, not the client's."
            )
        if not typed.get("guardian_relation"):
            errors["guardian_relation"] = self.env._(
                "Please say how you are related to the client, e.g. mother."
            )
        return errors

    def _refuse_renewed_texts(self, bundle):
        for step in bundle.forms:
            if errors := self._renewed_texts(bundle, step):
                raise FormErrors(errors)

    def _renewed_texts(self, bundle, step):
        """Return what is wrong with a consent screen that was sent before."""
        typed = bundle.typed._typed(step).get("typed")
        errors = {}
        for template in bundle.forms.get(step, ()) if typed else ():
            document = bundle.document(template)
            if typed.get(f"hash_{template.id}") != document["hash"]:
                errors |= self._consent_errors(template, document, typed)
        return errors

    def _reopen_renewed(self, bundle):
        """Have the client read again what says something else than when it was read.

        An answer that was changed before signing, or a newer form, makes it so.
        """
        for step in filter(bundle.is_done, bundle.forms):
            if self._renewed_texts(bundle, step):
                typed = bundle.typed._typed(step)["typed"]
                bundle.typed._keep(step, {"typed": typed})

    def _problems(self, errors):
        """Return what is wrong with a signature, by the places of the last page."""
        return {
            name if name in SIGN_FIELDS else "signature": text
            for name, text in errors.items()
        }

    def _signer(self, name, signature, typed):
        guardian = self.purpose == "guardian"
        return {
            "name": name.strip(),
            "role": "guardian" if guardian else "client",
            "relation": typed.get("guardian_relation") if guardian else False,
            "witness": typed.get("witness_name") or False,
            "signature": signature,
            "lang": self.env.lang,
        }

    def _copies(self, ids):
        """Return the consents of that visit, the client's own."""
        consents = self.env["acupuncture.consent"].browse(ids).exists()
        return consents.filtered(lambda consent: consent.client_id == self.client_id)
