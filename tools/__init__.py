"""Bootstrap of the project: Odoo, Python packages, PostgreSQL, databases, checks.

Standard library only: these modules run before any package is installed.
"""
