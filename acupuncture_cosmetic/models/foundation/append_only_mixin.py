from odoo import models
from odoo.tools import SQL


class AppendOnlyMixin(models.AbstractModel):
    """Rows that are written once: PostgreSQL refuses the rest, for everybody.

    A model that inherits this sets ``_log_access = False`` (a logged write would be an
    update) and has no stored computed field that is not precomputed.
    """

    _name = "acupuncture.append.only.mixin"
    _description = "Rows That Are Never Changed"
    _sealed_files = "TRUE"

    def init(self):
        """Make the guard and hang it on the table of the model."""
        result = super().init()
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION acupuncture_refuse_change() RETURNS trigger
            LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
                    USING ERRCODE = 'integrity_constraint_violation';
            END $$;
        """)
        if not self._abstract:
            self._hang_guard()
        return result

    def _hang_guard(self):
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE TRIGGER acupuncture_refuse_change
                BEFORE UPDATE OR DELETE ON %(table)s
                FOR EACH ROW EXECUTE FUNCTION acupuncture_refuse_change();
                CREATE OR REPLACE TRIGGER acupuncture_refuse_truncate
                BEFORE TRUNCATE ON %(table)s
                FOR EACH STATEMENT EXECUTE FUNCTION acupuncture_refuse_change();
                """,
                table=SQL.identifier(self._table),
            )
        )
