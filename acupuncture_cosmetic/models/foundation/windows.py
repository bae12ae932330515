"""Windows that buttons open."""


def dialog(model, title, size=None, **defaults):
    """Return the action that opens an empty form of ``model`` above the page.

    :param size: ``medium`` or another size of Odoo's dialogs; large without one
    :param defaults: values to begin with; commands for a list of records
    """
    given = {f"default_{name}": value for name, value in defaults.items()}
    return {
        "type": "ir.actions.act_window",
        "name": title,
        "res_model": model._name,
        "view_mode": "form",
        "views": [(False, "form")],
        "target": "new",
        "context": {**given, "dialog_size": size} if size else given,
    }


def window(env, name, **changes):
    """Return the window action of that name, with what is different here.

    :param name: the external id; in this addon where it names no other
    :param changes: e.g. ``domain``, ``context``, ``views``
    """
    xml_id = name if "." in name else f"acupuncture_cosmetic.{name}"
    return {**env["ir.actions.actions"]._for_xml_id(xml_id), **changes}


def reload():
    """Return the action that reads the page again, where it is."""
    return {"type": "ir.actions.client", "tag": "soft_reload"}


def notice(message, kind="success", then=None, **params):
    """Return the action that tells the user something in the corner of the page.

    :param kind: ``success``, ``info``, ``warning`` or ``danger``
    :param then: the action that follows; none where the page stays as it is
    :param params: ``title``; ``sticky`` until it is read
    """
    told = {"type": kind, "message": message, **params}
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {**told, "next": then} if then else told,
    }
