"""Menus that opened a list hold several now: their list went to a child."""

from odoo import SUPERUSER_ID, api

SECTIONS = ("menu_clients", "menu_sessions", "menu_courses")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in SECTIONS:
        env.ref(f"acupuncture_cosmetic.{name}").action = False
