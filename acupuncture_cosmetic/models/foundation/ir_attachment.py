"""Files of our records: stored whole, as sealed as the record, never behind a token.

A model says in ``_sealed_files``, as SQL on its own table, which of its records keep
their files as they are. The ORM refuses in words; PostgreSQL refuses whoever asks.
``_late_files`` says what may still come to a sealed record: nothing; ``field``, the
content of its own binary fields, once each; ``any`` file.
"""

import os
from contextlib import contextmanager, suppress

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from .guard import ALL, hang_trigger

OURS = "acupuncture."
# Their chatter mails large files as links; the desk's papers, nothing clinical.
WITH_CHATTER = ("acupuncture.course", "acupuncture.session")
# What may still come to a sealed record, as SQL on the trigger's arguments.
_LATE = {None: "FALSE", "field": "f_field", "any": "TRUE"}

_SEALED = """
    CREATE OR REPLACE FUNCTION acupuncture_files_sealed(
        f_model varchar, f_id integer, f_coming boolean, f_field boolean
    ) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
    BEGIN
        RETURN coalesce(CASE f_model %(cases)s ELSE FALSE END, FALSE);
    END $$
"""
_CASE = """
            WHEN %(name)s THEN NOT (f_coming AND %(late)s) AND EXISTS (
                SELECT 1 FROM %(table)s AS kept WHERE kept.id = f_id AND (%(seal)s))
"""


def is_closed(model_name):
    """Tell whether files of a model open for its readers alone, by no token."""
    name = model_name or ""
    return name.startswith(OURS) and name not in WITH_CHATTER


class IrAttachment(models.Model):
    """Files of what is sealed neither come, nor go, nor change; no token opens one.

    Files of the clinic stand in no text index: Odoo would store the text of each in a
    column that anybody with database rights can search. The rooms of consent and
    photos prove theirs when they are served, see ``_prove``.
    """

    _inherit = "ir.attachment"

    _acupuncture_no_token = models.Constraint(
        "CHECK (NOT starts_with(coalesce(res_model, ''), 'acupuncture.')"
        f" OR res_model IN {WITH_CHATTER}"
        " OR (public IS NOT TRUE AND access_token IS NULL))",
        "Files of the clinic's records can only be opened by people who may read the "
        "record.",
    )
    _acupuncture_field_once = models.UniqueIndex(
        "(res_model, res_id, res_field) WHERE starts_with(res_model, 'acupuncture.')"
        " AND res_field IS NOT NULL",
        "This record already has its file. Reload the page to see it.",
    )

    def init(self):
        """Let PostgreSQL hold what the models declare."""
        result = super().init()
        cases = [
            SQL(
                _CASE,
                name=model._name,
                late=SQL(_LATE[getattr(model, "_late_files", None)]),
                table=SQL.identifier(model._table),
                seal=SQL(model._sealed_files),
            )
            for model in self._sealing_models()
        ]
        self.env.cr.execute(SQL(_SEALED, cases=SQL("").join(cases)))
        hang_trigger(self, "files_guard", f"BEFORE {ALL}")
        return result

    @api.model
    def _sealing_models(self):
        """Return the models that seal their files."""
        return [
            self.env[name]
            for name, model in sorted(self.env.registry.items())
            if not model._abstract and self._seals(name)
        ]

    @api.model
    def _seals(self, name):
        """Tell whether a model says when its files are sealed."""
        model = self.env.registry.get(name) if name else None
        return bool(getattr(model, "_sealed_files", None))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            name = vals.get("res_model")
            self._refuse_opening(vals, [name])
            self._refuse_if_sealed(
                name,
                [vals.get("res_id")],
                vals.get("name"),
                "field" if vals.get("res_field") else "any",
            )
        if any((vals.get("res_model") or "").startswith(OURS) for vals in vals_list):
            self = self.with_context(acupuncture_no_index=True)
        return super().create(vals_list).with_env(self.env)

    def write(self, vals):
        # sudo: a guard; who may not read a file is told so afterwards
        names = {vals.get("res_model"), *self.sudo().mapped("res_model")}
        if not self._is_only_moved(vals):
            files = self.sudo()
            self._refuse_opening(vals, names)
            files._refuse_if_mine_sealed()
            if {"res_model", "res_id"} & vals.keys():
                files._refuse_if_sealed_there(vals)
        if any((name or "").startswith(OURS) for name in names):
            self = self.with_context(acupuncture_no_index=True)
            vals = {**vals, "index_content": False}
        return super().write(vals)

    def unlink(self):
        """Refuse here: whoever uninstalls skips what is checked ``ondelete``."""
        # sudo: see write
        self.sudo()._refuse_if_mine_sealed()
        return super().unlink()

    def _is_only_moved(self, vals):
        """Tell whether nothing but the storage changes."""
        if "raw" not in vals or vals.keys() - {"raw", "mimetype", "index_content"}:
            return False
        same = self._compute_checksum(vals["raw"])
        # sudo: a guard; a yes or no leaves
        return all(
            file.checksum == same
            and vals.get("mimetype", file.mimetype) == file.mimetype
            for file in self.sudo()
        )

    def _refuse_opening(self, vals, names):
        """Refuse to open files to others than the readers of their record.

        :param names: models that the files belong to, now or then
        """
        if vals.get("public") and any((name or "").startswith(OURS) for name in names):
            raise ValidationError(
                self.env._("Files of the clinic cannot be made public.")
            )
        if vals.get("access_token") and any(map(is_closed, names)):
            raise self._no_token()

    @api.model
    def _no_token(self):
        return ValidationError(
            self.env._(
                "Files of clinical records can only be opened by people who may read "
                "the record; they have no link of their own."
            )
        )

    def _refuse_if_mine_sealed(self):
        for name, files in self.grouped("res_model").items():
            self._refuse_if_sealed(name, files.mapped("res_id"), files[:1].name)

    def _refuse_if_sealed_there(self, vals):
        for file in self:
            name = vals.get("res_model", file.res_model)
            self._refuse_if_sealed(
                name, [vals.get("res_id", file.res_id)], file.name, "any"
            )

    @api.model
    def _refuse_if_sealed(self, name, ids, file, coming=None):
        """Tell the way before PostgreSQL refuses.

        :param coming: ``field`` or ``any``, for a file that is new to the record
        :raises UserError: one of the records keeps its files as they are
        """
        # While the registry is being loaded tables come and go; PostgreSQL holds it.
        if not self.pool.ready or not self._seals(name):
            return
        if coming and getattr(self.env[name], "_late_files", None) in ("any", coming):
            return
        if record := self._with_sealed_files(name, ids):
            raise UserError(
                self.env._(
                    "“%(file)s” cannot be added or changed: %(record)s is signed or "
                    "filed, and its files stay as they are. Write an addendum, or file "
                    "a new record.",
                    file=file or "",
                    record=f"{record._description} {record.display_name}",
                )
            )

    @api.model
    def _with_sealed_files(self, name, ids):
        """Return the first of some records whose files are sealed, or none."""
        # sudo: a guard; a neutral name leaves, and that it is sealed
        model = self.env[name].sudo()
        for each in self._sealed_by(model):
            each.flush_model()
        found = self.env.execute_query(
            SQL(
                "SELECT id FROM %s AS kept WHERE id = ANY(%s) AND (%s) LIMIT 1",
                SQL.identifier(model._table),
                [id_ for id_ in ids if id_],
                SQL(model._sealed_files),
            )
        )
        return model.browse(row[0] for row in found)

    @api.model
    def _sealed_by(self, model):
        """Return a model and those that its seal may speak about: its parents."""
        parents = {
            field.comodel_name
            for field in model._fields.values()
            if field.type == "many2one" and self._seals(field.comodel_name)
        }
        return [model, *(self.env[name] for name in parents)]

    # ------------------------------------------------------------------
    # The store
    # ------------------------------------------------------------------

    def _get_datas_related_values(self, data, mimetype):
        values = super()._get_datas_related_values(data, mimetype)
        if self.env.context.get("acupuncture_no_index"):
            values["index_content"] = False
        return values

    def _prove(self):
        """Refuse a file that is not the one that was stored.

        A room extends this for the files of its evidence: Odoo does not look at a file
        again once it is stored.

        :raises UserError: the file was changed
        """

    def _to_http_stream(self):
        self._prove()
        return super()._to_http_stream()

    @api.model
    def _get_path(self, bin_data, sha):
        """Take a cut file for none: its content came only in part to the disk."""
        with self._stored():
            self._remove_cut(bin_data, sha)
            return super()._get_path(bin_data, sha)

    @api.model
    def _file_write(self, bin_value, checksum):
        """Store all of a file, or nothing.

        :raises UserError: the disk takes no more
        """
        with self._stored():
            try:
                return super()._file_write(bin_value, checksum)
            except OSError:
                self._remove_cut(bin_value, checksum)
                raise

    @api.model
    def _remove_cut(self, content, checksum):
        """Remove what is on the disk under this name if it is only the beginning."""
        path = self._full_path(f"{checksum[:2]}/{checksum}")
        with suppress(FileNotFoundError):
            if os.path.getsize(path) < len(content):
                with open(path, "rb") as file:
                    cut = content.startswith(file.read())
                if cut:
                    os.unlink(path)

    @contextmanager
    def _stored(self):
        """Say in words that a file could not be stored."""
        try:
            yield
        except OSError as error:
            raise UserError(
                self.env._(
                    "The file could not be stored: the server's disk is full or cannot "
                    "be written to. Nothing was saved. Tell your administrator, then "
                    "save again."
                )
            ) from error

    # ------------------------------------------------------------------
    # Tokens
    # ------------------------------------------------------------------

    def _is_closed(self):
        # sudo: a guard; the name of a model is no secret
        return any(is_closed(name) for name in self.sudo().mapped("res_model"))

    def generate_access_token(self):
        """Give no token to what is clinical."""
        if self._is_closed():
            raise self._no_token()
        return super().generate_access_token()

    def _can_return_content(self, field_name=None, access_token=None):
        token = None if self._is_closed() else access_token
        return super()._can_return_content(field_name, token)

    def _has_attachments_ownership(self, attachment_tokens):
        """Count rights alone, whatever token came along."""
        tokens = None if self._is_closed() else attachment_tokens
        return super()._has_attachments_ownership(tokens)
