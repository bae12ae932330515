import base64
import hashlib

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ...engine import chain
from .guard import hang_trigger, refuse_truncate

BATCH_SIZE = 200
ROUND_DAYS = 28  # after so many nights every record has been proven again
TWICE_CHAINED = "This place in the chain is taken. The next run takes the one after it."


class ChainedMixin(models.AbstractModel):
    """Records that stay as they were written, and are chained by hash afterwards.

    PostgreSQL refuses every change but these: the chain and PDF hash are filled once,
    and merging contacts may move the client, which leaves ``merged_at`` behind.

    A model that inherits this says ``_log_access = False``: a logged write would be a
    change, and the flag is not inherited.
    """

    _name = "acupuncture.chained.mixin"
    _description = "Frozen and Chained"
    _inherit = ["acupuncture.hashed.mixin", "acupuncture.sealed.mixin"]

    _hash_spaced = False
    _sealed_files = "TRUE"
    _evidence = ()  # the fields that the hash covers

    content_hash = fields.Char(required=True)
    chain_no = fields.Integer(readonly=True)
    chain_previous = fields.Char(readonly=True)
    chain_hash = fields.Char(readonly=True)

    def init(self):
        """Let PostgreSQL refuse changes."""
        if self._abstract:
            return
        hang_trigger(self, "evidence_guard", "BEFORE UPDATE OR DELETE")
        hang_trigger(self, "evidence_verb", "BEFORE INSERT")
        refuse_truncate(self)

    # ------------------------------------------------------------------
    # Content
    # ------------------------------------------------------------------

    def _hashed(self, coming):
        """All evidence that is there, of create values or of the record itself."""
        given = coming or {name: self[name] for name in self._evidence}
        content = {name: self._plain(name, given.get(name)) for name in self._evidence}
        return {name: value for name, value in content.items() if value is not None}

    @api.model
    def _create_evidence(self, vals_list):
        """Create records with the hash of their evidence; PostgreSQL takes no others.

        :param vals_list: create values without the hash
        """
        hashed = [
            vals | {"content_hash": self._content_hash(vals)} for vals in vals_list
        ]
        self._announce(vals["content_hash"] for vals in hashed)
        records = self._sealed_create(hashed)
        self._announce(())
        return records

    @api.model
    def _announce(self, hashes):
        query = "SELECT set_config('acupuncture.evidence', %s, true)"
        self.env.execute_query(SQL(query, ",".join(hashes)))

    @api.model
    def _plain(self, name, value):
        """Return a value of a field as JSON takes it, None when empty."""
        if not value:
            return None
        kind = self._fields[name].type
        if kind == "many2one":
            return value if isinstance(value, int) else value.id
        if kind == "binary":
            return hashlib.sha256(base64.b64decode(value)).hexdigest()
        if kind in ("date", "datetime"):
            return self._fields[name].to_string(value)
        return str(value) if kind == "html" else value

    # ------------------------------------------------------------------
    # Chain: one writer hooks every new record to the last
    # ------------------------------------------------------------------

    @api.model
    def _chain_new(self):
        """Chain what is not chained yet, committing every batch.

        The index on company and number makes a fork impossible, should two writers ever
        meet; the job that calls this is the only one.
        """
        cron = self.env["ir.cron"]
        waiting = [("chain_no", "=", False)]
        cron._commit_progress(remaining=self.search_count(waiting))
        while batch := self.search(waiting, order="id", limit=BATCH_SIZE):
            for company, records in batch.grouped("company_id").items():
                records._hook_on(company)
            if not cron._commit_progress(len(batch)):
                break

    def _hook_on(self, company):
        no, last = self._last_link(company)
        for record in self:
            no += 1
            found = chain.link(no, last, record.content_hash)
            record._sealed_write(
                {"chain_no": no, "chain_previous": last, "chain_hash": found}
            )
            last = found
        self.env.flush_all()
        self.env["ir.config_parameter"].set_param(
            self._head_key(company), chain.head(no, last)
        )

    @api.model
    def _last_link(self, company):
        last = self.search(
            [("company_id", "=", company.id), ("chain_no", "!=", False)],
            order="chain_no desc",
            limit=1,
        )
        return last.chain_no, last.chain_hash or chain.START

    @api.model
    def _head_key(self, company):
        return f"{self._name}.chain.{company.id}"

    # ------------------------------------------------------------------
    # Proof
    # ------------------------------------------------------------------

    @api.model
    def _verify_chain(self, company):
        """Return what is wrong with a clinic's records, a sentence each."""
        # sudo: the noted end is out of reach, and a gap is a gap for every reader
        records = self.sudo()
        noted = self._noted_end(company)
        links, problems = [], []
        ids = records.search(
            [("company_id", "=", company.id)], order="chain_no, id"
        ).ids
        for some in split_every(BATCH_SIZE, ids):
            for record in records.browse(some):
                problems += record._problems()
                if record.chain_no:
                    links.append(record._link())
            records.invalidate_model()
        return problems + [
            self._break_text(found) for found in chain.find_breaks(links, noted)
        ]

    @api.model
    def _prove_by_night(self, company):
        """Yield (how many, what is wrong) per batch: what is new, and a share of all.

        What is new starts at the end that was proven last. A full round over all
        records is spread over ``ROUND_DAYS`` nights. Each place is noted with its
        batch, so a killed job goes on from there; a broken record is passed every night
        again until somebody has looked.
        """
        # sudo: see _verify_chain
        records = self.sudo()
        total = records.search_count([("company_id", "=", company.id)])
        yield from records._prove_on(company, "new", total)
        share = max(-(-total // ROUND_DAYS), BATCH_SIZE)
        yield from records._prove_on(company, "round", share)
        yield 0, records._gaps(company)
        no, last = records._last_link(company)
        if no and records._noted(records._proven_key(company, "round"))[0] >= no:
            records._note_proven(company, "round", 0, chain.START)
        noted = self._noted_end(company)
        if noted != (chain.head(no, last) if no else None):
            name = records.search(
                [("company_id", "=", company.id), ("chain_no", "=", no)], limit=1
            ).name
            yield 0, [self._break_text(chain.end_break(name or "", noted))]

    @api.model
    def _gaps(self, company):
        """Return where a record is missing, by the numbers of all of them."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT name FROM (
                    SELECT name, chain_no
                        - lag(chain_no, 1, 0) OVER (ORDER BY chain_no) AS step
                    FROM %s WHERE company_id = %s AND chain_no IS NOT NULL
                ) AS steps WHERE step <> 1
                """,
                SQL.identifier(self._table),
                company.id,
            )
        )
        return [self._break_text(chain.Break("gap", name)) for (name,) in rows]

    @api.model
    def _prove_on(self, company, walk, count):
        """Yield batch after batch of at most ``count`` records from where a walk is."""
        no, last = self._noted(self._proven_key(company, walk))
        before = chain.Link("", no, "", last, "") if no else None
        sound = True
        while count > 0 and (
            batch := self.search(
                [("company_id", "=", company.id), ("chain_no", ">", no)],
                order="chain_no",
                limit=min(count, BATCH_SIZE),
            )
        ):
            problems = []
            for record in batch:
                problems += record._problems()
                each = record._link()
                found = chain.check(each, before)
                problems += [self._break_text(one) for one in found]
                before = each
            no, count, sound = before.no, count - len(batch), sound and not problems
            if sound:
                self._note_proven(company, walk, no, before.hash)
            yield len(batch), problems
            self.invalidate_model()

    @api.model
    def _proven_key(self, company, walk):
        return f"{self._name}.proven.{walk}.{company.id}"

    @api.model
    def _noted(self, key):
        """Return number and hash of an end that was noted under ``key``."""
        no, _colon, last = self._parameter(key, chain.head(0, chain.START)).partition(
            ":"
        )
        return int(no), last

    @api.model
    def _note_proven(self, company, walk, no, last):
        self.env["ir.config_parameter"].set_param(
            self._proven_key(company, walk), chain.head(no, last)
        )

    @api.model
    def _noted_end(self, company):
        return self._parameter(self._head_key(company), None)

    @api.model
    def _parameter(self, key, default):
        return self.env["ir.config_parameter"].sudo().get_param(key, default)

    def _link(self):
        return chain.Link(
            self.name,
            self.chain_no,
            self.chain_previous,
            self.chain_hash,
            self.content_hash,
        )

    def _problems(self):
        """Return what is wrong with this record alone."""
        if self._is_intact():
            return []
        return [self.env._("%(name)s was changed after signing.", name=self.name)]

    @api.model
    def _break_text(self, found):
        texts = {
            "gap": self.env._("A record before %(name)s is missing.", name=found.name),
            "fork": self.env._(
                "%(name)s does not follow the record before it.", name=found.name
            ),
            "changed": self.env._(
                "The place of %(name)s in the chain was changed.", name=found.name
            ),
            "cut": self.env._(
                "The chain does not end where it was last noted; it now ends with "
                "%(name)s.",
                name=found.name or "-",
            ),
            "no_head": self.env._("The noted end of the chain is gone."),
        }
        return texts[found.code]
