from odoo import api, fields, models
from odoo.fields import Domain

from ...engine.screening_findings import ADULT, birthday
from ..screening.intake_states import LIVE
from .consent_template import REQUIRED_KINDS

STATUSES = [
    ("valid", "Valid"),
    ("expired", "Expired"),
    ("outdated", "New version to sign"),
    ("declined", "Declined"),
    ("withdrawn", "Withdrawn"),
]
# The stricter answer counts where merged contacts answered differently.
STRICTNESS = ("withdrawn", "declined", "expired", "outdated", "valid")
ASKED_AGAIN = ("missing", "expired", "outdated")
STATUS_FIELDS = (
    "client_id",
    "signed_client_id",
    "merged_at",
    "template_id",
    "kind",
    "technique_id",
    "channel",
    "decision",
    "item_codes",
    "signed_at",
    "signer_role",
    "valid_until",
)
BATCH_SIZE = 100
CAUGHT_UP = ADULT + 1  # years; the job may have been off


class ConsentStandingMixin(models.AbstractModel):
    """What a client's signatures are worth on a day.

    It is judged at each use, so nothing waits for a job. The job of the 18th birthday
    ends what goes on by itself under a parent's word, such as a photo in public.
    """

    _name = "acupuncture.consent.standing.mixin"
    _description = "What Signatures Are Worth"

    status = fields.Selection(selection=STATUSES, compute="_compute_status")

    @api.depends("decision", "valid_until", "withdrawal_ids", "template_id.state")
    @api.depends_context("tz")
    def _compute_status(self):
        for company, consents in self.grouped("company_id").items():
            current = self.env["acupuncture.consent.template"]._all_current(company)
            today = company._clinic_today()
            births = self._births(consents.client_id, company)
            for consent in consents:
                withdrawn = bool(consent.withdrawal_ids)
                born = births.get(consent.client_id)
                consent.status = (
                    "withdrawn"
                    if withdrawn
                    else consent._worth(today, current, set(), born)
                )

    def _worth(self, day, current, finding_codes, born=None):
        """Return the status of a consent that was not withdrawn.

        A finding that calls for a clause the client has not read asks for a new
        signature, as a major version does. So does the 18th birthday, where a parent
        signed: yes and no are the person's own from that day.

        :param born: the client's date of birth, where it is known
        """
        template = current.get(self._subject(), self.template_id)
        if self._outgrown(day, born):
            return "outdated"
        if self.decision == "declined":
            return "declined"
        if self.valid_until and self.valid_until < day:
            return "expired"
        if template.version_major > self.template_id.version_major:
            return "outdated"
        explained = set((self.item_codes or "").split(","))
        new = finding_codes - explained
        return "outdated" if new & template._called_codes() else "valid"

    def _outgrown(self, day, born):
        """Tell whether the one who signed may not speak for the client on that day.

        A parent speaks for a child, and the child for nobody; whoever has been of age
        when a guardian signed needs the guardian on every day.
        """
        self.ensure_one()
        adult_on = born and birthday(born, ADULT)
        if not adult_on or self.company_id._clinic_date(self.signed_at) >= adult_on:
            return False
        return self.signer_role != "guardian" or day >= adult_on

    def _subject(self):
        return self.kind, self.technique_id.id, self.channel

    @api.model
    def _standings(self, clients, company, day=None, codes=None):
        """Return client -> {(kind, technique id, channel): status}.

        A fixed number of queries for any number of clients.

        :param codes: client -> codes of findings; None: those of their histories
        """
        # sudo: a status leaves, never the record
        consents = self.sudo().search_fetch(
            [("client_id", "in", clients.ids), ("company_id", "=", company.id)],
            STATUS_FIELDS,
        )
        day = day or company._clinic_today()
        current = self.env["acupuncture.consent.template"]._all_current(company)
        codes = codes or self._finding_codes(clients, company)
        births = self._births_that_matter(consents, codes, company)
        standings = {client: {} for client in clients}
        subjects = consents.grouped(lambda each: (each.client_id, each._subject()))
        for (client, subject), signed in subjects.items():
            words = {
                line._last_word(day, current, codes[client], births.get(client))
                for line in signed._lines()
            }
            standings[client][subject] = min(words, key=STRICTNESS.index)
        return standings

    def _lines(self):
        """Yield the signatures that still speak, by the contact that gave them.

        Contacts that were merged keep their own line until something is signed after
        the merge.
        """
        for line in self.grouped("signed_client_id").values():
            merged = max(filter(None, line.mapped("merged_at")), default=None)
            later = self - line
            if not merged or all(other.signed_at < merged for other in later):
                yield line

    def _last_word(self, day, current, finding_codes, born=None):
        """Return what the newest signature or withdrawal of one line says."""
        newest = self.sorted(lambda consent: (consent.signed_at, consent.id))[-1]
        taken_back = max(self.withdrawal_ids.mapped("at"), default=None)
        if newest.withdrawal_ids or (taken_back and taken_back > newest.signed_at):
            return "withdrawn"
        return newest._worth(day, current, finding_codes, born)

    @api.model
    def _births_that_matter(self, consents, codes, company):
        """Return client -> date of birth of those who are or were minors here."""
        young = {client for client, found in codes.items() if "MINOR" in found}
        signed_for = consents.filtered(lambda each: each.signer_role == "guardian")
        clients = signed_for.client_id.union(*young)
        return self._births(clients, company) if clients else {}

    @api.model
    def _births(self, clients, company):
        """Return client -> date of birth, by the histories that count at a clinic.

        Of merged contacts the later one: who may be a child is treated as one, and a
        parent's word that ends is asked for anew.
        """
        # sudo: the date of birth stands in a clinical record; a status leaves
        histories = self.env["acupuncture.intake"].sudo()
        groups = histories._read_group(
            [
                ("client_id", "in", clients.ids),
                ("company_id", "=", company.id),
                ("state", "in", LIVE),
                ("birth_date", "!=", False),
            ],
            ["client_id"],
            ["birth_date:max"],
        )
        return {client.with_env(self.env): born for client, born in groups}

    @api.model
    def _finding_codes(self, clients, company):
        """Return client -> codes of the findings of the newest health history."""
        # sudo: codes choose clauses and are not shown
        findings = (
            self.env["acupuncture.finding"]
            .sudo()
            .search(
                [
                    ("client_id", "in", clients.ids),
                    ("company_id", "=", company.id),
                    ("intake_id.state", "in", LIVE),
                ]
            )
        )
        codes = {client: set() for client in clients}
        for finding in findings:
            if not finding._is_kept_from_guardian():
                codes[finding.client_id].add(finding.item_id.code)
        return codes

    # ------------------------------------------------------------------
    # Questions of other rooms
    # ------------------------------------------------------------------

    @api.model
    def _status_for(
        self, client, company, kind, technique=None, channel=None, day=None
    ):
        """Return the status of one consent, ``missing`` where none was signed."""
        subject = (kind, technique.id if technique else False, channel or False)
        return self._standings(client, company, day)[client].get(subject, "missing")

    @api.model
    def _missing(self, client, company, techniques=(), day=None, course=None):
        """Return the forms still to be signed before ``techniques`` are used.

        :param techniques: codes
        """
        standing = self._standings(client, company, day)[client]
        return [
            form
            for form in self._needed_forms(company, techniques)
            if standing.get(form._subject()) != "valid"
            and not form._is_left_out(standing)
        ]

    @api.model
    def _needed_forms(self, company, techniques):
        current = self.env["acupuncture.consent.template"]._all_current(company)
        return [
            form
            for form in current.values()
            if form.required
            or (form.kind == "technique" and form.technique_id.code in techniques)
        ]

    @api.model
    def _bundle(
        self,
        client,
        company,
        techniques=(),
        finding_codes=None,
        anew=False,
        minor=None,
        again=True,
    ):
        """Return the forms to offer: needed and not valid, then choices not made.

        A child is never asked for marketing.

        :param finding_codes: those of a history that is still being filled in
        :param anew: whether choices that were taken back are offered again
        :param minor: by its date of birth; None: by the history that counts
        :param again: ask anew about techniques that the client said no to
        """
        minor = self._is_minor(client, company) if minor is None else minor
        codes = None if finding_codes is None else {client: set(finding_codes)}
        standing = self._standings(client, company, codes=codes)[client]
        choices = self._choices(company, standing, minor, anew)
        if not self._doctor_is_asked(client, company, finding_codes):
            choices = [form for form in choices if form.kind != "doctor"]
        known = {client: standing}
        wishes = self._wishes(client, company, standings=known)[client]
        refused = {code for code, wanted in wishes.items() if not wanted}
        settled = wishes.keys() - refused if again else wishes.keys()
        needed = [
            form
            for form in self._needed_forms(company, techniques)
            if standing.get(form._subject()) != "valid"
            or form._asked_in_lines() & set(techniques) - settled
        ]
        if not again:
            needed = [form for form in needed if not form._is_left_out(standing)]
        return needed + choices

    def _choices(self, company, standing, minor, anew):
        """Return the forms of which the client may say no, and has not chosen yet."""
        current = self.env["acupuncture.consent.template"]._all_current(company)
        asked = (*ASKED_AGAIN, "withdrawn") if anew else ASKED_AGAIN
        return [
            form
            for form in current.values()
            if form.kind not in (*REQUIRED_KINDS, "technique")
            and not (minor and form.kind == "marketing")
            and standing.get(form._subject(), "missing") in asked
        ]

    # ------------------------------------------------------------------
    # Technique by technique
    # ------------------------------------------------------------------

    @api.model
    def _wishes(self, clients, company, day=None, standings=None):
        """Return client -> {technique code: whether the client wants it}.

        A technique is agreed to or refused in a form of its own, or in a line of the
        treatment form. Who was not asked, or whose signature ended, is not named.
        """
        standings = standings or self._standings(clients, company, day)
        # sudo: a yes or no to a technique leaves, never the record
        techniques = self.sudo().env["acupuncture.technique"]
        wishes = {client: {} for client in clients}
        for client, standing in standings.items():
            for (kind, technique, _channel), status in standing.items():
                if kind == "technique" and status in ("valid", "declined"):
                    code = techniques.browse(technique).code
                    wishes[client][code] = status == "valid"
        for client, code, ticked in self._ticked_lines(clients, company):
            wishes[client][code] = ticked and wishes[client].get(code, True)
        return wishes

    @api.model
    def _refused(self, clients, company, day=None):
        """Return client -> codes of the techniques that the client said no to.

        Where no form was ever declined, what the others are worth need not be known.
        """
        # sudo: a yes or no to a technique leaves, never the record
        declined = self.sudo().search_count(
            [
                ("client_id", "in", clients.ids),
                ("company_id", "=", company.id),
                ("kind", "=", "technique"),
                ("decision", "=", "declined"),
            ],
            limit=1,
        )
        standings = None if declined else {client: {} for client in clients}
        return {
            client: frozenset(code for code, wanted in wishes.items() if not wanted)
            for client, wishes in self._wishes(
                clients, company, day, standings=standings
            ).items()
        }

    @api.model
    def _ticked_lines(self, clients, company):
        """Yield client, technique code and whether its line was ticked."""
        signed = self.sudo().search_fetch(  # sudo: see above
            [
                ("client_id", "in", clients.ids),
                ("company_id", "=", company.id),
                ("kind", "=", "treatment"),
                ("decision", "=", "agreed"),
            ],
            [*STATUS_FIELDS, "answers"],
        )
        for client, consents in signed.grouped("client_id").items():
            for line in consents._lines():
                newest = line.sorted(lambda each: (each.signed_at, each.id))[-1]
                ticks = {tick["key"]: tick["ticked"] for tick in newest.answers or ()}
                for clause in newest.template_id._optional_lines():
                    for code in clause.technique_ids.mapped("code"):
                        if clause._tick_key() in ticks:
                            yield client, code, ticks[clause._tick_key()]

    @api.model
    def _taken_back(self, client, company, techniques=()):
        """Return the needed forms whose consent the client took back."""
        standing = self._standings(client, company)[client]
        needed = self._needed_forms(company, techniques)
        return self.env["acupuncture.consent.template"].union(
            *(form for form in needed if standing.get(form._subject()) == "withdrawn")
        )

    @api.model
    def _doctor_is_asked(self, client, company, codes):
        """Tell whether a finding of the client calls for the word of a doctor."""
        if codes is None:
            codes = self._finding_codes(client, company)[client]
        asking = self.env["acupuncture.contraindication"].with_context(
            active_test=False
        )
        return bool(
            codes
            and asking.search_count(
                [
                    ("code", "in", list(codes)),
                    ("severity", "=", "clearance_required"),
                ],
                limit=1,
            )
        )

    @api.model
    def _signed_by_guardian(self, clients, companies):
        """Return (client, clinic) -> when a guardian first agreed to treatment."""
        # sudo: a moment leaves, never the record
        groups = self.sudo()._read_group(
            [
                ("client_id", "in", clients.ids),
                ("company_id", "in", companies.ids),
                ("kind", "=", "treatment"),
                ("decision", "=", "agreed"),
                ("signer_role", "=", "guardian"),
                ("withdrawal_ids", "=", False),
            ],
            ["client_id", "company_id"],
            ["signed_at:min"],
        )
        return {(client, company): at for client, company, at in groups}

    @api.model
    def _agreed(self, clients, company, kind, channel=None, day=None):
        """Return those of ``clients`` whose consent of this kind is valid."""
        subject = (kind, False, channel or False)
        standings = self._standings(clients, company, day)
        return clients.filtered(
            lambda client: standings[client].get(subject) == "valid"
        )

    # ------------------------------------------------------------------
    # The 18th birthday: what a parent agreed to is asked anew, of the person
    # ------------------------------------------------------------------

    @api.model
    def _cron_of_age(self):
        """Carry out the birthdays since a year, in batches that are committed."""
        cron = self.env["ir.cron"]
        due = [
            (company, clients[at : at + BATCH_SIZE])
            for company, clients in self._came_of_age()
            for at in range(0, len(clients), BATCH_SIZE)
        ]
        cron._commit_progress(remaining=len(due))
        for company, clients in due:
            self._consents_changed(clients, company)
            if not cron._commit_progress(1):
                break

    @api.model
    def _came_of_age(self):
        """Return (clinic, clients) of those who came of age after a parent signed."""
        grown = self.env["res.company"]._each_on_its_day(
            lambda today: [
                ("birth_date", "<=", fields.Date.subtract(today, years=ADULT)),
                ("birth_date", ">", fields.Date.subtract(today, years=CAUGHT_UP)),
            ]
        )
        groups = self.env["acupuncture.intake"]._read_group(
            Domain("state", "in", LIVE) & grown,
            ["company_id"],
            ["client_id:recordset"],
        )
        clients = self.env["res.partner"].union(*(young for _clinic, young in groups))
        signed = self._read_group(
            [("signer_role", "=", "guardian"), ("client_id", "in", clients.ids)],
            ["company_id"],
            ["client_id:recordset"],
        )
        signed_for = dict(signed)
        return [
            (company, young & signed_for.get(company, clients.browse()))
            for company, young in groups
        ]

    @api.model
    def _left_alone_by_age(self):
        """Return the e-mail addresses that get no news: children, and who were.

        A parent's word ends with the birthday; nothing is sent until the person agrees.
        """
        young = self.env["res.company"]._each_on_its_day(
            lambda today: [
                ("birth_date", ">", fields.Date.subtract(today, years=ADULT))
            ]
        )
        histories = self.env["acupuncture.intake"]._read_group(
            Domain("state", "in", LIVE) & young,
            ["client_id"],
        )
        children = self.env["res.partner"].union(*(client for [client] in histories))
        asked = self.search(
            [("kind", "=", "marketing"), ("signer_role", "=", "guardian")]
        )
        grown = children.browse()
        for company, consents in asked.grouped("company_id").items():
            standings = self._standings(consents.client_id, company)
            grown += consents.filtered(
                lambda each, standings=standings: (
                    standings[each.client_id].get(each._subject()) == "outdated"
                )
            ).client_id
        return set((children | grown).mapped("email_normalized")) - {False}
