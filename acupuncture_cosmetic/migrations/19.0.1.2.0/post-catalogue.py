"""The screening catalogue of 1.2, wherever a clinic left it as it was shipped.

``catalogue.json`` holds, item by item and field by field, what 1.1 shipped and what 1.2
ships. A value that differs from the former is the clinic's own and stays.
"""

import json
from pathlib import Path

from odoo import SUPERUSER_ID, Command, api
from odoo.tools import sql

from odoo.addons.acupuncture_cosmetic.engine import screening_words

ADDON = "acupuncture_cosmetic"
TABLE = "acupuncture_contraindication"


def migrate(cr, version):
    """Bring scopes, switches and texts; keep what was edited, and the own words."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    shipped = json.loads(Path(__file__).with_name("catalogue.json").read_text("utf-8"))
    techniques = env["acupuncture.technique"].with_context(active_test=False)
    codes = {each.code: each.id for each in techniques.search([("code", "!=", False)])}
    for xmlid, changes in shipped["items"].items():
        if item := env.ref(f"{ADDON}.{xmlid}", raise_if_not_found=False):
            values = _untouched(item, changes, codes)
            if "technique_ids" in values:
                _keep_accepted_for(cr, item, changes["technique_ids"][0] or codes)
            item.write(values)
    if sql.column_exists(cr, TABLE, "medicine_words"):
        _keep_own_words(env, shipped["medicine_words"])


def _keep_accepted_for(cr, item, codes):
    """What was accepted for needles is not accepted for what the item reaches now."""
    cr.execute(
        "UPDATE acupuncture_finding SET decided_for = %s"
        " WHERE item_id = %s AND decision = 'accepted' AND decided_for IS NULL",
        [",".join(sorted(codes)), item.id],
    )


def _untouched(item, changes, codes):
    """Return the new values of the fields that stand as they were shipped."""
    values = {}
    for name, (old, new) in changes.items():
        if name == "technique_ids":
            if set(item.technique_ids.mapped("code")) == set(old):
                values[name] = [Command.set([codes[code] for code in new])]
        elif (item[name] or type(old)()) == old:
            values[name] = new
    return values


def _keep_own_words(env, shipped):
    """Words of medicines stood on the items; what a clinic changed there counts."""
    env.cr.execute(
        "SELECT id, medicine_words FROM acupuncture_contraindication"
        " WHERE question_of_id IS NULL"
    )
    own = dict(env.cr.fetchall())
    ids = {
        env.ref(f"{ADDON}.{xmlid}").id: text
        for xmlid, text in shipped.items()
        if env.ref(f"{ADDON}.{xmlid}", raise_if_not_found=False)
    }
    for item in env["acupuncture.contraindication"].browse(own):
        before = set(screening_words.words_of(ids.get(item.id, "")))
        now = set(screening_words.words_of(own[item.id] or ""))
        _add_words(item, now - before)
        _take_words(item, before - now)


def _add_words(item, words):
    if words:
        item.env["acupuncture.screening.term"].create(
            {
                "name": item.name,
                "kind": screening_words.MEDICINE,
                "starts": ";".join(sorted(word for word in words if len(word) > 2)),
                "whole": ";".join(sorted(word for word in words if len(word) < 3)),
                "item_ids": [Command.set(item.ids)],
                "source": "Own words of the clinic",
            }
        )


def _take_words(item, words):
    """Let the shipped terms no longer find what was taken out of an item's words."""
    for term in item.term_ids.filtered(lambda term: term.kind == "medicine"):
        starts = screening_words.words_of(term.starts or "")
        left = [s for s in starts if not any(word.startswith(s) for word in words)]
        if len(left) < len(starts) and (left or term.whole):
            term.starts = ";".join(left)
        elif len(left) < len(starts):
            term.item_ids -= item
