from odoo import fields, models
from odoo.tools import SQL


class ChainedMixin(models.AbstractModel):
    """Records that stay as they were written, and are chained by hash afterwards.

    PostgreSQL refuses every change but these: the chain and PDF hash are filled once,
    and merging contacts may move the client, which leaves ``merged_at`` behind.
    """

    _name = "acupuncture.chained.mixin"
    _description = "Frozen and Chained"
    _inherit = ["acupuncture.sealed.mixin"]
    _log_access = False  # a logged write would be a change

    content_hash = fields.Char(readonly=True, required=True)
    chain_no = fields.Integer(readonly=True)
    chain_previous = fields.Char(readonly=True)
    chain_hash = fields.Char(readonly=True)

    def init(self):
        """Let PostgreSQL refuse changes."""
        if self._abstract:
            return
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION acupuncture_consent_guard() RETURNS trigger
            LANGUAGE plpgsql AS $$
            DECLARE
                filled_once text[] :=
                    ARRAY['chain_no', 'chain_previous', 'chain_hash', 'pdf_hash'];
                moving text[] := ARRAY['client_id', 'merged_at'];
                before jsonb;
                after jsonb;
                name text;
                wrong boolean := TG_OP IN ('DELETE', 'TRUNCATE');
            BEGIN
                IF TG_OP = 'UPDATE' THEN
                    before := to_jsonb(OLD);
                    after := to_jsonb(NEW);
                    wrong := before - filled_once - moving
                        IS DISTINCT FROM after - filled_once - moving;
                    FOREACH name IN ARRAY filled_once LOOP
                        wrong := wrong OR (before ->> name IS NOT NULL
                            AND before -> name IS DISTINCT FROM after -> name);
                    END LOOP;
                    IF before -> 'client_id' IS DISTINCT FROM after -> 'client_id' THEN
                        NEW.merged_at := now() AT TIME ZONE 'UTC';
                    ELSE
                        wrong := wrong OR before -> 'merged_at'
                            IS DISTINCT FROM after -> 'merged_at';
                    END IF;
                END IF;
                IF wrong THEN
                    RAISE EXCEPTION '% keeps what was signed: % refused',
                        TG_TABLE_NAME, TG_OP
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
            END $$;
        """)
        table = SQL.identifier(self._table)
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE TRIGGER acupuncture_consent_guard
                BEFORE UPDATE OR DELETE ON %(table)s
                FOR EACH ROW EXECUTE FUNCTION acupuncture_consent_guard();
                CREATE OR REPLACE TRIGGER acupuncture_consent_guard_truncate
                BEFORE TRUNCATE ON %(table)s
                FOR EACH STATEMENT EXECUTE FUNCTION acupuncture_consent_guard();
                """,
                table=table,
            )
        )
