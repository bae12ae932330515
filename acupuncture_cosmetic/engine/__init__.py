"""The clinic's rules as plain functions. Nothing here imports odoo."""
