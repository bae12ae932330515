from functools import cached_property

from .bundle import Bundle
from .purposes import serves


@serves("copy", "Copies of signed forms")
class CopiesBundle(Bundle):
    """What the client signed: mailed as a link instead of the papers themselves.

    On an own link it is read here, and taken back as easily as it was given.
    """

    mail_template = "mail_template_form_copies"
    lists_papers = True

    def front(self):
        """Return the one page: all papers, and which of them are in force."""
        return "forms_copies", {
            "clinic": self.company,
            "copies": self.signed,
            "known": self.link._may_bring_back(),
            "in_force": self.in_force,
            "visit": self.visit,
        }

    @cached_property
    def signed(self):
        """All that the client signed at this clinic, on an own link."""
        consents = self.env["acupuncture.consent"]
        if not self.link._may_bring_back():
            return consents
        return consents.search(
            [
                ("client_id", "=", self.client.id),
                ("company_id", "=", self.company.id),
            ]
        )

    @property
    def in_force(self):
        """What the client agreed to and may take back, of each form the last."""
        subjects = self.signed.grouped(lambda consent: consent._subject())
        newest = self.env["acupuncture.consent"].union(
            *(signed[:1] for signed in subjects.values())
        )
        return newest.filtered(
            lambda consent: (
                consent.decision == "agreed" and consent.status in ("valid", "outdated")
            )
        )

    def take_back(self, consent_id):
        """Record that the client takes back one of the consents in force.

        What is not one of them, or not any more, stays as it is.
        """
        mine = self.in_force.filtered(lambda each: each.id == consent_id)
        if not mine:
            return
        mine._withdraw(None, "client", link_id=self.link.id)
        if self.client.email_normalized:
            self.link._queue("mail_template_form_taken_back")
