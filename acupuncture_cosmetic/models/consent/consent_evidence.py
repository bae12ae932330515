import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import chain, wording
from ...engine.screening_findings import ADULT, birthday
from ..foundation.form_errors import FormErrors
from ..foundation.signature import checked_signature
from ..foundation.windows import notice

_logger = logging.getLogger(__name__)

NEWS_DAYS = 2  # what waited longer for its PDF was told, or asked for, otherwise
SHOWN = 10


class Consent(models.Model):
    """How evidence comes about and is proven: signed, chained, printed, verified.

    What was shown is made once more at signing and must be the same text.
    """

    _inherit = "acupuncture.consent"

    # ------------------------------------------------------------------
    # Signing
    # ------------------------------------------------------------------

    @api.model
    def _sign(self, client, company, documents, signer):
        """Store what ``client`` answered to each document, all or nothing.

        :param documents: dicts of ``document`` (as ``_document`` returned it, at least
            template_id, hash and lang), ``answers`` (tick key -> bool) and ``decision``
        :param signer: dict of name, role, relation, witness, signature (base64 of a
            PNG), ip, user_agent, and how: where the signature came from
        :raises FormErrors: by field: signature, name, role, relation, the tick keys,
            and ``document_<template id>`` where the text must be read again
        """
        signed = self._prepare_signer(client, company, signer)
        errors, values = self._return_errors(client, company, documents, signer), []
        for given in documents:
            try:
                values.append(self._prepare_answer(client, company, given))
            except FormErrors as error:
                errors |= error.errors
        if errors:
            raise FormErrors(errors)
        consents = self._keep([signed | each for each in values])
        self._consents_changed(client, company)
        consents._welcome_back()
        consents._wake_archivist()
        return consents

    @api.model
    def _keep(self, values):
        """Write evidence with a number and a hash each."""
        # sudo: clients and tablets sign, nobody may write the table
        records = self.sudo()
        sequences = self.env["ir.sequence"]
        numbers = sequences._numbers("sequence_consent", len(values))
        numbered = [
            each | {"name": number}
            for each, number in zip(values, numbers, strict=True)
        ]
        return records._create_evidence(numbered).with_env(self.env)

    def _prepare_signer(self, client, company, signer):
        """Return the values that every document of one signature shares."""
        role = signer.get("role") or "client"
        values = {
            "company_id": company.id,
            "client_id": client.id,
            "signed_client_id": client.id,
            "client_name": wording.clean(client.name, 200),
            "signer_name": wording.name(signer.get("name")),
            "signer_role": role,
            "guardian_relation": wording.clean(signer.get("relation"), 100),
            "witness_name": wording.clean(signer.get("witness"), 200),
            "signed_at": fields.Datetime.now(),
            "ip": wording.clean(signer.get("ip"), 64),
            "user_agent": wording.clean(signer.get("user_agent"), 500),
            "user_id": self.env.uid,
            **(signer.get("how") or {}),
        }
        errors = self._signer_errors(client, company, values)
        try:
            values["signature"] = checked_signature(self.env, signer.get("signature"))
        except FormErrors as error:
            errors |= error.errors
        if errors:
            raise FormErrors(errors)
        return values

    def _return_errors(self, client, company, documents, signer):
        """Return what is wrong with giving anew what was taken back.

        Whoever stands at the clinic's device, or sent the link to an address of their
        own, could bring back what the client withdrew. It takes the client's own link,
        or a practitioner who witnesses it.
        """
        if self._may_bring_back(signer.get("how") or {}):
            return {}
        standing = self._standings(client, company)[client]
        forms = self.env["acupuncture.consent.template"].browse(
            int(given["document"]["template_id"])
            for given in documents
            if (given.get("decision") or "agreed") == "agreed"
        )
        return {
            f"document_{form.id}": self.env._(
                "The consent to “%(form)s” was taken back. To give it again, the "
                "client uses a link that we mail to them, or signs before a "
                "practitioner as witness.",
                form=form.name,
            )
            for form in forms
            if standing.get(form._subject()) == "withdrawn"
        }

    @api.model
    def _may_bring_back(self, how):
        """Hook: tell whether what was taken back may be given anew in this way.

        :param how: where the signature came from; empty where a user recorded it
        """
        return not how.get("link_channel")

    def _signer_errors(self, client, company, values):
        """Return field -> what is missing about the person who signs."""
        errors = {}
        if not values["signer_name"]:
            errors["name"] = self.env._("Please write your name.")
        if values["signer_role"] not in ("client", "guardian"):
            errors["role"] = self.env._("Say whether you sign for yourself.")
        elif values["signer_role"] == "guardian":
            if not values["guardian_relation"]:
                errors["relation"] = self.env._(
                    "Say how you are related to the client, e.g. mother."
                )
        elif self._is_minor(client, company):
            errors["role"] = self.env._(
                "The client is under %(age)s: a parent or guardian signs.", age=ADULT
            )
        return errors

    @api.model
    def _is_minor(self, client, company):
        """Return whether the newest health history tells of a minor."""
        born = self._births(client, company).get(client)
        return bool(born) and company._clinic_today() < birthday(born, ADULT)

    def _prepare_answer(self, client, company, given):
        """Return the values of one document, once it is seen to be the one shown."""
        shown, answers = given["document"], given.get("answers") or {}
        document, template = self._again(client, company, shown)
        decision = given.get("decision") or "agreed"
        self._check_answer(client, company, template, document, decision, answers)
        agreed = decision == "agreed"
        return {
            "template_id": template.id,
            "template_version": template.version,
            "kind": template.kind,
            "technique_id": template.technique_id.id,
            "channel": template.channel,
            "course_id": document["course_id"],
            "lang": document["lang"],
            "body": str(document["html"]),
            "answers": [
                {**tick, "ticked": answers.get(tick["key"]) is True}
                for tick in document["ticks"]
            ],
            "item_codes": ",".join(document["item_codes"]),
            "decision": decision,
            "valid_until": agreed and template._valid_until(company._clinic_today()),
        }

    def _again(self, client, company, shown):
        """Return the document made anew, and its form.

        :raises FormErrors: the text is not the one that was shown
        """
        template = self.env["acupuncture.consent.template"].browse(
            int(shown["template_id"])
        )
        if template.exists().state == "published" and template.company_id in (
            company.browse(),
            company,
        ):
            document = template._document(
                client,
                company,
                shown.get("finding_codes"),
                shown.get("techniques") or (),
                self.env["acupuncture.course"].browse(shown.get("course_id") or []),
                shown.get("lang"),
            )
            if document["hash"] == shown.get("hash"):
                return document, template
        raise FormErrors(
            {
                f"document_{template.id}": self.env._(
                    "This text has changed since you opened it. "
                    "Please read it again before you sign."
                )
            }
        )

    def _check_answer(self, client, company, template, document, decision, answers):
        known = {tick["key"]: tick for tick in document["ticks"]}
        errors = {}
        if decision not in ("agreed", "declined") or answers.keys() - known.keys():
            errors[f"document_{template.id}"] = self.env._(
                "These answers do not belong to the text. Please open it again."
            )
        elif (
            decision == "agreed"
            and template.kind == "marketing"
            and self._is_minor(client, company)
        ):
            errors[f"document_{template.id}"] = self.env._(
                "Under %(age)s we send no news, whoever agrees. Please choose no.",
                age=ADULT,
            )
        elif decision == "declined" and template.required:
            errors[f"document_{template.id}"] = self.env._(
                "We cannot treat you without “%(form)s”. Please talk to us before you "
                "decide.",
                form=document["title"],
            )
        elif decision == "agreed":
            errors = {
                key: self.env._("Please tick this statement, or ask us about it.")
                for key, tick in known.items()
                if tick["required"] and answers.get(key) is not True
            }
        if errors:
            raise FormErrors(errors)

    def _wake_archivist(self):
        """Chain and print soon, not in the client's request."""
        # sudo: whoever signs may start this one job
        self.env.ref("acupuncture_cosmetic.ir_cron_consent_archive").sudo()._trigger()

    # ------------------------------------------------------------------
    # Chaining and printing, soon after
    # ------------------------------------------------------------------

    @api.model
    def _cron_archive(self):
        """Chain what is new, then print it and tell the client."""
        self._chain_new()
        self.env["acupuncture.consent.withdrawal"]._chain_new()
        self._print_new()

    @api.model
    def _print_new(self):
        cron, reports = self.env["ir.cron"], self.env["ir.actions.report"]
        if reports.get_wkhtmltopdf_state() in ("install", "broken"):
            return
        waiting = self.search(
            [("pdf_hash", "=", False), ("chain_no", "!=", False)], order="id"
        )
        cron._commit_progress(remaining=len(waiting))
        signed = waiting.grouped(lambda each: (each.client_id, each.company_id))
        for (client, company), consents in signed.items():
            try:
                with self.env.cr.savepoint():
                    consents._print_and_tell(client, company)
            except Exception:  # one bad record does not hold up the others
                _logger.exception("No PDF of %s", consents.mapped("name"))
            if not cron._commit_progress(len(consents)):
                break

    def _print_and_tell(self, client, company):
        """Print what a client signed, and mail the link when it is news."""
        for consent in self:
            consent._print()
        lately = fields.Datetime.subtract(fields.Datetime.now(), days=NEWS_DAYS)
        if max(self.mapped("signed_at")) >= lately:
            self._tell_printed(client, company)

    @api.model
    def _tell_printed(self, client, company):
        """Hook: the PDF of what this client has just signed can be read."""

    # ------------------------------------------------------------------
    # Verify: one consent, or all of a clinic
    # ------------------------------------------------------------------

    def action_verify(self):
        """Tell whether this record and its place in the chain are as they were."""
        self.ensure_one()
        problems = self._problems() + self._link_problems()
        proven = self.env._(
            "%(name)s is as it was signed: text, answers, signature and PDF.",
            name=self.name,
        )
        if not self.chain_no:
            proven = self.env._(
                "%(name)s is as it was signed. It is chained within the hour.",
                name=self.name,
            )
        return self._verdict(problems, proven)

    def action_verify_all(self):
        """Tell whether all consents and withdrawals of the clinic are as they were.

        The list calls it, whatever lines are selected.
        """
        self.check_access("read")
        company = self.env.company
        problems = self._all_problems(company)
        proven = self.env._(
            "Every consent and withdrawal of %(clinic)s is as it was signed, none is "
            "missing.",
            clinic=company.name,
        )
        return self._verdict(problems, proven)

    @api.model
    def _all_problems(self, company):
        withdrawals = self.env["acupuncture.consent.withdrawal"]
        return self._verify_chain(company) + withdrawals._verify_chain(company)

    def _verdict(self, problems, proven):
        told = problems[:SHOWN]
        if len(problems) > SHOWN:
            more = len(problems) - SHOWN
            told.append(self.env._("And %(count)s more.", count=more))
        return notice(
            "\n".join(told) or proven,
            "danger" if problems else "success",
            title=self.env._("Not as it was signed")
            if problems
            else self.env._("Verified"),
            sticky=bool(problems),
        )

    def _problems(self):
        problems = super()._problems()
        if self.pdf_hash:
            try:
                self._pdf()
            except UserError as error:
                problems.append(str(error))
        if self._was_moved():
            problems.append(
                self.env._(
                    "%(name)s was moved to another client, who did not sign it.",
                    name=self.name,
                )
            )
        return problems

    def _was_moved(self):
        """Return whether the client changed although the signing contact still exists.

        Merging contacts moves consents and deletes the contact they came from.
        """
        moved = self.client_id.id != self.signed_client_id
        return moved and bool(self.client_id.browse(self.signed_client_id).exists())

    def _link_problems(self):
        """Return what is wrong with the place of this record in the chain."""
        if not self.chain_no:
            return []
        before = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("chain_no", "=", self.chain_no - 1),
            ]
        )
        broken = chain.check(self._link(), before._link() if before else None)
        return [self._break_text(found) for found in broken]

    @api.model
    def _cron_verify(self):
        """Write what is not as it was signed to the log of the server, batch by batch.

        What is new every night, everything once in four weeks: see _prove_by_night.
        """
        cron = self.env["ir.cron"]
        for [company] in self._read_group([], ["company_id"]):
            for model in (self, self.env["acupuncture.consent.withdrawal"]):
                for count, problems in model._prove_by_night(company):
                    if problems:
                        _logger.error(
                            "Consents of company %s are not as they were signed: %s",
                            company.id,
                            " ".join(problems),
                        )
                    if not cron._commit_progress(count):
                        return
