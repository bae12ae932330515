from datetime import timedelta

from odoo import models

from .followup_rule import CHANGED

GATHER = timedelta(hours=1)


class FollowupNewsMixin(models.AbstractModel):
    """Telling clients that appointments have changed: once, and all in one message.

    Each change of a session is a follow-up of its own; those of one client go out
    together, when nobody has changed anything for some minutes.
    """

    _name = "acupuncture.followup.news.mixin"
    _description = "News of Changed Appointments"

    def _with_news_of_the_same(self):
        """Add the other news for the same clients that are due, wherever a batch ends.

        What somebody else is carrying out stays with them.
        """
        news = self.filtered(lambda f: f.trigger == CHANGED)
        if not news:
            return self
        due = self.search([*news._same_clients(), *self._due_domain()]) - self
        return self | due.try_lock_for_update() if due else self

    def _same_clients(self):
        return [
            ("trigger", "=", CHANGED),
            ("client_id", "in", self.client_id.ids),
            ("company_id", "in", self.company_id.ids),
        ]

    def _wait_for_more_news(self, now):
        """Put news off while others for the same client come in; return those."""
        news = self.filtered(
            lambda f: f.trigger == CHANGED and f.event_at + GATHER > now
        )
        if not news:
            return news
        later = self.search(
            [*news._same_clients(), ("state", "=", "planned"), ("due", ">", now)]
        ).grouped(lambda f: (f.client_id, f.company_id))
        waiting = self.browse()
        for followup in news:
            others = later.get((followup.client_id, followup.company_id))
            if others and not followup._is_over_by(max(others.mapped("due"))):
                followup._sealed_write({"due": max(others.mapped("due"))})
                waiting += followup
        return waiting

    def _queue_news(self):
        """Queue one message for each client about all that changed."""
        for followup in self.filtered(lambda f: not f.sent_at):
            session = followup.session_id
            followup._sealed_write(
                {
                    "was_start": session.told_start,
                    "was_practitioner_id": session.told_practitioner_id.id,
                }
            )
        for template, followups in self.grouped("mail_template_id").items():
            heads = self.browse()
            groups = followups.grouped(lambda f: (f.client_id, f.company_id))
            for together in groups.values():
                head = together.sorted(lambda f: f.session_id.start)[0]
                together.filtered(lambda f: not f.sent_at)._sealed_write(
                    {"told_with_id": head.id}
                )
                heads += head
            mails = template.send_mail_batch(heads.session_id.ids)
            by_session = dict(zip(heads.session_id.ids, mails, strict=True))
            told = self._told_with(heads).grouped("told_with_id")
            for head in heads:
                mail = by_session[head.session_id.id]
                (head | told.get(head, head))._sealed_write(
                    {"message_id": mail.mail_message_id.id}
                )
                head._track_mails(mail, template)

    def _told_with(self, heads):
        """Return the follow-ups that the messages of some of them tell of."""
        return self.search([("told_with_id", "in", heads.ids)])

    def _told_now(self):
        """Return what a message about changed appointments says, in order of time."""
        return [
            {
                "was": followup.was_start,
                "was_with": followup.was_practitioner_id,
                "session": followup.session_id,
                "gone": followup.session_id._is_cancelled(),
                "moved": followup.was_start != followup.session_id.start,
            }
            for followup in self.sorted(lambda f: f.session_id.start)
        ]
