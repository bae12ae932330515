"""Install and uninstall hooks."""


def pre_init_hook(env):
    """Make the extension that the booking constraint needs (trusted: the database owner may)."""
    env.cr.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")


def post_init_hook(env):
    """Nothing yet."""


def uninstall_hook(env):
    """Nothing yet."""
